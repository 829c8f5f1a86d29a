using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Upstream;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.PubSub;

/// <summary>
/// Publishes what boards report to a pub-sub service elsewhere. It follows the feed: what a service or the way to it does not take waits there, and is sent in order
/// when it does. Items have the ids they have here, so that one sent twice, because its answer was lost, is one item.
/// </summary>
internal sealed class RemotePublisher(
    RemotePubSubOptions options, IBoardGateway gateway, ConcentratorStores stores, WorldRequests asking, IUpstream upstream, TimeProvider time, ILogger log) : IBridge
{
    /// <summary>Name among the followers of the feed.</summary>
    internal const string Follower = "pubsub:remote";

    /// <summary>Readings for one commit.</summary>
    private const int PageSize = 64;

    /// <summary>Nodes that are published to at the same time; items of one node go one after the other.</summary>
    private const int MaxNodesAtOnce = 8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly RemotePubSubClient _client = new(options, asking);
    private readonly ReadingItems _items = new(stores.History);
    private BridgeStatus _status = new(BridgeState.Connecting, time.GetUtcNow(), null);
    private FollowerFigures? _figures;
    private long _sent;
    private long _refused;
    private int _failures;

    public string Name => "pubsub";

    public BridgeRoute Route => options.Route;

    public BridgeStatus Status => Volatile.Read(ref _status) with
    {
        Sent = Interlocked.Read(ref _sent),
        Backlog = _figures?.Waiting ?? 0,
        Skipped = (_figures?.Skipped ?? 0) + Interlocked.Read(ref _refused),
    };

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await stores.Feed.FollowAsync(Follower, PageSize, PassAsync, ct);
            }
            catch (RemotePubSubException e)
            {
                Report(BridgeState.Down, e.Message);
            }

            _client.Forget();

            await UpdateAsync(ct);
            // With jitter, so that a service that is back is not met by everybody at once.
            var longest = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(_failures++, 10)));
            await Task.Delay(longest * (0.5 + (Random.Shared.NextDouble() / 2)), time, ct);
        }
    }

    public ValueTask DisposeAsync() => default;

    /// <summary>The link to the XMPP server is new: the server may have lost nodes and members in between.</summary>
    public void OnConnected() => _client.Forget();

    private async ValueTask PassAsync(IReadOnlyList<FeedEntry> entries, CancellationToken ct)
    {
        if (!upstream.IsConnected)
            throw new RemotePubSubException("there is no link to the XMPP server", null);
        var crossing = new List<HistoryEntry>();
        foreach (var (_, entry) in entries)
        {
            if ((entry.Field.FieldTypes & FieldTypes.Present) != 0 && await gateway.MayReadAsync(this, entry, ct))
                crossing.Add(entry);
        }

        var items = await _items.MakeAsync(crossing, entry => gateway.MayReadAsync(this, entry, ct), ct);
        RemotePubSubException? failure = null;
        await Parallel.ForEachAsync(
            items.GroupBy(item => options.Prefix + item.Name, StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = MaxNodesAtOnce, CancellationToken = ct },
            async (node, token) =>
            {
                try
                {
                    foreach (var item in node)
                    {
                        // The first that is not taken holds all: the others wait for what is likely the same reason.
                        if (Volatile.Read(ref failure) is not null)
                            return;
                        await PublishAsync(node.Key, item, token);
                    }
                }
                catch (RemotePubSubException e)
                {
                    Volatile.Write(ref failure, e);
                }
            });
        if (failure is not null)
            throw failure;
        Interlocked.Add(ref _sent, crossing.Count);
        _failures = 0;
        if (items.Count > 0)
            Report(BridgeState.Connected, null);
        await UpdateAsync(ct);
        // These are committed next.
        if (_figures is { } figures)
            _figures = figures with { Waiting = Math.Max(0, figures.Waiting - entries.Count) };
    }

    private async ValueTask PublishAsync(string node, ReadingItem item, CancellationToken ct)
    {
        try
        {
            await _client.PublishAsync(node, item.Id, item.Payload, ct);
        }
        catch (RemotePubSubException e) when (e.IsForGood)
        {
            Interlocked.Increment(ref _refused);
            PubSubLog.RemoteRefusesItem(log, options.Service.ToString(), node, e.Message);
        }
    }

    private async ValueTask UpdateAsync(CancellationToken ct) =>
        _figures = (await stores.Feed.GetFiguresAsync(ct)).FirstOrDefault(figures => figures.Follower == Follower);

    private void Report(BridgeState state, string? problem)
    {
        var before = Volatile.Read(ref _status);
        string? shown = problem is null ? null : $"{options.Service}: {problem}.";
        if (before.State == state && before.Problem == shown)
            return;
        Volatile.Write(ref _status, new BridgeStatus(state, before.State == state ? before.Since : time.GetUtcNow(), shown));
        if (problem is not null)
            PubSubLog.RemoteRefuses(log, options.Service.ToString(), problem);
        else if (before.State != state)
            PubSubLog.RemoteTakes(log, options.Service.ToString());
    }
}
