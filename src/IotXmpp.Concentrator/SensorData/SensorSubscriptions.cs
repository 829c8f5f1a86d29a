using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Dialects;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.SensorData;

/// <summary>
/// Tells subscribers when fields change (IoT-Events): as soon as enough has changed, but not more often than they want, and at the latest when they want. Each event
/// asks for the access anew. A subscription belongs to a full JID and waits while that is away, for a while.
/// </summary>
internal sealed class SensorSubscriptions : IBoardObserver
{
    /// <summary>Events of one subscription come at least so far apart, whatever was asked for (SEC-20).</summary>
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long a subscriber may be away: long enough to reconnect.</summary>
    private static readonly TimeSpan Absence = TimeSpan.FromMinutes(10);

    private readonly NodeResolver _nodes;
    private readonly BoardAccess _access;
    private readonly BoardReader _reader;
    private readonly SensorDataHandler _readouts;
    private readonly ConcentratorLimits _limits;
    private readonly SerialWork _work;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<SensorSubscription> _all = [];

    public SensorSubscriptions(NodeResolver nodes, BoardAccess access, BoardReader reader, SensorDataHandler readouts, ConcentratorLimits limits, SerialWork work, TimeProvider time)
    {
        _nodes = nodes;
        _access = access;
        _reader = reader;
        _readouts = readouts;
        _limits = limits;
        _work = work;
        _time = time;
        Handlers = [new Handler("subscribe", SubscribeAsync), new Handler("unsubscribe", UnsubscribeAsync)];
    }

    /// <summary>To be put into an <see cref="IqDispatcher"/>.</summary>
    public IReadOnlyList<IIqHandler> Handlers { get; }

    public ValueTask OnAvailabilityAsync(Board board, CancellationToken ct) => default;

    public ValueTask OnValuesAsync(Board board, bool switched, CancellationToken ct)
    {
        Wake(subscription => subscription.Target.Board == board);
        return default;
    }

    /// <summary>A subscriber came or went.</summary>
    public void OnPresence(Presence presence)
    {
        bool isThere = presence.Type == PresenceType.Available;
        if (!isThere && presence.Type != PresenceType.Unavailable)
            return;
        lock (_lock)
        {
            foreach (var subscription in _all.Where(each => each.Subscriber == presence.From))
                subscription.AwaySince = isThere ? null : subscription.AwaySince ?? _time.GetUtcNow();
        }

        Wake(subscription => subscription.Subscriber == presence.From);
    }

    /// <summary>What was sent to an address came back: its subscriptions end.</summary>
    public void Forget(Jid subscriber) => Remove(subscription => subscription.Subscriber == subscriber);

    private async ValueTask<Iq?> SubscribeAsync(Iq iq, CancellationToken ct)
    {
        if (iq.From is not { } subscriber || iq.To is not { } address)
            throw new StanzaException(StanzaErrors.BadRequest("A subscription needs addresses."));
        var request = SensorSubscriptionRequest.Read(iq.Request!, _time.LocalTimeZone, new SensorDataLimits());
        var (targets, unknown) = await _nodes.ResolveNodesAsync(address, request.Readout.Nodes, ct);
        if (unknown is not null)
            return iq.Fail(SensorDataErrors.UnknownNode(ValueText.Clean(unknown)));
        if (targets.Count == 0)
            return iq.Fail(StanzaErrors.BadRequest("Name the nodes to be told of."));
        var now = _time.GetUtcNow();
        var subscriptions = new List<SensorSubscription>();
        foreach (var target in targets)
        {
            var question = new AccessRequest(subscriber, target.Board.Record, AccessAction.Read)
            {
                Node = target.NodeId is { } nodeId ? new NodeRef(nodeId) : null,
                Names = request.Readout.Fields,
                FieldTypes = request.Readout.EffectiveTypes,
                Tokens = request.Readout.Tokens,
                IsLasting = true,
            };
            var decision = await _access.CheckAsync(target.Board, question, ct);
            if (!decision.IsAllowed)
                return iq.Fail(SensorDataErrors.Forbidden());
            subscriptions.Add(new SensorSubscription(subscriber, address, target, decision, request, _reader, now));
        }

        string number = request.Readout.SequenceNumber;
        lock (_lock)
        {
            if (_all.Exists(each => each.Subscriber == subscriber && each.Number == number))
                return iq.Fail(StanzaErrors.BadRequest("A subscription of that seqnr is alive."));
            if (_all.Count + subscriptions.Count > _limits.MaxSubscriptions || _all.Count(each => each.Subscriber.Bare == subscriber.Bare) + subscriptions.Count > _limits.MaxSubscriptionsPerPerson)
                return iq.Fail(StanzaErrors.ResourceConstraint("Too many subscriptions."));
            _all.AddRange(subscriptions);
        }

        foreach (var subscription in subscriptions)
            _work.Start(token => RunAsync(subscription, token));
        return iq.Result(SensorDataXml.WriteAccepted(number, queued: false));
    }

    private ValueTask<Iq?> UnsubscribeAsync(Iq iq, CancellationToken ct)
    {
        string number = SensorDataXml.ReadSequenceNumber(iq.Request!);
        Remove(subscription => subscription.Subscriber == iq.From && subscription.Number == number);
        return new(iq.Result());
    }

    private async ValueTask RunAsync(SensorSubscription subscription, CancellationToken ct)
    {
        if (subscription.Request.IsRead)
            await TellAsync(subscription, ct);
        while (IsAlive(subscription))
        {
            var now = _time.GetUtcNow();
            var due = Due(subscription);
            if (due <= now)
            {
                if (subscription.AwaySince is not null)
                    Remove(each => each == subscription);
                else
                    await TellAsync(subscription, ct);
                continue;
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var woken = subscription.Wake.WaitAsync(waiting.Token);
            await Task.WhenAny(woken, due is { } at ? Task.Delay(at - now, _time, waiting.Token) : woken);
            await waiting.CancelAsync();
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>When the next event is due as things are; null if only a change can make one.</summary>
    private static DateTimeOffset? Due(SensorSubscription subscription)
    {
        if (subscription.AwaySince is { } away)
            return away + Absence;
        var latest = subscription.Request.MaxInterval is { } longest ? subscription.Since + Max(longest) : (DateTimeOffset?)null;
        if (!subscription.IsTriggered())
            return latest;
        var earliest = subscription.HasTold ? subscription.Since + Max(subscription.Request.MinInterval ?? ShortestInterval) : subscription.Since;
        return latest < earliest ? latest : earliest;
    }

    private static TimeSpan Max(TimeSpan interval) => interval > ShortestInterval ? interval : ShortestInterval;

    private async ValueTask TellAsync(SensorSubscription subscription, CancellationToken ct)
    {
        var now = _time.GetUtcNow();
        var decision = await _access.RenewAsync(subscription.Decision, ct);
        subscription.Told(now);
        if (!decision.IsAllowed)
        {
            Remove(each => each == subscription);
            var error = new ReadoutError(new NodeRef(subscription.Target.Board.Name), now, "You may not read this any more.");
            await _readouts.SendAsync(subscription.Address, subscription.Subscriber, subscription.Number, Once(ReadoutPart.Of(error)), ct);
            return;
        }

        await _readouts.SendAsync(subscription.Address, subscription.Subscriber, subscription.Number, subscription.ReadAsync(decision, now, ct), ct);
    }

    private static async IAsyncEnumerable<ReadoutPart> Once(ReadoutPart part)
    {
        await ValueTask.CompletedTask;
        yield return part;
    }

    private bool IsAlive(SensorSubscription subscription)
    {
        lock (_lock)
            return _all.Contains(subscription);
    }

    private void Remove(Predicate<SensorSubscription> which)
    {
        List<SensorSubscription> removed;
        lock (_lock)
        {
            removed = _all.FindAll(which);
            _all.RemoveAll(which);
        }

        removed.ForEach(Signal);
    }

    private void Wake(Predicate<SensorSubscription> which)
    {
        List<SensorSubscription> woken;
        lock (_lock)
            woken = _all.FindAll(which);
        woken.ForEach(Signal);
    }

    private static void Signal(SensorSubscription subscription)
    {
        try
        {
            subscription.Wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been woken and not looked yet.
        }
    }

    private sealed class Handler(string name, Func<Iq, CancellationToken, ValueTask<Iq?>> handle) : IIqHandler
    {
        public QName Payload { get; } = new(Ns.SensorEvents, name);

        public IqType? Type => null;

        public IReadOnlyList<string> Features { get; } = [Ns.SensorEvents];

        public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => handle(request, ct);
    }
}
