using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Upstream;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.PubSub;

/// <summary>
/// Publishes what boards have reported: follows the feed of stored readings at its own pace, so that no board waits for a subscriber, and what was stored is published even if
/// the service is killed in between. While the way to the world is closed it waits: events would be lost.
/// </summary>
internal sealed class BoardPublisher(IReadingFeed feed, Func<IReadOnlyList<FeedEntry>, CancellationToken, ValueTask> publish, IUpstream upstream, TimeProvider time, ILogger log) : IAsyncDisposable
{
    /// <summary>Name among the followers of the feed.</summary>
    internal const string Follower = "pubsub";

    /// <summary>Readings published at once, in one transaction.</summary>
    private const int PageSize = 256;

    private static readonly TimeSpan UpstreamInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins, from where it was.</summary>
    public async ValueTask StartAsync(CancellationToken ct)
    {
        long committed = await feed.OpenAsync(Follower, ct);
        _running = RunAsync(committed);
    }

    /// <summary>Ends it. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    private async Task RunAsync(long committed)
    {
        var pause = FirstPause;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (!upstream.IsConnected)
                {
                    await Task.Delay(UpstreamInterval, time, _stop.Token);
                    continue;
                }

                await feed.WaitAsync(committed, _stop.Token);
                var entries = await feed.ReadAsync(committed, PageSize, _stop.Token);
                if (entries.Count == 0)
                    continue;
                await publish(entries, _stop.Token);
                await feed.CommitAsync(Follower, entries[^1].Sequence, _stop.Token);
                committed = entries[^1].Sequence;
                pause = FirstPause;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The top of its loop: the storage says no, or we are wrong; the readings are still there.
                PubSubLog.PublishFailed(log, e);
                try
                {
                    await Task.Delay(pause, time, _stop.Token);
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }
}
