namespace IotXmpp.Xmpp.PubSub;

/// <summary>What one service holds.</summary>
public sealed record PubSubLimits
{
    /// <summary>Nodes that people may create, beside those the service makes itself.</summary>
    public int MaxNodesPerOwner { get; init; } = 100;

    /// <summary>Items a node may be configured to keep.</summary>
    public int MaxItems { get; init; } = 1000;

    /// <summary>Octets of a payload a node may be configured to take.</summary>
    public int MaxPayloadSize { get; init; } = 64 * 1024;

    /// <summary>Subscriptions to one node.</summary>
    public int MaxSubscriptionsPerNode { get; init; } = 10_000;

    /// <summary>Subscriptions of one bare JID.</summary>
    public int MaxSubscriptionsPerJid { get; init; } = 1000;

    /// <summary>Affiliations of one node.</summary>
    public int MaxAffiliations { get; init; } = 1000;

    /// <summary>Items in one answer; more are paged (XEP-0059).</summary>
    public int MaxItemsPerAnswer { get; init; } = 50;

    /// <summary>Items in one publication.</summary>
    public int MaxItemsPerRequest { get; init; } = 50;

    /// <summary>Characters of a node's or an item's id.</summary>
    public int MaxIdLength { get; init; } = 1023;
}
