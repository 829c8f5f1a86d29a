using System.Runtime.CompilerServices;
using System.Text.Json;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using Microsoft.Data.Sqlite;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Everything the boards have reported.</summary>
internal sealed class SqliteHistoryStore(SqliteDatabase database) : IHistoryStore
{
    /// <summary>Series whose ids are remembered; above it the memory starts anew. 100,000 take about 20 MB.</summary>
    private const int MaxRememberedSeries = 100_000;

    private static readonly SqlFile Sql = SqlFile.Load("History");

    /// <summary>Ids of known series. Touched on the writer only.</summary>
    private readonly Dictionary<(string Device, NodeRef Node, string Field), long> _series = [];
    private bool _forget;

    public async ValueTask<int> AppendAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken ct)
    {
        if (entries.Count == 0)
            return 0;
        try
        {
            return await database.WriteAsync(session => Append(session, entries), ct);
        }
        catch (StoreException)
        {
            // Ids that were given out in a transaction that has failed do not exist.
            Volatile.Write(ref _forget, true);
            throw;
        }
    }

    public ValueTask<IReadOnlyList<HistoryEntry>> LastAsync(string device, CancellationToken ct) => new(database.Read(session => session.Query(
        Sql["Last"],
        row => Read(device, row),
        ("$device", device),
        ("$present", (int)FieldTypes.Present))));

    public async IAsyncEnumerable<HistoryEntry> QueryAsync(HistoryQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        await ValueTask.CompletedTask;
        var entries = database.Read(session => session.Query(
            Sql["Query"],
            row => Read(query.Device, row),
            ("$device", query.Device),
            ("$fields", query.Fields.Count == 0 ? null : JsonSerializer.Serialize(query.Fields)),
            ("$fieldTypes", (int)query.FieldTypes),
            ("$from", query.From?.UtcTicks ?? long.MinValue),
            ("$to", query.To?.UtcTicks ?? long.MaxValue),
            ("$limit", query.Limit)));
        foreach (var entry in entries)
        {
            ct.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    public async ValueTask RemoveAsync(string device, CancellationToken ct) => await database.WriteAsync(
        session =>
        {
            _series.Clear();
            int removed = session.Execute(Sql["RemoveReadings"], ("$device", device));
            session.Execute(Sql["RemoveSeries"], ("$device", device));
            return removed;
        },
        ct);

    private static HistoryEntry Read(string device, SqliteDataReader row)
    {
        var node = new NodeRef(row.GetString(0), Text(row, 1), Text(row, 2));
        return new HistoryEntry(device, node, new Field
        {
            Name = row.GetString(3),
            Timestamp = new DateTimeOffset(row.GetInt64(4), TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(row.GetInt32(5))),
            Value = FieldValue.Create((FieldValueKind)row.GetInt32(6), row.GetString(7), Text(row, 8)),
            Unit = row.GetString(9),
            FieldTypes = (FieldTypes)row.GetInt32(10),
            Quality = (FieldQuality)row.GetInt32(11),
            Writable = row.IsDBNull(12) ? null : row.GetBoolean(12),
            Module = Text(row, 13),
            StringIds = Text(row, 14),
        });
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private int Append(SqliteSession session, IReadOnlyList<HistoryEntry> entries)
    {
        if (Volatile.Read(ref _forget) || _series.Count > MaxRememberedSeries)
        {
            _series.Clear();
            Volatile.Write(ref _forget, false);
        }

        int added = 0;
        foreach (var entry in entries)
        {
            var field = entry.Field;
            long series = Series(session, entry);
            (string, object?)[] values =
            [
                ("$series", series),
                ("$at", field.Timestamp.UtcTicks),
                ("$zone", (int)field.Timestamp.Offset.TotalMinutes),
                ("$kind", (int)field.Value.Kind),
                ("$value", field.Value.Text),
                ("$dataType", field.Value.DataType),
                ("$unit", field.Unit),
                ("$fieldTypes", (int)field.FieldTypes),
                ("$quality", (int)field.Quality),
                ("$writable", field.Writable),
                ("$module", field.Module),
                ("$stringIds", field.StringIds),
            ];
            int isNew = session.Execute(Sql["Append"], values);
            if (isNew == 0)
            {
                long known = (long)session.Scalar(Sql["Quality"], ("$series", series), ("$at", field.Timestamp.UtcTicks))!;
                if (field.Quality.Importance() > ((FieldQuality)known).Importance())
                    session.Execute(Sql["Overwrite"], values);
                else
                    session.Execute(Sql["UniteTypes"], ("$series", series), ("$at", field.Timestamp.UtcTicks), ("$fieldTypes", (int)field.FieldTypes));
            }

            added += isNew;
        }

        return added;
    }

    private long Series(SqliteSession session, HistoryEntry entry)
    {
        var key = (entry.Device, entry.Node, entry.Field.Name);
        if (_series.TryGetValue(key, out long id))
            return id;
        (string, object?)[] parameters =
        [
            ("$device", entry.Device),
            ("$nodeId", entry.Node.NodeId),
            ("$sourceId", entry.Node.SourceId),
            ("$partition", entry.Node.Partition),
            ("$field", entry.Field.Name),
        ];
        id = (long)(session.Scalar(Sql["FindSeries"], parameters) ?? session.Scalar(Sql["AddSeries"], parameters)!);
        _series.Add(key, id);
        return id;
    }
}
