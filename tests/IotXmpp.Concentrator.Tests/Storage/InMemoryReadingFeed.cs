using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>The feed of an <see cref="InMemoryHistoryStore"/>.</summary>
public sealed class InMemoryReadingFeed(FeedLimits limits, TimeProvider time) : IReadingFeed
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, FollowerFigures> _followers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _committed = new(StringComparer.Ordinal);
    private readonly List<(FeedEntry Entry, DateTimeOffset Stored)> _entries = [];
    private long _last;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Entries that are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    public ValueTask<long> OpenAsync(string follower, CancellationToken ct)
    {
        lock (_lock)
        {
            _followers.TryAdd(follower, new FollowerFigures(follower, 0, 0, null));
            _committed.TryAdd(follower, _last);
            return new(_committed[follower]);
        }
    }

    public ValueTask<IReadOnlyList<FeedEntry>> ReadAsync(long after, int limit, CancellationToken ct)
    {
        lock (_lock)
            return new([.. _entries.Select(one => one.Entry).Where(entry => entry.Sequence > after).Take(limit)]);
    }

    public ValueTask CommitAsync(string follower, long sequence, CancellationToken ct)
    {
        lock (_lock)
        {
            if (_committed.TryGetValue(follower, out long before))
                _committed[follower] = Math.Max(before, Math.Min(sequence, _last));
            Prune();
        }

        return default;
    }

    public ValueTask CloseAsync(string follower, CancellationToken ct)
    {
        lock (_lock)
        {
            _followers.Remove(follower);
            _committed.Remove(follower);
            Prune();
        }

        return default;
    }

    public async ValueTask WaitAsync(long after, CancellationToken ct)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_entries.Any(one => one.Entry.Sequence > after))
                    return;
                next = _next.Task;
            }

            await next.WaitAsync(ct);
        }
    }

    public ValueTask<IReadOnlyList<FollowerFigures>> GetFiguresAsync(CancellationToken ct)
    {
        lock (_lock)
            return new([.. _followers.Values.Select(figures => figures with { Waiting = _entries.Count(one => one.Entry.Sequence > _committed[figures.Follower]) })]);
    }

    /// <summary>Takes what was stored.</summary>
    internal void Append(IReadOnlyList<HistoryEntry> news)
    {
        lock (_lock)
        {
            if (_followers.Count == 0 || news.Count == 0)
                return;
            var now = time.GetUtcNow();
            foreach (var entry in news)
                _entries.Add((new FeedEntry(++_last, entry), now));
            long cut = _last - limits.MaxEntries;
            foreach (var (entry, stored) in _entries)
                cut = stored < now - limits.MaxAge ? Math.Max(cut, entry.Sequence) : cut;
            foreach (string follower in _committed.Where(pair => pair.Value < cut).Select(pair => pair.Key).ToList())
            {
                var figures = _followers[follower];
                int skipped = _entries.Count(one => one.Entry.Sequence > _committed[follower] && one.Entry.Sequence <= cut);
                _followers[follower] = figures with { Skipped = figures.Skipped + skipped, LastSkipped = now };
                _committed[follower] = cut;
            }

            Prune();
            Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }

    internal void Remove(string device)
    {
        lock (_lock)
            _entries.RemoveAll(one => one.Entry.Entry.Device == device);
    }

    private void Prune()
    {
        long dealtWith = _committed.Count == 0 ? long.MaxValue : _committed.Values.Min();
        _entries.RemoveAll(one => one.Entry.Sequence <= dealtWith);
    }
}
