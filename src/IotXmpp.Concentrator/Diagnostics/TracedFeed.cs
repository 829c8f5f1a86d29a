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
    private readonly Dictionary<string, List<(long Sequence, ActivityContext Context, DateTimeOffset Read)>> _read = [];
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

    public ValueTask<long> OpenAsync(string follower, CancellationToken ct)
    {
        lock (_lock)
            _read[follower] = [];
        return feed.OpenAsync(follower, ct);
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
            _read.Remove(follower);
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
                foreach (var read in _read.Values)
                {
                    if (read.Count < MaxRemembered && (read.Count == 0 || read[^1].Sequence < sequence))
                        read.Add((sequence, context, now));
                }
            }
        }
    }

    private void Report(string follower, long sequence)
    {
        List<(long Sequence, ActivityContext Context, DateTimeOffset Read)> passed;
        lock (_lock)
        {
            if (!_read.TryGetValue(follower, out var read))
                return;
            passed = [.. read.Where(each => each.Sequence <= sequence)];
            read.RemoveRange(0, passed.Count);
        }

        if (passed.Count > 0)
            ReadingTraces.PassedOn(follower, [.. passed.Select(each => each.Context).Distinct()], passed[0].Read);
    }
}
