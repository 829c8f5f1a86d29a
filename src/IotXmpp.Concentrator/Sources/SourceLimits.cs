namespace IotXmpp.Concentrator.Sources;

/// <summary>Bounds on what requesters of data sources make us send and hold.</summary>
internal sealed record SourceLimits
{
    /// <summary>Nodes in one answer without parameters and messages, half as many with them. Default 400: about 100 kB, below the stanza limits of servers.</summary>
    public int MaxNodesPerAnswer { get; init; } = 400;

    /// <summary>Subscriptions in all. Default 10,000.</summary>
    public int MaxSubscriptions { get; init; } = 10_000;

    /// <summary>Subscriptions of one bare JID. Default 20: each source on five clients.</summary>
    public int MaxSubscriptionsPerRequester { get; init; } = 20;

    /// <summary>Events kept for those who ask what they missed. Default 1,000.</summary>
    public int MaxLoggedEvents { get; init; } = 1_000;

    /// <summary>Events in one message. Default 20.</summary>
    public int MaxEventsPerMessage { get; init; } = 20;

    /// <summary>Queries running in all. Default 200.</summary>
    public int MaxQueries { get; init; } = 200;

    /// <summary>Queries running for one full JID. Default 4.</summary>
    public int MaxQueriesPerRequester { get; init; } = 4;

    /// <summary>Nodes in somebody's groups. Default 500.</summary>
    public int MaxGroupNodes { get; init; } = 500;
}
