using System.Diagnostics;
using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Diagnostics;

/// <summary>
/// The feed, with the traces of readings carried over it: it lies on the disk, where a trace has no place. Those of the last sampled readings are kept in memory; without
/// sampled readings this costs one comparison a call.
/// </summary>
/// <param name="feed">The feed.</param>
/// <param name="time">Clock.</param>
internal sealed class TracedFeed(IReadingFeed feed, TimeProvider time) : IReadingFeed
{
    /// <summary>Readings remembered; with one reading in a hundred sampled, the last 100,000 readings. More is no loss but of a trace.</summary>
    private const int MaxRemembered = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Device, string Node, string Field, long Ticks), ActivityContext> _stored = [];
    private readonly Queue<(string Device, string Node, string Field, long Ticks)> _order = new();
    private readonly Dictionary<string, Follower> _followers = [];
    private volatile bool _isUsed;

    /// <summary>Sampled readings were stored.</summary>
    public void Remember(IReadOnlyList<HistoryEntry> entries, ActivityContext context)
    {
        lock (_lock)
        {
            _isUsed = true;
            foreach (var entry in entries)
            {
                var key = Key(entry);
                if (!_stored.TryAdd(key, context))
                    continue;
                _order.Enqueue(key);
                if (_order.Count > MaxRemembered)
                    _stored.Remove(_order.Dequeue());
            }
        }
    }

    public async ValueTask<long> OpenAsync(string follower, CancellationToken ct)
    {
        long committed = await feed.OpenAsync(follower, ct);
        lock (_lock)
            _followers[follower] = new Follower { Committed = committed };
        return committed;
    }

    /// <inheritdoc/>
    /// <remarks>Who reads is not said: what was read belongs to each follower that commits it.</remarks>
    public async ValueTask<IReadOnlyList<FeedEntry>> ReadAsync(long after, int limit, CancellationToken ct)
    {
        var entries = await feed.ReadAsync(after, limit, ct);
        if (_isUsed && entries.Count > 0)
            Note(entries);
        return entries;
    }

    public async ValueTask CommitAsync(string follower, long sequence, CancellationToken ct)
    {
        await feed.CommitAsync(follower, sequence, ct);
        if (_isUsed)
            Report(follower, sequence);
    }

    public ValueTask CloseAsync(string follower, CancellationToken ct)
    {
        lock (_lock)
            _followers.Remove(follower);
        return feed.CloseAsync(follower, ct);
    }

    public ValueTask WaitAsync(long after, CancellationToken ct) => feed.WaitAsync(after, ct);

    public ValueTask<IReadOnlyList<FollowerFigures>> GetFiguresAsync(CancellationToken ct) => feed.GetFiguresAsync(ct);

    private static (string Device, string Node, string Field, long Ticks) Key(HistoryEntry entry) => (entry.Device, entry.Node.NodeId, entry.Field.Name, entry.Field.Timestamp.UtcTicks);

    private void Note(IReadOnlyList<FeedEntry> entries)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            foreach (var (sequence, entry) in entries)
            {
                if (!_stored.TryGetValue(Key(entry), out var context))
                    continue;
                foreach (var follower in _followers.Values)
                {
                    // Another one may read what this one has behind it.
                    if (sequence > follower.Committed && follower.Read.Count < MaxRemembered && (follower.Read.Count == 0 || follower.Read[^1].Sequence < sequence))
                        follower.Read.Add((sequence, context, now));
                }
            }
        }
    }

    private void Report(string follower, long sequence)
    {
        List<(long Sequence, ActivityContext Context, DateTimeOffset Read)> passed;
        lock (_lock)
        {
            if (!_followers.TryGetValue(follower, out var known))
                return;
            known.Committed = Math.Max(known.Committed, sequence);
            passed = [.. known.Read.Where(each => each.Sequence <= sequence)];
            known.Read.RemoveRange(0, passed.Count);
        }

        if (passed.Count > 0)
            ReadingTraces.PassedOn(follower, [.. passed.Select(each => each.Context).Distinct()], passed[0].Read);
    }

    /// <summary>A follower and what it has read, or will, and not yet passed on.</summary>
    private sealed class Follower
    {
        public long Committed { get; set; }

        public List<(long Sequence, ActivityContext Context, DateTimeOffset Read)> Read { get; } = [];
    }
}
