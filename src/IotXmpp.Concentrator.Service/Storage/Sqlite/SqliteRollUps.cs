using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>The roll-ups of the history, within the history's own transactions.</summary>
internal static class SqliteRollUps
{
    /// <summary>Buckets read at once; more are streamed.</summary>
    private const int Page = 5000;

    private static readonly SqlFile Sql = SqlFile.Load("RollUps");

    /// <summary>Brings the buckets up to date, within the transaction that stores the readings.</summary>
    public static void Apply(SqliteSession session, RollUpDeltas deltas)
    {
        foreach (var (key, bucket) in deltas.Added)
            Add(session, key, bucket);
        foreach (var (series, level, start) in deltas.Anew)
        {
            var readings = session.Query(Sql["Readings"], ReadingRow.ReadValue, ("$series", series), ("$from", start), ("$to", start + level.Length().Ticks));
            session.Execute(Sql["RemoveBucket"], ("$series", series), ("$level", (int)level), ("$start", start));
            foreach (var (key, bucket) in RollUpDeltas.Of(series, level, readings))
                Add(session, key, bucket);
        }
    }

    /// <summary>Buckets and gaps of a series.</summary>
    public static IEnumerable<RollUpPart> Query(SqliteDatabase database, long series, RollUpQuery query, DateTimeOffset now)
    {
        var finder = database.Read(session => Finder(session, series, query, now));
        long from = query.From.UtcTicks;
        List<RollUpBucket> page;
        do
        {
            page = database.Read(session => session.Query(Sql["Query"], RollUpRow.Read, Interval(series, query.Level, from, query.To.UtcTicks, Page)));
            // Buckets of one beginning and several units are not torn apart.
            var rest = page.Count < Page ? page : page.TakeWhile(bucket => bucket.Start < page[^1].Start);
            foreach (var bucket in rest)
            {
                foreach (var gap in finder.Before(bucket))
                    yield return gap;
                yield return bucket;
            }

            from = page.Count < Page ? from : page[^1].Start.UtcTicks;
        }
        while (page.Count == Page);

        foreach (var gap in finder.AtEnd())
            yield return gap;
    }

    private static GapFinder Finder(SqliteSession session, long series, RollUpQuery query, DateTimeOffset now)
    {
        (long from, long to) = (query.From.UtcTicks, query.To.UtcTicks);
        var sample = session.Query(Sql["Newest"], RollUpRow.Read, Interval(series, query.Level, from, to, GapFinder.SampleSize));
        sample.Reverse();
        var before = session.Query(Sql["Newest"], RollUpRow.Read, Interval(series, query.Level, long.MinValue, from, 1)).FirstOrDefault();
        long since = before?.LastAt.UtcTicks ?? from;
        var outages = session.Query(
            Sql["Outages"],
            RollUpRow.ReadOutage,
            ("$from", since),
            ("$to", to));
        return new GapFinder(query, sample, outages, before, now);
    }

    private static (string, object?)[] Interval(long series, RollUpLevel level, long from, long to, int limit) =>
        [("$series", series), ("$level", (int)level), ("$from", from), ("$to", to), ("$limit", limit)];

    private static void Add(SqliteSession session, RollUpKey key, RollUpBucket bucket) => session.Execute(
        Sql["Add"],
        ("$series", key.Series),
        ("$level", (int)key.Level),
        ("$start", key.Start),
        ("$unit", key.Unit),
        ("$min", bucket.Min),
        ("$max", bucket.Max),
        ("$sum", bucket.Sum),
        ("$count", bucket.Count),
        ("$first", bucket.First.UtcTicks),
        ("$lastAt", bucket.LastAt.UtcTicks),
        ("$kind", (int)bucket.Last.Kind),
        ("$last", bucket.Last.Text));
}
