using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Storage.Export;

/// <summary>Writes a board's history as a table: readings, or a roll-up with its gaps as rows of their own.</summary>
/// <param name="history">What is exported.</param>
/// <param name="device">Name of the board's account.</param>
/// <param name="fields">Names of the fields; empty for all.</param>
/// <param name="from">Beginning, inclusive.</param>
/// <param name="to">End, exclusive.</param>
internal sealed class HistoryExport(HistoryStores history, string device, IReadOnlyList<string> fields, DateTimeOffset from, DateTimeOffset to)
{
    /// <summary>Columns of readings.</summary>
    public static IReadOnlyList<ExportColumn> ReadingColumns { get; } =
    [
        new("time", ExportType.Time), new("board", ExportType.Text), new("node", ExportType.Text), new("source", ExportType.Text), new("partition", ExportType.Text),
        new("field", ExportType.Text), new("value", ExportType.Text), new("number", ExportType.Number), new("unit", ExportType.Text), new("kind", ExportType.Text),
        new("types", ExportType.Text), new("quality", ExportType.Text),
    ];

    /// <summary>Columns of a roll-up. A row with a <c>gap</c> is one, and has no values.</summary>
    public static IReadOnlyList<ExportColumn> RollUpColumns { get; } =
    [
        new("start", ExportType.Time), new("end", ExportType.Time), new("board", ExportType.Text), new("node", ExportType.Text), new("source", ExportType.Text),
        new("partition", ExportType.Text), new("field", ExportType.Text), new("unit", ExportType.Text), new("min", ExportType.Number), new("max", ExportType.Number),
        new("sum", ExportType.Number), new("count", ExportType.Count), new("first_time", ExportType.Time), new("last_time", ExportType.Time), new("last", ExportType.Text),
        new("gap", ExportType.Text),
    ];

    /// <summary>Writes readings in the order of time; a day at a time is held in memory.</summary>
    /// <returns>How many.</returns>
    public async ValueTask<long> WriteReadingsAsync(IExportWriter writer, CancellationToken ct)
    {
        long count = 0;
        for (var start = from; start < to; start += TimeSpan.FromDays(1))
        {
            var end = start + TimeSpan.FromDays(1) < to ? start + TimeSpan.FromDays(1) : to;
            var query = new HistoryQuery { Device = device, Fields = fields, From = start, To = end.AddTicks(-1), Limit = int.MaxValue };
            await foreach (var entry in history.Readings.QueryAsync(query, ct))
            {
                var field = entry.Field;
                double? number = field.Value.TryGetNumber(out double value) ? value : null;
                await writer.WriteAsync(
                    [
                        field.Timestamp.UtcDateTime, device, entry.Node.NodeId, entry.Node.SourceId, entry.Node.Partition, field.Name, field.Value.Text, number, field.Unit,
                        field.Value.Kind.ToString(), field.FieldTypes.ToString(), field.Quality.ToString(),
                    ],
                    ct);
                count++;
            }
        }

        return count;
    }

    /// <summary>Writes a roll-up, one field after another.</summary>
    /// <returns>How many rows.</returns>
    public async ValueTask<long> WriteRollUpAsync(RollUpLevel level, IExportWriter writer, CancellationToken ct)
    {
        long count = 0;
        // A field with a bucket has a present value, and the newest of those is never forgotten.
        foreach (var entry in await history.Readings.LastAsync(device, ct))
        {
            if (fields.Count > 0 && !fields.Contains(entry.Field.Name, StringComparer.Ordinal))
                continue;
            await foreach (var part in history.RollUps.QueryRollUpAsync(new RollUpQuery(device, entry.Node, entry.Field.Name, level, from, to), ct))
            {
                await writer.WriteAsync(Row(level, entry.Node, entry.Field.Name, part), ct);
                count++;
            }
        }

        return count;
    }

    private object?[] Row(RollUpLevel level, NodeRef node, string field, RollUpPart part) => part switch
    {
        RollUpBucket bucket =>
        [
            bucket.Start.UtcDateTime, (bucket.Start + level.Length()).UtcDateTime, device, node.NodeId, node.SourceId, node.Partition, field, bucket.Unit, bucket.Min, bucket.Max,
            bucket.Sum, bucket.Count, bucket.First.UtcDateTime, bucket.LastAt.UtcDateTime, bucket.Last.Text, null,
        ],
        HistoryGap gap =>
        [
            gap.From.UtcDateTime, gap.To.UtcDateTime, device, node.NodeId, node.SourceId, node.Partition, field, null, null, null, null, null, null, null, null,
            gap.Reason.ToString(),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };
}
