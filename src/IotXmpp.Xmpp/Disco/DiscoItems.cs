namespace IotXmpp.Xmpp.Disco;

/// <summary>What belongs to an entity or node (XEP-0030 4).</summary>
public sealed record DiscoItems
{
    /// <summary>The node asked about; null for the entity itself.</summary>
    public string? Node { get; init; }

    /// <summary>The items.</summary>
    public IReadOnlyList<DiscoItem> Items { get; init; } = [];
}
