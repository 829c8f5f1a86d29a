using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>History in memory.</summary>
public sealed class InMemoryHistoryStore : IHistoryStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Device, NodeRef Node, string Name, long Ticks), HistoryEntry> _entries = [];

    public InMemoryHistoryStore()
        : this(new InMemoryReadingFeed(new FeedLimits(), TimeProvider.System))
    {
    }

    public InMemoryHistoryStore(InMemoryReadingFeed feed) => Feed = feed;

    /// <summary>What is stored here, for those who pass it on.</summary>
    public InMemoryReadingFeed Feed { get; }

    /// <summary>Holds back <see cref="AppendAsync"/> while set: a disk that has not answered yet.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Holds back <see cref="QueryAsync"/> while set.</summary>
    public TaskCompletionSource? QueryGate { get; set; }

    public async ValueTask<int> AppendAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken ct)
    {
        if (Gate is { } gate)
            await gate.Task.WaitAsync(ct);
        int added = 0;
        lock (_lock)
        {
            var news = new List<HistoryEntry>();
            foreach (var entry in entries)
            {
                var key = (entry.Device, entry.Node, entry.Field.Name, entry.Field.Timestamp.UtcTicks);
                if (_entries.TryGetValue(key, out var known))
                {
                    bool overwrites = entry.Field.Quality.Importance() > known.Field.Quality.Importance();
                    var better = overwrites ? entry : known;
                    _entries[key] = better with { Field = better.Field with { FieldTypes = known.Field.FieldTypes | entry.Field.FieldTypes } };
                    if (overwrites)
                        news.Add(_entries[key]);
                }
                else
                {
                    _entries.Add(key, entry);
                    news.Add(entry);
                    added++;
                }
            }

            Feed.Append(news);
        }

        return added;
    }

    public ValueTask<IReadOnlyList<HistoryEntry>> LastAsync(string device, CancellationToken ct)
    {
        lock (_lock)
        {
            return new(_entries.Values
                .Where(entry => entry.Device == device && (entry.Field.FieldTypes & FieldTypes.Present) != 0)
                .GroupBy(entry => (entry.Node, entry.Field.Name))
                .Select(group => group.MaxBy(entry => entry.Field.Timestamp)!)
                .OrderBy(entry => entry.Node.NodeId, StringComparer.Ordinal)
                .ThenBy(entry => entry.Field.Name, StringComparer.Ordinal)
                .ToList());
        }
    }

    public async IAsyncEnumerable<HistoryEntry> QueryAsync(HistoryQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        if (QueryGate is { } gate)
            await gate.Task.WaitAsync(ct);
        List<HistoryEntry> found;
        lock (_lock)
        {
            found = [.. _entries.Values
                .Where(entry => entry.Device == query.Device)
                .Where(entry => query.Fields.Count == 0 || query.Fields.Contains(entry.Field.Name, StringComparer.Ordinal))
                .Where(entry => (entry.Field.FieldTypes & query.FieldTypes) != 0)
                .Where(entry => !(entry.Field.Timestamp < query.From) && !(entry.Field.Timestamp > query.To))
                .OrderBy(entry => entry.Field.Timestamp)
                .ThenBy(entry => entry.Node.NodeId, StringComparer.Ordinal)
                .ThenBy(entry => entry.Field.Name, StringComparer.Ordinal)
                .TakeLast(query.Limit)];
        }

        foreach (var entry in found)
            yield return entry;
    }

    public ValueTask RemoveAsync(string device, CancellationToken ct)
    {
        lock (_lock)
        {
            foreach (var key in _entries.Keys.Where(key => key.Device == device).ToList())
                _entries.Remove(key);
            Feed.Remove(device);
        }

        return default;
    }
}
