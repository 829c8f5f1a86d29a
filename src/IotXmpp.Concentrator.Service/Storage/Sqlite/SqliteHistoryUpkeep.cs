using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Heartbeat and retention of the history.</summary>
internal sealed class SqliteHistoryUpkeep(SqliteDatabase database, SqliteHistoryStore history) : IHistoryUpkeep
{
    /// <summary>Rows forgotten in one transaction: some ten milliseconds that boards wait.</summary>
    private const int Step = 2000;

    private static readonly SqlFile Sql = SqlFile.Load("RollUps");

    public async ValueTask<Outage?> BeatAsync(DateTimeOffset now, TimeSpan silence, GapReason reason, CancellationToken ct) => await database.WriteAsync(
        session =>
        {
            var outage = session.Scalar(Sql["LastBeat"]) is long last && now.UtcTicks - last > silence.Ticks
                ? new Outage(new DateTimeOffset(last, TimeSpan.Zero), now, reason)
                : null;
            if (outage is not null)
                session.Execute(Sql["AddOutage"], ("$since", outage.From.UtcTicks), ("$until", outage.To.UtcTicks), ("$reason", (int)outage.Reason));
            session.Execute(Sql["Beat"], ("$at", now.UtcTicks));
            return outage;
        },
        ct);

    public async ValueTask<long> ApplyAsync(Retention retention, DateTimeOffset now, CancellationToken ct)
    {
        var all = database.Read(session => session.Query(
            Sql["AllSeries"],
            row => (Id: row.GetInt64(0), Device: row.GetString(1), Field: row.GetString(2), Pruned: row.GetInt64(3))));
        long forgotten = 0;
        foreach (var series in all)
        {
            var rule = retention.For(series.Device, series.Field);
            // Whole days: a bucket is made of all of its readings, or of none that are left.
            if (rule.Readings is { } kept && RollUpLevel.Day.Start((now - kept).UtcTicks) is var horizon && horizon > series.Pruned)
                forgotten += await ForgetReadingsAsync(series.Id, horizon, ct);
            foreach (var level in RollUps.Levels)
            {
                if (rule.Of(level) is { } keptBuckets)
                    await ForgetBucketsAsync(series.Id, level, (now - keptBuckets).UtcTicks, ct);
            }
        }

        if (forgotten > 0)
            await history.ForgetFeedAsync(now, ct);
        return forgotten;
    }

    private async ValueTask<long> ForgetReadingsAsync(long series, long horizon, CancellationToken ct)
    {
        // From here on nothing is stored before the horizon, so that what is being forgotten does not come back.
        await history.SetPrunedAsync(series, horizon, ct);
        long forgotten = 0;
        int step;
        do
        {
            step = await database.WriteAsync(
                session => session.Execute(Sql["ForgetReadings"], ("$series", series), ("$horizon", horizon), ("$present", (int)FieldTypes.Present), ("$limit", Step)),
                ct);
            forgotten += step;
        }
        while (step == Step);
        return forgotten;
    }

    private async ValueTask ForgetBucketsAsync(long series, RollUpLevel level, long horizon, CancellationToken ct)
    {
        while (await database.WriteAsync(
            session => session.Execute(Sql["ForgetBuckets"], ("$series", series), ("$level", (int)level), ("$horizon", horizon), ("$limit", Step)),
            ct) == Step)
        {
        }
    }
}
