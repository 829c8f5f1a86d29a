namespace IotXmpp.Concentrator.Storage;

/// <summary>
/// Everything the boards have reported. A field is unique by device, node (all three parts), field name and instant (XEP-0323 2),
/// instants compared in UTC.
/// </summary>
public interface IHistoryStore
{
    /// <summary>
    /// Stores fields; those already known are not stored twice: value, unit and quality are those of the more important one, of the first if they are
    /// equally important (<see cref="Things.Model.FieldQualities.Importance"/>), and the field types of both are united (a minute value may repeat a momentary one). All or nothing; completes only when the fields would survive a power cut,
    /// because a board forgets them on our word.
    /// </summary>
    /// <returns>How many were new.</returns>
    ValueTask<int> AppendAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken ct);

    /// <summary>
    /// For every node and field name of a board the newest entry that has at least one type of
    /// <see cref="Things.Model.FieldTypes.Present"/>; ordered by node id, then field name, ordinal.
    /// </summary>
    ValueTask<IReadOnlyList<HistoryEntry>> LastAsync(string device, CancellationToken ct);

    /// <summary>Entries ordered by instant, then node id, then field name, ordinal; streamed.</summary>
    IAsyncEnumerable<HistoryEntry> QueryAsync(HistoryQuery query, CancellationToken ct);

    /// <summary>Forgets a board's history.</summary>
    ValueTask RemoveAsync(string device, CancellationToken ct);
}
