using System.Runtime.CompilerServices;
using System.Text.Json;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Everything the boards have reported.</summary>
internal sealed class SqliteHistoryStore(SqliteDatabase database, SqliteReadingFeed feed) : IHistoryStore
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
            int added = await database.WriteAsync(session => Append(session, entries), ct);
            feed.Announce();
            return added;
        }
        catch (StoreException)
        {
            // Ids that were given out in a transaction that has failed do not exist.
            Volatile.Write(ref _forget, true);
            feed.Forget();
            throw;
        }
    }

    public ValueTask<IReadOnlyList<HistoryEntry>> LastAsync(string device, CancellationToken ct) => new(database.Read(session => session.Query(
        Sql["Last"],
        row => ReadingRow.Read(device, row),
        ("$device", device),
        ("$present", (int)FieldTypes.Present))));

    public async IAsyncEnumerable<HistoryEntry> QueryAsync(HistoryQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        await ValueTask.CompletedTask;
        var entries = database.Read(session => session.Query(
            Sql["Query"],
            row => ReadingRow.Read(query.Device, row),
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
            SqliteReadingFeed.Remove(session, device);
            int removed = session.Execute(Sql["RemoveReadings"], ("$device", device));
            session.Execute(Sql["RemoveSeries"], ("$device", device));
            return removed;
        },
        ct);

    private int Append(SqliteSession session, IReadOnlyList<HistoryEntry> entries)
    {
        if (Volatile.Read(ref _forget) || _series.Count > MaxRememberedSeries)
        {
            _series.Clear();
            Volatile.Write(ref _forget, false);
        }

        int added = 0;
        List<(long Series, long At)>? news = feed.IsFollowed(session) ? [] : null;
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
            bool isNews = isNew > 0;
            if (!isNews)
            {
                long known = (long)session.Scalar(Sql["Quality"], ("$series", series), ("$at", field.Timestamp.UtcTicks))!;
                isNews = field.Quality.Importance() > ((FieldQuality)known).Importance();
                if (isNews)
                    session.Execute(Sql["Overwrite"], values);
                else
                    session.Execute(Sql["UniteTypes"], ("$series", series), ("$at", field.Timestamp.UtcTicks), ("$fieldTypes", (int)field.FieldTypes));
            }

            if (isNews)
                news?.Add((series, field.Timestamp.UtcTicks));
            added += isNew;
        }

        if (news?.Count > 0)
            feed.Append(session, news);

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
