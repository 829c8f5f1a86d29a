using System.Xml;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>Names and attributes of XEP-0060 on the wire.</summary>
internal static class PubSubXml
{
    /// <summary>The node of a request.</summary>
    /// <exception cref="StanzaException"><c>nodeid-required</c>.</exception>
    internal static string ReadNode(XmppElement element) => element.Attribute("node") is { Length: > 0 } node ? node : throw PubSubErrors.NodeIdRequired();

    /// <summary>A <c>jid</c> attribute.</summary>
    internal static Jid ReadJid(XmppElement element)
    {
        string text = element.Attribute("jid") ?? throw PubSubErrors.JidRequired();
        return Jid.TryParse(text, out var jid) ? jid : throw new StanzaException(StanzaErrors.JidMalformed("'jid' is not an XMPP address."));
    }

    internal static void WriteSubscription(XmlWriter writer, string ns, PubSubSubscription subscription)
    {
        writer.WriteStartElement("subscription", ns);
        writer.WriteAttributeString("node", subscription.Key.Node);
        writer.WriteAttributeString("jid", subscription.Subscriber.ToString());
        writer.WriteAttributeString("subscription", Name(subscription.State));
        writer.WriteEndElement();
    }

    internal static string Name(SubscriptionState state) => state switch
    {
        SubscriptionState.Pending => "pending",
        SubscriptionState.Subscribed => "subscribed",
        _ => "none",
    };

    internal static SubscriptionState ReadState(XmppElement element) => element.Attribute("subscription") switch
    {
        "none" => SubscriptionState.None,
        "pending" => SubscriptionState.Pending,
        "subscribed" => SubscriptionState.Subscribed,
        _ => throw new StanzaException(StanzaErrors.BadRequest("'subscription' is none, pending or subscribed.")),
    };

    internal static string Name(Affiliation affiliation) => affiliation switch
    {
        Affiliation.Owner => "owner",
        Affiliation.Publisher => "publisher",
        Affiliation.PublishOnly => "publish-only",
        Affiliation.Member => "member",
        Affiliation.Outcast => "outcast",
        _ => "none",
    };

    internal static Affiliation ReadAffiliation(XmppElement element) => element.Attribute("affiliation") switch
    {
        "owner" => Affiliation.Owner,
        "publisher" => Affiliation.Publisher,
        "publish-only" => Affiliation.PublishOnly,
        "member" => Affiliation.Member,
        "outcast" => Affiliation.Outcast,
        "none" => Affiliation.None,
        _ => throw new StanzaException(StanzaErrors.BadRequest("There is no such affiliation.")),
    };
}
