using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Stored readings on their way to those who pass them on. Entries name the readings; what they say is read when it is asked for.</summary>
internal sealed class SqliteReadingFeed(SqliteDatabase database, FeedLimits limits, TimeProvider time) : IReadingFeed
{
    /// <summary>How often the age of entries is looked at: a scan, against a limit of days.</summary>
    private static readonly TimeSpan AgeInterval = TimeSpan.FromMinutes(1);

    private static readonly SqlFile Sql = SqlFile.Load("Feed");
    private readonly FeedSignal _signal = new();

    /// <summary>Whether anybody follows; null if that must be looked up. Touched on the writer, and reset when a transaction may have failed.</summary>
    private volatile object? _isFollowed;

    /// <summary>Touched on the writer only.</summary>
    private DateTimeOffset _nextAgeCheck;

    public async ValueTask<long> OpenAsync(string follower, CancellationToken ct) => await ChangeAsync(
        session => (long)session.Scalar(Sql["Open"], ("$name", follower))!,
        ct);

    public ValueTask<IReadOnlyList<FeedEntry>> ReadAsync(long after, int limit, CancellationToken ct) => new(database.Read(session => session.Query(
        Sql["Read"],
        row => new FeedEntry(row.GetInt64(ReadingRow.Columns + 1), ReadingRow.Read(row.GetString(ReadingRow.Columns), row)),
        ("$after", after),
        ("$limit", limit))));

    public async ValueTask CommitAsync(string follower, long sequence, CancellationToken ct) => await database.WriteAsync(
        session =>
        {
            int known = session.Execute(Sql["Commit"], ("$name", follower), ("$sequence", sequence));
            session.Execute(Sql["Prune"]);
            return known;
        },
        ct);

    public async ValueTask CloseAsync(string follower, CancellationToken ct) => await ChangeAsync(
        session =>
        {
            int known = session.Execute(Sql["Close"], ("$name", follower));
            session.Execute(Sql["Prune"]);
            return known;
        },
        ct);

    public ValueTask WaitAsync(long after, CancellationToken ct) =>
        _signal.WaitAsync(_ => new(database.Read(session => (long)session.Scalar(Sql["HasMore"], ("$after", after))! != 0)), ct);

    public ValueTask<IReadOnlyList<FollowerFigures>> GetFiguresAsync(CancellationToken ct) => new(database.Read(session => session.Query(
        Sql["Figures"],
        row => new FollowerFigures(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.IsDBNull(3) ? null : new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero)))));

    /// <summary>Whether entries are to be made; within a transaction.</summary>
    public bool IsFollowed(SqliteSession session)
    {
        if (_isFollowed is not bool isFollowed)
            _isFollowed = isFollowed = (long)session.Scalar(Sql["IsFollowed"])! != 0;
        return isFollowed;
    }

    /// <summary>Makes entries, within the transaction that stores their readings.</summary>
    public void Append(SqliteSession session, IReadOnlyList<(long Series, long At)> readings)
    {
        var now = time.GetUtcNow();
        long last = 0;
        foreach (var (series, at) in readings)
            last = (long)session.Scalar(Sql["Append"], ("$series", series), ("$at", at), ("$stored", now.UtcTicks))!;
        Skip(session, last - limits.MaxEntries, now);
        if (now < _nextAgeCheck)
            return;
        _nextAgeCheck = now + AgeInterval;
        if (session.Scalar(Sql["LastTooOld"], ("$horizon", (now - limits.MaxAge).UtcTicks)) is long tooOld)
            Skip(session, tooOld, now);
    }

    /// <summary>Forgets entries of a board, within the transaction that forgets its history.</summary>
    public static void Remove(SqliteSession session, string device) => session.Execute(Sql["RemoveDevice"], ("$device", device));

    /// <summary>Forgets entries whose readings were forgotten; who has not got them has lost them.</summary>
    public static int Forget(SqliteSession session, DateTimeOffset now)
    {
        session.Execute(Sql["CountForgotten"], ("$now", now.UtcTicks));
        return session.Execute(Sql["RemoveForgotten"]);
    }

    /// <summary>A transaction with entries was committed.</summary>
    public void Announce() => _signal.Raise();

    /// <summary>A transaction has failed: what was remembered may be of it.</summary>
    public void Forget() => _isFollowed = null;

    private static void Skip(SqliteSession session, long cut, DateTimeOffset now)
    {
        if (cut > 0 && session.Execute(Sql["Skip"], ("$cut", cut), ("$now", now.UtcTicks)) > 0)
            session.Execute(Sql["Prune"]);
    }

    private async ValueTask<T> ChangeAsync<T>(Func<SqliteSession, T> change, CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(
                session =>
                {
                    _isFollowed = null;
                    return change(session);
                },
                ct);
        }
        finally
        {
            _isFollowed = null;
        }
    }
}
