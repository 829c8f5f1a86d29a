using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Storage.Postgres;

/// <summary>Stored readings on their way to those who pass them on. Entries name the readings; what they say is read when it is asked for.</summary>
internal sealed class PostgresReadingFeed(PostgresDatabase database, FeedLimits limits, TimeProvider time) : IReadingFeed
{
    /// <summary>How often the age of entries is looked at: a scan, against a limit of days.</summary>
    private static readonly TimeSpan AgeInterval = TimeSpan.FromMinutes(1);

    private static readonly SqlFile Sql = SqlFile.Load("Feed", "Postgres");
    private readonly FeedSignal _signal = new();

    /// <summary>Whether anybody follows; null if that must be looked up. Touched on the writer.</summary>
    private bool? _isFollowed;

    /// <summary>Touched on the writer only.</summary>
    private DateTimeOffset _nextAgeCheck;

    public ValueTask<long> OpenAsync(string follower, CancellationToken ct) => database.WriteAsync(
        async (session, c) =>
        {
            _isFollowed = null;
            long last = (long)(await session.ScalarAsync(Sql["LastSequence"], c))!;
            return (long)(await session.ScalarAsync(Sql["Open"], c, ("name", follower), ("last", last)))!;
        },
        ct);

    public async ValueTask<IReadOnlyList<FeedEntry>> ReadAsync(long after, int limit, CancellationToken ct) => await database.UseAsync(
        session => session.QueryAsync(
            Sql["Read"],
            row => new FeedEntry(row.GetInt64(ReadingRow.Columns + 1), ReadingRow.Read(row.GetString(ReadingRow.Columns), row)),
            ct,
            ("after", after),
            ("limit", limit)),
        ct);

    public async ValueTask CommitAsync(string follower, long sequence, CancellationToken ct) => await database.WriteAsync(
        async (session, c) =>
        {
            await session.ExecuteAsync(Sql["Commit"], c, ("name", follower), ("sequence", sequence));
            return await session.ExecuteAsync(Sql["Prune"], c);
        },
        ct);

    public async ValueTask CloseAsync(string follower, CancellationToken ct) => await database.WriteAsync(
        async (session, c) =>
        {
            _isFollowed = null;
            await session.ExecuteAsync(Sql["Close"], c, ("name", follower));
            return await session.ExecuteAsync(Sql["Prune"], c);
        },
        ct);

    public ValueTask WaitAsync(long after, CancellationToken ct) => _signal.WaitAsync(
        token => database.UseAsync(async session => (bool)(await session.ScalarAsync(Sql["HasMore"], token, ("after", after)))!, token),
        ct);

    public async ValueTask<IReadOnlyList<FollowerFigures>> GetFiguresAsync(CancellationToken ct) => await database.UseAsync(
        session => session.QueryAsync(
            Sql["Figures"],
            row => new FollowerFigures(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.IsDBNull(3) ? null : new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero)),
            ct),
        ct);

    /// <summary>Whether entries are to be made; within a transaction.</summary>
    public async ValueTask<bool> IsFollowedAsync(PostgresSession session, CancellationToken ct)
    {
        _isFollowed ??= (bool)(await session.ScalarAsync(Sql["IsFollowed"], ct))!;
        return _isFollowed.Value;
    }

    /// <summary>Makes entries, within the transaction that stores their readings.</summary>
    public async ValueTask AppendAsync(PostgresSession session, long[] series, long[] at, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var sequences = await session.QueryAsync(Sql["Append"], row => row.GetInt64(0), ct, ("series", series), ("at", at), ("stored", now.UtcTicks));
        await SkipAsync(session, sequences.Max() - limits.MaxEntries, now, ct);
        if (now < _nextAgeCheck)
            return;
        _nextAgeCheck = now + AgeInterval;
        if (await session.ScalarAsync(Sql["LastTooOld"], ct, ("horizon", (now - limits.MaxAge).UtcTicks)) is long tooOld)
            await SkipAsync(session, tooOld, now, ct);
    }

    /// <summary>Forgets entries of a board, within the transaction that forgets its history.</summary>
    public static ValueTask<int> RemoveAsync(PostgresSession session, string device, CancellationToken ct) => session.ExecuteAsync(Sql["RemoveDevice"], ct, ("device", device));

    /// <summary>Forgets entries whose readings were forgotten; who has not got them has lost them.</summary>
    public static async Task<int> ForgetAsync(PostgresSession session, DateTimeOffset now, CancellationToken ct)
    {
        await session.ExecuteAsync(Sql["CountForgotten"], ct, ("now", now.UtcTicks));
        return await session.ExecuteAsync(Sql["RemoveForgotten"], ct);
    }

    /// <summary>A transaction with entries was committed.</summary>
    public void Announce() => _signal.Raise();

    /// <summary>A transaction has failed: what was remembered may be of it. On the writer.</summary>
    public void Forget() => _isFollowed = null;

    private static async ValueTask SkipAsync(PostgresSession session, long cut, DateTimeOffset now, CancellationToken ct)
    {
        if (cut > 0 && await session.ExecuteAsync(Sql["Skip"], ct, ("cut", cut), ("now", now.UtcTicks)) > 0)
            await session.ExecuteAsync(Sql["Prune"], ct);
    }
}
