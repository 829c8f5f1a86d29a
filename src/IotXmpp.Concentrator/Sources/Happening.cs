using IotXmpp.Things.Concentrators;

namespace IotXmpp.Concentrator.Sources;

/// <summary>Something that happened in a data source; who may know, and what, is found out for each subscriber when it is told.</summary>
internal sealed record Happening(SourceEventTypes Type, string SourceId, string NodeId, DateTimeOffset At)
{
    /// <summary>Sibling before an added node; null for none.</summary>
    public string? AfterNodeId { get; init; }

    /// <summary>Former id of a renamed node; null for none.</summary>
    public string? OldId { get; init; }

    /// <summary>Who may know, beside having to see the node itself if it still has to be there; null for everybody.</summary>
    public Func<Requester, CancellationToken, ValueTask<bool>>? MayKnowAsync { get; init; }
}
