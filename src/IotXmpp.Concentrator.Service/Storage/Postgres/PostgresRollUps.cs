using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Storage.Postgres;

/// <summary>The roll-ups of the history, within the history's own transactions.</summary>
internal static class PostgresRollUps
{
    private static readonly SqlFile Sql = SqlFile.Load("RollUps", "Postgres");

    /// <summary>Brings the buckets up to date, within the transaction that stores the readings.</summary>
    public static async ValueTask ApplyAsync(PostgresSession session, RollUpDeltas deltas, CancellationToken ct)
    {
        await AddAsync(session, deltas.Added, ct);
        foreach (var (series, level, start) in deltas.Anew)
        {
            var readings = await session.QueryAsync(Sql["Readings"], ReadingRow.ReadValue, ct, ("series", series), ("from", start), ("to", start + level.Length().Ticks));
            await session.ExecuteAsync(Sql["RemoveBucket"], ct, ("series", series), ("level", (int)level), ("start", start));
            await AddAsync(session, RollUpDeltas.Of(series, level, readings), ct);
        }
    }

    /// <summary>What finds the gaps of a query.</summary>
    public static async ValueTask<GapFinder> FinderAsync(PostgresSession session, long series, RollUpQuery query, DateTimeOffset now, CancellationToken ct)
    {
        (long from, long to) = (query.From.UtcTicks, query.To.UtcTicks);
        var sample = await NewestAsync(session, series, query.Level, from, to, GapFinder.SampleSize, ct);
        sample.Reverse();
        var before = (await NewestAsync(session, series, query.Level, long.MinValue, from, 1, ct)).FirstOrDefault();
        var outages = await session.QueryAsync(
            Sql["Outages"],
            RollUpRow.ReadOutage,
            ct,
            ("from", before?.LastAt.UtcTicks ?? from),
            ("to", to));
        return new GapFinder(query, sample, outages, before, now);
    }

    private static ValueTask<List<RollUpBucket>> NewestAsync(PostgresSession session, long series, RollUpLevel level, long from, long to, int limit, CancellationToken ct) =>
        session.QueryAsync(Sql["Newest"], RollUpRow.Read, ct, ("series", series), ("level", (int)level), ("from", from), ("to", to), ("limit", limit));

    private static async ValueTask AddAsync(PostgresSession session, IReadOnlyDictionary<RollUpKey, RollUpBucket> added, CancellationToken ct)
    {
        if (added.Count == 0)
            return;
        var keys = added.Keys.ToList();
        var buckets = added.Values.ToList();
        await session.ExecuteAsync(
            Sql["Add"],
            ct,
            ("series", keys.ConvertAll(key => key.Series).ToArray()),
            ("level", keys.ConvertAll(key => (int)key.Level).ToArray()),
            ("start", keys.ConvertAll(key => key.Start).ToArray()),
            ("unit", keys.ConvertAll(key => key.Unit).ToArray()),
            ("min", buckets.ConvertAll(bucket => bucket.Min).ToArray()),
            ("max", buckets.ConvertAll(bucket => bucket.Max).ToArray()),
            ("sum", buckets.ConvertAll(bucket => bucket.Sum).ToArray()),
            ("count", buckets.ConvertAll(bucket => bucket.Count).ToArray()),
            ("first", buckets.ConvertAll(bucket => bucket.First.UtcTicks).ToArray()),
            ("lastAt", buckets.ConvertAll(bucket => bucket.LastAt.UtcTicks).ToArray()),
            ("kind", buckets.ConvertAll(bucket => (int)bucket.Last.Kind).ToArray()),
            ("last", buckets.ConvertAll(bucket => bucket.Last.Text).ToArray()));
    }
}
