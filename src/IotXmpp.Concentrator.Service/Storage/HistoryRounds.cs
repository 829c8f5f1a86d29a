using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Storage;

/// <summary>Looks after the history while the service runs: notes each minute that it can be written, forgets each hour what is too old.</summary>
internal sealed class HistoryRounds : IAsyncDisposable
{
    private static readonly TimeSpan BeatInterval = TimeSpan.FromMinutes(1);

    /// <summary>Two beats may be late: a busy disk is no outage.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan RetentionInterval = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly IHistoryUpkeep _upkeep;
    private readonly Retention _retention;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _loop;

    public HistoryRounds(IHistoryUpkeep upkeep, Retention retention, TimeProvider time, ILogger log)
    {
        _upkeep = upkeep;
        _retention = retention;
        _time = time;
        _log = log;
        _loop = RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(BeatInterval, _time);
        var reason = GapReason.ServiceDown;
        var nextRetention = _time.GetUtcNow() + RetentionInterval;
        try
        {
            do
            {
                var now = _time.GetUtcNow();
                try
                {
                    if (await _upkeep.BeatAsync(now, Silence, reason, ct) is { } outage)
                        StorageLog.Outage(_log, outage.From, outage.To, outage.Reason);
                    reason = GapReason.NotStored;
                    if (now >= nextRetention)
                    {
                        nextRetention = now + RetentionInterval;
                        if (await _upkeep.ApplyAsync(_retention, now, ct) is > 0 and var forgotten)
                            StorageLog.Forgotten(_log, forgotten);
                    }
                }
                catch (StoreException)
                {
                    // The store has said so; the next beat that succeeds notes since when.
                }
            }
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}
