using IotXmpp.Concentrator.Bridging;
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

    /// <summary>After a failure: a disk that is full is not asked all the time.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>How often what waits is counted: with a long backlog that takes a while.</summary>
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long? _counted;
    private long _backlog;

    /// <summary>Stored fields that are not published yet, as last counted.</summary>
    public long Backlog => Interlocked.Read(ref _backlog);

    /// <summary>Begins, from where it was. On return what is stored from now on is published, sooner or later.</summary>
    public async ValueTask StartAsync(CancellationToken ct)
    {
        await feed.OpenAsync(Follower, ct);
        _running = RunAsync();
    }

    /// <summary>Ends it. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            try
            {
                await feed.FollowAsync(Follower, PageSize, PassAsync, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The top of its loop: the storage says no, or we are wrong; the readings are still there.
                PubSubLog.PublishFailed(log, e);
            }

            try
            {
                await Task.Delay(Pause, time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async ValueTask PassAsync(IReadOnlyList<FeedEntry> entries, CancellationToken ct)
    {
        await CountAsync(ct);
        while (!upstream.IsConnected)
        {
            await Task.Delay(UpstreamInterval, time, ct);
            await CountAsync(ct);
        }

        await publish(entries, ct);
        Interlocked.Exchange(ref _backlog, entries.Count < PageSize ? 0 : Math.Max(0, _backlog - entries.Count));
    }

    private async ValueTask CountAsync(CancellationToken ct)
    {
        if (_counted is { } counted && time.GetElapsedTime(counted) < CountInterval)
            return;
        _counted = time.GetTimestamp();
        var figures = await feed.GetFiguresAsync(ct);
        Interlocked.Exchange(ref _backlog, figures.FirstOrDefault(each => each.Follower == Follower)?.Waiting ?? 0);
    }
}
