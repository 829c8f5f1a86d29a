using IotXmpp.Concentrator.Service.Hosting;
using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Storage;

/// <summary>Looks after the history while the service runs: notes each minute that it can be written, forgets each hour what is too old.</summary>
internal sealed class HistoryRounds : IAsyncDisposable
{
    private static readonly TimeSpan BeatInterval = TimeSpan.FromMinutes(1);

    /// <summary>Two beats may be late: a busy disk is no outage.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan RetentionInterval = TimeSpan.FromHours(1);

    private readonly IHistoryUpkeep _upkeep;
    private readonly Retention _retention;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PeriodicWork _work;
    private GapReason _reason = GapReason.ServiceDown;
    private DateTimeOffset _nextRetention;

    public HistoryRounds(IHistoryUpkeep upkeep, Retention retention, TimeProvider time, ILogger log)
    {
        _upkeep = upkeep;
        _retention = retention;
        _time = time;
        _log = log;
        _nextRetention = time.GetUtcNow() + RetentionInterval;
        _work = new PeriodicWork(BeatInterval, GoAsync, time);
    }

    public ValueTask DisposeAsync() => _work.DisposeAsync();

    private async ValueTask GoAsync(CancellationToken ct)
    {
        var now = _time.GetUtcNow();
        try
        {
            if (await _upkeep.BeatAsync(now, Silence, _reason, ct) is { } outage)
                StorageLog.Outage(_log, outage.From, outage.To, outage.Reason);
            _reason = GapReason.NotStored;
            if (now < _nextRetention)
                return;
            _nextRetention = now + RetentionInterval;
            if (await _upkeep.ApplyAsync(_retention, now, ct) is > 0 and var forgotten)
                StorageLog.Forgotten(_log, forgotten);
        }
        catch (StoreException)
        {
            // The store has said so; the next beat that succeeds notes since when.
        }
    }
}
