using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>
/// The readings of a device of the hub on their way there: read from the feed, sent one message after the other, committed when the hub has acknowledged them. What was read
/// and not acknowledged is sent again as it was, message ids included, on the next connection.
/// </summary>
internal sealed class HubOutbox(HubIdentity identity, string follower, HubServices services)
{
    /// <summary>Entries read at a time: what may come twice after a crash.</summary>
    private const int PageSize = 200;

    /// <summary>A place in the feed is written down after this many entries that are none of ours.</summary>
    private const int CommitDistance = 2000;

    /// <summary>That many acknowledgements in time, one after the other, and the hub is not throttling any more.</summary>
    private const int Recovered = 100;

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    private readonly Queue<Telemetry> _unsent = new();
    private long _read;
    private long _committed;
    private int _inTime;
    private long _sent;
    private long _dropped;

    /// <summary>Readings acknowledged by the hub since the start.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Readings that no message can hold.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>True while the hub takes its time to acknowledge: it holds acknowledgements back before it refuses anything.</summary>
    public bool IsThrottled { get; private set; }

    /// <summary>Takes its place in the feed.</summary>
    public async Task OpenAsync(CancellationToken ct) => _read = _committed = await services.Feed.OpenAsync(follower, ct);

    /// <summary>Reads until there is something to send.</summary>
    public async Task FillAsync(CancellationToken ct)
    {
        while (_unsent.Count == 0)
        {
            var entries = await services.Feed.ReadAsync(_read, PageSize, ct);
            if (entries.Count == 0)
            {
                if (_read > _committed)
                    await CommitAsync(ct);
                await services.Feed.WaitAsync(_read, ct);
                continue;
            }

            var ours = new List<FeedEntry>(entries.Count);
            foreach (var entry in entries)
            {
                if ((identity.Board is not { } board || board == entry.Entry.Device) && await services.Gateway.MayReadAsync(services.Bridge, entry.Entry, ct))
                    ours.Add(entry);
            }

            var messages = TelemetryWriter.Write(ours, services.Options.BatchBytes, services.Time.GetUtcNow(), out int tooLarge);
            if (tooLarge > 0)
            {
                AzureLog.TooLarge(services.Log, identity.DeviceId, tooLarge);
                Interlocked.Add(ref _dropped, tooLarge);
            }

            foreach (var message in messages)
                _unsent.Enqueue(message);
            _read = entries[^1].Sequence;
            if (_unsent.Count == 0 && _read - _committed >= CommitDistance)
                await CommitAsync(ct);
        }
    }

    /// <summary>Sends what was read.</summary>
    /// <param name="device">Id of the device at the hub.</param>
    /// <param name="link">The connection.</param>
    /// <param name="pausing">Stops between two messages.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="HubException">The connection broke.</exception>
    public async Task SendAsync(string device, MqttLink link, CancellationToken pausing, CancellationToken ct)
    {
        while (!pausing.IsCancellationRequested && _unsent.TryPeek(out var message))
        {
            long started = services.Time.GetTimestamp();
            await link.PublishAsync(HubTopics.Events(device, message.Properties), message.Body, isAcknowledged: true, ct);
            var latency = services.Time.GetElapsedTime(started);
            if (latency >= Slow && !IsThrottled)
                AzureLog.Throttled(services.Log, device, latency.TotalSeconds);
            // One that comes in time among late ones means nothing yet.
            _inTime = latency >= Slow ? 0 : _inTime + 1;
            IsThrottled = latency >= Slow || (IsThrottled && _inTime < Recovered);
            _unsent.Dequeue();
            Interlocked.Add(ref _sent, message.Readings);
        }

        if (_unsent.Count == 0)
            await CommitAsync(ct);
    }

    private async Task CommitAsync(CancellationToken ct)
    {
        await services.Feed.CommitAsync(follower, _read, ct);
        _committed = _read;
    }
}
