using System.Runtime.CompilerServices;
using System.Text.Json;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Everything the boards have reported.</summary>
internal sealed class SqliteHistoryStore(SqliteDatabase database, SqliteReadingFeed feed, TimeProvider time) : IHistoryStore, IRollUpStore
{
    /// <summary>Series whose ids are remembered; above it the memory starts anew. 100,000 take about 20 MB.</summary>
    private const int MaxRememberedSeries = 100_000;

    private static readonly SqlFile Sql = SqlFile.Load("History");

    private static readonly SqlFile RollUpSql = SqlFile.Load("RollUps");

    /// <summary>Known series: their ids, and before when nothing is stored any more. Touched on the writer only.</summary>
    private readonly Dictionary<(string Device, NodeRef Node, string Field), (long Id, long Pruned)> _series = [];
    private bool _forget;

    /// <summary>Changes when another process has written. Touched on the writer only.</summary>
    private long _foreignVersion;

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

    public async IAsyncEnumerable<RollUpPart> QueryRollUpAsync(RollUpQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        await ValueTask.CompletedTask;
        if (database.Read(session => Find(session, query.Device, query.Node, query.Field)) is not { } series)
            yield break;
        foreach (var part in SqliteRollUps.Query(database, series.Id, query, time.GetUtcNow()))
        {
            ct.ThrowIfCancellationRequested();
            yield return part;
        }
    }

    /// <summary>Stores nothing before that any more.</summary>
    public async ValueTask SetPrunedAsync(long series, long horizon, CancellationToken ct) => await database.WriteAsync(
        session =>
        {
            _series.Clear();
            return session.Execute(RollUpSql["SetPruned"], ("$series", series), ("$horizon", horizon));
        },
        ct);

    /// <summary>Forgets what the feed has of readings that were forgotten.</summary>
    public async ValueTask ForgetFeedAsync(DateTimeOffset now, CancellationToken ct) => await database.WriteAsync(session => SqliteReadingFeed.Forget(session, now), ct);

    private int Append(SqliteSession session, IReadOnlyList<HistoryEntry> entries)
    {
        // The command line may have removed a board beside us, and the number of its series may be given to another one.
        long foreignVersion = (long)session.Scalar(Sql["ForeignVersion"])!;
        if (Volatile.Read(ref _forget) || foreignVersion != _foreignVersion || _series.Count > MaxRememberedSeries)
        {
            _series.Clear();
            feed.Forget();
            _foreignVersion = foreignVersion;
            Volatile.Write(ref _forget, false);
        }

        int added = 0;
        var rollUps = new RollUpDeltas();
        List<(long Series, long At)>? news = feed.IsFollowed(session) ? [] : null;
        foreach (var entry in entries)
        {
            var field = entry.Field;
            var (series, pruned) = Series(session, entry);
            if (field.Timestamp.UtcTicks < pruned)
                continue;
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
                int changed = isNews
                    ? session.Execute(Sql["Overwrite"], values)
                    : session.Execute(Sql["UniteTypes"], ("$series", series), ("$at", field.Timestamp.UtcTicks), ("$fieldTypes", (int)field.FieldTypes));
                if (changed > 0)
                    rollUps.Replace(series, field.Timestamp.UtcTicks);
            }
            else
                rollUps.Add(series, field);

            if (isNews)
                news?.Add((series, field.Timestamp.UtcTicks));
            added += isNew;
        }

        SqliteRollUps.Apply(session, rollUps);
        if (news?.Count > 0)
            feed.Append(session, news);

        return added;
    }

    private (long Id, long Pruned) Series(SqliteSession session, HistoryEntry entry)
    {
        var key = (entry.Device, entry.Node, entry.Field.Name);
        if (_series.TryGetValue(key, out var known))
            return known;
        known = Find(session, entry.Device, entry.Node, entry.Field.Name)
            ?? ((long)session.Scalar(Sql["AddSeries"], Key(entry.Device, entry.Node, entry.Field.Name))!, 0);
        _series.Add(key, known);
        return known;
    }

    private static (long Id, long Pruned)? Find(SqliteSession session, string device, NodeRef node, string field)
    {
        var found = session.Query(Sql["FindSeries"], row => (row.GetInt64(0), row.GetInt64(1)), Key(device, node, field));
        return found.Count == 0 ? null : found[0];
    }

    private static (string, object?)[] Key(string device, NodeRef node, string field) =>
    [
        ("$device", device),
        ("$nodeId", node.NodeId),
        ("$sourceId", node.SourceId),
        ("$partition", node.Partition),
        ("$field", field),
    ];
}
