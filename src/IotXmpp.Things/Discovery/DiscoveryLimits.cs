namespace IotXmpp.Things.Discovery;

/// <summary>Bounds on requests to a registry.</summary>
public sealed record DiscoveryLimits
{
    /// <summary>Tags or operators in one request. Default 40: the 22 predefined ones and some (XEP-0347 6.6).</summary>
    public int MaxTags { get; init; } = 40;

    /// <summary>Longest node id, source id or partition, in characters. Default 256.</summary>
    public int MaxText { get; init; } = 256;

    /// <summary>Most things in one answer to a search, whatever was asked for. Default 50.</summary>
    public int MaxFound { get; init; } = 50;
}
