namespace IotXmpp.Concentrator.PubSub;

/// <summary>What the things domain publishes of its boards (XEP-0060, XEP-0163).</summary>
public sealed record PubSubOptions
{
    /// <summary>Readings are published. Default true; nobody sees them but who may read the board.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Items that a new node keeps, 1 to 1,000. Default 100. The board's owner may give each node another number.</summary>
    public int MaxItems { get; init; } = 100;

    /// <summary>Each node has a mirror in JSON (XEP-0335) under <c>json/</c>. Default false.</summary>
    public bool Json { get; init; }

    /// <summary>A service elsewhere that is published to as well; null for none.</summary>
    public RemotePubSubOptions? Remote { get; init; }
}
