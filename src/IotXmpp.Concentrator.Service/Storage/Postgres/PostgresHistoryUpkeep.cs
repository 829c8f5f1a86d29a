using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Storage.Postgres;

/// <summary>Heartbeat and retention of the history.</summary>
internal sealed class PostgresHistoryUpkeep(PostgresDatabase database, PostgresHistoryStore history) : IHistoryUpkeep
{
    /// <summary>Readings forgotten in one statement; others write meanwhile.</summary>
    private const int Step = 20_000;

    private static readonly SqlFile Sql = SqlFile.Load("RollUps", "Postgres");

    public ValueTask<Outage?> BeatAsync(DateTimeOffset now, TimeSpan silence, GapReason reason, CancellationToken ct) => database.WriteAsync(
        async (session, c) =>
        {
            var outage = await session.ScalarAsync(Sql["LastBeat"], c) is long last && now.UtcTicks - last > silence.Ticks
                ? new Outage(new DateTimeOffset(last, TimeSpan.Zero), now, reason)
                : null;
            if (outage is not null)
                await session.ExecuteAsync(Sql["AddOutage"], c, ("since", outage.From.UtcTicks), ("until", outage.To.UtcTicks), ("reason", (int)outage.Reason));
            await session.ExecuteAsync(Sql["Beat"], c, ("at", now.UtcTicks));
            return outage;
        },
        ct);

    public async ValueTask<long> ApplyAsync(Retention retention, DateTimeOffset now, CancellationToken ct)
    {
        var all = await database.UseAsync(
            session => session.QueryAsync(Sql["AllSeries"], row => (Id: row.GetInt64(0), Device: row.GetString(1), Field: row.GetString(2), Pruned: row.GetInt64(3)), ct),
            ct);
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
                    await ExecuteAsync("ForgetBuckets", ct, ("series", series.Id), ("level", (int)level), ("horizon", (now - keptBuckets).UtcTicks));
            }
        }

        if (forgotten > 0)
            await database.WriteAsync((session, c) => PostgresReadingFeed.ForgetAsync(session, now, c), ct);
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
            step = await ExecuteAsync("ForgetReadings", ct, ("series", series), ("horizon", horizon), ("present", (int)FieldTypes.Present), ("limit", Step));
            forgotten += step;
        }
        while (step == Step);
        return forgotten;
    }

    private ValueTask<int> ExecuteAsync(string statement, CancellationToken ct, params (string Name, object? Value)[] parameters) =>
        database.UseAsync(session => session.ExecuteAsync(Sql[statement], ct, parameters), ct);
}
