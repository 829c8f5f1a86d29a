namespace IotXmpp.Concentrator.Storage;

/// <summary>A stored field and its place in the feed.</summary>
/// <param name="Sequence">Larger than that of everything that was stored before. Numbers may be missing.</param>
/// <param name="Entry">The field as it is stored now.</param>
public sealed record FeedEntry(long Sequence, HistoryEntry Entry);
