using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>
/// Carries the feed to the broker: reads some entries, publishes their messages in order per topic, and commits when all are acknowledged. What a connection leaves
/// unacknowledged the next one sends, and nothing else: within one run of the process a reading is sent once.
/// </summary>
internal sealed class FeedPump(IBridge bridge, IBoardGateway gateway, IReadingFeed feed, ReadingMessages messages)
{
    /// <summary>Name as a follower of the feed.</summary>
    public const string Follower = "mqtt";

    /// <summary>Entries read at a time: a commit for each hundred, and little to send again after a crash.</summary>
    private const int Entries = 100;

    private readonly List<MqttMessage?> _unsent = [];
    private long _committed = -1;
    private long _read;
    private int _fields;
    private long _sent;

    /// <summary>Readings that were acknowledged since the start.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Follows the feed from now on, if it did not yet.</summary>
    public async ValueTask OpenAsync(CancellationToken ct)
    {
        if (_committed < 0)
            _read = _committed = await feed.OpenAsync(Follower, ct);
    }

    /// <summary>Passes on what comes next.</summary>
    /// <returns>The boards it was of; null if there was nothing.</returns>
    public async ValueTask<IReadOnlyCollection<string>?> MoveAsync(MqttConnection connection, RetainedMirror mirror, CancellationToken ct)
    {
        HashSet<string> boards = [];
        if (_committed == _read)
        {
            var entries = Whole(await feed.ReadAsync(_read, Entries, ct));
            if (entries.Count == 0)
                return null;
            var crossing = new List<HistoryEntry>();
            foreach (var (_, entry) in entries)
            {
                if (await gateway.MayReadAsync(bridge, entry, ct))
                    crossing.Add(entry);
            }

            _unsent.AddRange(messages.Of(crossing));
            _fields = crossing.Count;
            _read = entries[^1].Sequence;
            boards = [.. crossing.Select(entry => entry.Device)];
        }

        await SendAsync(connection, mirror, ct);
        await feed.CommitAsync(Follower, _read, ct);
        _committed = _read;
        Interlocked.Add(ref _sent, _fields);
        return boards;
    }

    /// <summary>Completes when there is something to pass on.</summary>
    public ValueTask WaitAsync(CancellationToken ct) => feed.WaitAsync(_read, ct);

    /// <summary>What waits, and what was lost by waiting too long.</summary>
    public async ValueTask<FollowerFigures?> GetFiguresAsync(CancellationToken ct) =>
        (await feed.GetFiguresAsync(ct)).FirstOrDefault(figures => figures.Follower == Follower);

    /// <summary>Without the last instant of a board if there may be more of it: what was measured and stored together is published together.</summary>
    private static IReadOnlyList<FeedEntry> Whole(IReadOnlyList<FeedEntry> entries)
    {
        if (entries.Count < Entries)
            return entries;
        var last = entries[^1].Entry;
        int whole = entries.Count;
        while (whole > 0 && entries[whole - 1].Entry is var entry && entry.Node == last.Node && entry.Field.Timestamp == last.Field.Timestamp)
            whole--;
        return whole == 0 ? entries : [.. entries.Take(whole)];
    }

    /// <summary>Several at a time, but never two to one topic.</summary>
    private async Task SendAsync(MqttConnection connection, RetainedMirror mirror, CancellationToken ct)
    {
        int next = 0;
        while (next < _unsent.Count)
        {
            var wave = new List<Task>();
            var used = new HashSet<string>(StringComparer.Ordinal);
            for (; next < _unsent.Count; next++)
            {
                if (_unsent[next] is not { } message)
                    continue;
                if (!used.Add(message.Topic))
                    break;
                wave.Add(SendOneAsync(next, message, connection, mirror, ct));
            }

            await Task.WhenAll(wave);
        }

        _unsent.Clear();
    }

    private async Task SendOneAsync(int index, MqttMessage message, MqttConnection connection, RetainedMirror mirror, CancellationToken ct)
    {
        await connection.PublishAsync(message, ct);
        // Two acknowledgements may come at once.
        lock (_unsent)
        {
            _unsent[index] = null;
            if (message.Retain)
                mirror.Published(message.Topic, message.Payload);
        }
    }
}
