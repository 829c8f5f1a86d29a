using System.Xml;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>One contact of one person (RFC 6121 2.1).</summary>
/// <param name="Contact">Bare JID.</param>
/// <param name="State">Presence subscriptions in both directions.</param>
public sealed record RosterItem(Jid Contact, FriendshipState State)
{
    /// <summary>The person's own name for the contact; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>The person's own groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>False for somebody who has only asked for our presence: such an item is kept, not shown (RFC 6121 A.1, "None + Pending In").</summary>
    public bool Listed { get; init; } = true;

    /// <summary>The <c>subscription</c> attribute (RFC 6121 2.1.2.5).</summary>
    public string Subscription => (State & (FriendshipState.From | FriendshipState.To)) switch
    {
        FriendshipState.From | FriendshipState.To => "both",
        FriendshipState.From => "from",
        FriendshipState.To => "to",
        _ => "none",
    };

    /// <summary>True if all of these flags are set.</summary>
    public bool Has(FriendshipState flags) => (State & flags) == flags;

    /// <summary>Writes the <c>item</c> element.</summary>
    public void WriteTo(XmlWriter writer)
    {
        writer.WriteStartElement("item", Ns.Roster);
        if (Has(FriendshipState.PendingOut))
            writer.WriteAttributeString("ask", "subscribe");
        writer.WriteAttributeString("jid", Contact.ToString());
        if (Name is not null)
            writer.WriteAttributeString("name", Name);
        writer.WriteAttributeString("subscription", Subscription);
        foreach (string group in Groups)
            writer.WriteElementString("group", Ns.Roster, group);
        writer.WriteEndElement();
    }

    /// <summary>True if a client would see a difference.</summary>
    internal bool LooksLike(RosterItem other) =>
        Contact == other.Contact && State == other.State && Name == other.Name && Listed == other.Listed && Groups.SequenceEqual(other.Groups, StringComparer.Ordinal);
}
