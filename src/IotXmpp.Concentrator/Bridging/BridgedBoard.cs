using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Bridging;

/// <summary>A board as a bridge may see it: only what crosses and what its owner lets the bridge have.</summary>
/// <param name="Name">Name: account, node id and localpart.</param>
/// <param name="Address">Bare JID in the things domain.</param>
/// <param name="Description">What its kind measures and lets others set; fields and parameters that do not cross are left out.</param>
public sealed record BridgedBoard(string Name, Jid Address, ThingDescription Description)
{
    /// <summary>For people: where it is or what it is for; null if nobody said.</summary>
    public string? Text { get; init; }

    /// <summary>True while the board can be asked.</summary>
    public bool IsUp { get; init; }

    /// <summary>Since when it is up or away.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Last values in the order of the description.</summary>
    public IReadOnlyList<(NodeRef Node, Field Field)> LastValues { get; init; } = [];
}
