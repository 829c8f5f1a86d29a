using System.Threading.Channels;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using Npgsql;

namespace IotXmpp.Concentrator.Service.Storage.Postgres;

/// <summary>
/// Everything the boards have reported, in PostgreSQL. What comes while one group is being committed is the next group; its readings are stored by a fixed number of statements,
/// however many there are.
/// </summary>
internal sealed class PostgresHistoryStore : IHistoryStore, IRollUpStore, IAsyncDisposable
{
    /// <summary>Appends that may wait; more wait outside.</summary>
    private const int MaxWaiting = 1024;

    /// <summary>Readings in one transaction, give or take one append: bounds how long the first waits for the last.</summary>
    private const int MaxGroup = 1000;

    /// <summary>Series whose ids are remembered; above it the memory starts anew. 100,000 take about 20 MB.</summary>
    private const int MaxRememberedSeries = 100_000;

    private static readonly SqlFile Sql = SqlFile.Load("History", "Postgres");
    private static readonly SqlFile RollUpSql = SqlFile.Load("RollUps", "Postgres");

    private readonly Channel<PostgresAppend> _waiting = Channel.CreateBounded<PostgresAppend>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly PostgresDatabase _database;
    private readonly PostgresReadingFeed _feed;
    private readonly TimeProvider _time;
    private readonly Task _loop;

    /// <summary>Known series: their ids, and before when nothing is stored any more. Touched on the database's writer only.</summary>
    private readonly Dictionary<(string Device, NodeRef Node, string Field), (long Id, long Pruned)> _series = [];

    public PostgresHistoryStore(PostgresDatabase database, PostgresReadingFeed feed, TimeProvider time)
    {
        _database = database;
        _feed = feed;
        _time = time;
        _loop = Task.Run(StoreLoopAsync);
    }

    public async ValueTask<int> AppendAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken ct)
    {
        if (entries.Count == 0)
            return 0;
        var append = new PostgresAppend(entries, ct);
        await _waiting.Writer.WriteAsync(append, ct);
        return await append.Result;
    }

    public async ValueTask<IReadOnlyList<HistoryEntry>> LastAsync(string device, CancellationToken ct) => await _database.UseAsync(
        session => session.QueryAsync(Sql["Last"], row => ReadingRow.Read(device, row), ct, ("device", device), ("present", (int)FieldTypes.Present)),
        ct);

    public IAsyncEnumerable<HistoryEntry> QueryAsync(HistoryQuery query, CancellationToken ct) => _database.StreamAsync(
        Sql["Query"],
        row => ReadingRow.Read(query.Device, row),
        ct,
        ("device", query.Device),
        ("fields", query.Fields.ToArray()),
        ("fieldTypes", (int)query.FieldTypes),
        ("from", query.From?.UtcTicks ?? long.MinValue),
        ("to", query.To?.UtcTicks ?? long.MaxValue),
        ("limit", query.Limit));

    public async ValueTask RemoveAsync(string device, CancellationToken ct) => await _database.WriteAsync(
        async (session, c) =>
        {
            _series.Clear();
            await PostgresReadingFeed.RemoveAsync(session, device, c);
            return await session.ExecuteAsync(Sql["RemoveSeries"], c, ("device", device));
        },
        ct);

    public async IAsyncEnumerable<RollUpPart> QueryRollUpAsync(RollUpQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var found = await _database.UseAsync(session => FindAsync(session, query.Device, query.Node, query.Field, ct), ct);
        if (found is not { Id: var series })
            yield break;
        var finder = await _database.UseAsync(session => PostgresRollUps.FinderAsync(session, series, query, _time.GetUtcNow(), ct), ct);
        await foreach (var bucket in _database.StreamAsync(
            RollUpSql["Query"],
            RollUpRow.Read,
            ct,
            ("series", series),
            ("level", (int)query.Level),
            ("from", query.From.UtcTicks),
            ("to", query.To.UtcTicks)))
        {
            foreach (var gap in finder.Before(bucket))
                yield return gap;
            yield return bucket;
        }

        foreach (var gap in finder.AtEnd())
            yield return gap;
    }

    /// <summary>Stores nothing before that any more.</summary>
    public async ValueTask SetPrunedAsync(long series, long horizon, CancellationToken ct) => await _database.WriteAsync(
        async (session, c) =>
        {
            _series.Clear();
            return await session.ExecuteAsync(RollUpSql["SetPruned"], c, ("series", series), ("horizon", horizon));
        },
        ct);

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
    }

    private static async ValueTask<(long Id, long Pruned)?> FindAsync(PostgresSession session, string device, NodeRef node, string field, CancellationToken ct)
    {
        var found = await session.QueryAsync(Sql["FindSeries"], row => (row.GetInt64(0), row.GetInt64(1)), ct, Key(device, node, field));
        return found.Count == 0 ? null : found[0];
    }

    private static (string, object?)[] Key(string device, NodeRef node, string field) =>
        [("device", device), ("nodeId", node.NodeId), ("sourceId", node.SourceId), ("partition", node.Partition), ("field", field)];

    private async Task StoreLoopAsync()
    {
        var group = new List<PostgresAppend>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            group.Clear();
            int rows = 0;
            while (rows < MaxGroup && _waiting.Reader.TryRead(out var append))
            {
                if (append.TryCancel())
                    continue;
                group.Add(append);
                rows += append.Entries.Count;
            }

            if (group.Count > 0)
                await StoreAsync(group);
        }
    }

    private async Task StoreAsync(IReadOnlyList<PostgresAppend> group)
    {
        Exception? failure = null;
        try
        {
            bool hasNews = await _database.WriteAsync((session, ct) => StoreAsync(session, group, ct), CancellationToken.None);
            if (hasNews)
                _feed.Announce();
        }
        catch (StoreException e) when (group.Count > 1 && e.InnerException is PostgresException { SqlState: ['2', '2' or '3', ..] })
        {
            // One of them is wrong by itself: it takes no other with it.
            foreach (var append in group)
                await StoreAsync([append]);
            return;
        }
        catch (Exception e)
        {
            // The loop's top: whatever it is, those who wait are told, and the next group is tried.
            failure = e;
        }

        foreach (var append in group)
            append.Complete(failure);
    }

    private async Task<bool> StoreAsync(PostgresSession session, IReadOnlyList<PostgresAppend> group, CancellationToken ct)
    {
        try
        {
            var rows = await FoldAsync(session, group, ct);
            if (rows.Count == 0)
                return false;
            var rollUps = new RollUpDeltas();
            await InsertAsync(session, rows, rollUps, ct);
            await PostgresRollUps.ApplyAsync(session, rollUps, ct);
            var news = rows.Where(row => row.IsNews).ToList();
            if (news.Count > 0 && await _feed.IsFollowedAsync(session, ct))
                await _feed.AppendAsync(session, [.. news.Select(row => row.Series)], [.. news.Select(row => row.At)], ct);
            return news.Count > 0;
        }
        catch
        {
            // Ids that were given out in a transaction that has failed do not exist; another process may have removed others.
            _series.Clear();
            _feed.Forget();
            throw;
        }
    }

    /// <summary>The readings of a group in their order, each series and instant once.</summary>
    private async ValueTask<List<PostgresReading>> FoldAsync(PostgresSession session, IReadOnlyList<PostgresAppend> group, CancellationToken ct)
    {
        if (_series.Count > MaxRememberedSeries)
            _series.Clear();
        var rows = new List<PostgresReading>();
        var known = new Dictionary<(long Series, long At), PostgresReading>();
        foreach (var append in group)
        {
            append.Added = 0;
            foreach (var entry in append.Entries)
            {
                var (series, pruned) = await SeriesAsync(session, entry, ct);
                long at = entry.Field.Timestamp.UtcTicks;
                if (at < pruned)
                    continue;
                if (known.TryGetValue((series, at), out var row))
                    row.Merge(entry.Field);
                else
                {
                    row = new PostgresReading(series, entry.Field, append);
                    known.Add((series, at), row);
                    rows.Add(row);
                }
            }
        }

        return rows;
    }

    private static async ValueTask InsertAsync(PostgresSession session, List<PostgresReading> rows, RollUpDeltas rollUps, CancellationToken ct)
    {
        var added = (await session.QueryAsync(Sql["Append"], row => (row.GetInt64(0), row.GetInt64(1)), ct, ReadingColumns.Of(rows))).ToHashSet();
        var repeated = new List<PostgresReading>();
        foreach (var row in rows)
        {
            if (added.Contains((row.Series, row.At)))
            {
                row.IsNews = true;
                row.Append.Added++;
                rollUps.Add(row.Series, row.Field);
            }
            else
                repeated.Add(row);
        }

        if (repeated.Count == 0)
            return;
        var stored = (await session.QueryAsync(
            Sql["Known"],
            row => (Key: (row.GetInt64(0), row.GetInt64(1)), Types: (FieldTypes)row.GetInt32(2), Quality: (FieldQuality)row.GetInt32(3)),
            ct,
            ReadingColumns.Keys(repeated))).ToDictionary(row => row.Key);
        var overwriting = new List<PostgresReading>();
        var uniting = new List<PostgresReading>();
        foreach (var row in repeated)
        {
            var (_, types, quality) = stored[(row.Series, row.At)];
            row.IsNews = row.Field.Quality.Importance() > quality.Importance();
            if (row.IsNews)
                overwriting.Add(row);
            else if ((types | row.Field.FieldTypes) != types)
                uniting.Add(row);
            else
                continue;
            rollUps.Replace(row.Series, row.At);
        }

        if (overwriting.Count > 0)
            await session.ExecuteAsync(Sql["Overwrite"], ct, ReadingColumns.Of(overwriting));
        if (uniting.Count > 0)
            await session.ExecuteAsync(Sql["UniteTypes"], ct, ReadingColumns.Types(uniting));
    }

    private async ValueTask<(long Id, long Pruned)> SeriesAsync(PostgresSession session, HistoryEntry entry, CancellationToken ct)
    {
        var key = (entry.Device, entry.Node, entry.Field.Name);
        if (_series.TryGetValue(key, out var known))
            return known;
        known = await FindAsync(session, entry.Device, entry.Node, entry.Field.Name, ct)
            ?? ((long)(await session.ScalarAsync(Sql["AddSeries"], ct, Key(entry.Device, entry.Node, entry.Field.Name)))!, 0);
        _series.Add(key, known);
        return known;
    }
}
