namespace IotXmpp.Concentrator.Storage;

/// <summary>What is kept for followers that are behind. The disk is the boards' first: a bridge that is down for good must not fill it.</summary>
public sealed record FeedLimits
{
    /// <summary>Entries kept, at least 1. Default 1,000,000: about 30 MB, a week of a hundred boards with one value a minute.</summary>
    public long MaxEntries { get; init; } = 1_000_000;

    /// <summary>How long an entry is kept. Default 30 days: what is older is in the history, and no news.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(30);
}
