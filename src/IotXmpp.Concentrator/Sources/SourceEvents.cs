using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Concentrators;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Sources;

/// <summary>
/// Events of the data sources (XEP-0326 3.8): who has subscribed, what happened lately. Nothing of it outlives the service, and no subscription
/// outlives the presence of its subscriber (3.2.4). One at a time: a subscriber gets what happened before live events, and all in order.
/// </summary>
internal sealed class SourceEvents(Jid domain, Func<string, IDataSource?> find, BoardAccess access, Func<Stanza, CancellationToken, ValueTask> send, SourceLimits limits, TimeProvider time) : IBoardObserver
{
    private static readonly string[] BoardSources = [TopologySource.Id, TopologySource.ListId];

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<(Jid Subscriber, string SourceId), Subscription> _subscriptions = [];
    private readonly Queue<Happening> _log = new();
    private readonly Dictionary<string, DateTimeOffset> _lastChanged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _subNodes = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _started = time.GetUtcNow();

    /// <summary>From when on everything that happened is still known.</summary>
    private DateTimeOffset _complete = time.GetUtcNow();

    private readonly record struct Subscription(SourceEventTypes Types, bool Parameters, bool Messages, Requester Requester);

    /// <summary>When something in a source was last changed, as far as is known: not before the start.</summary>
    /// <param name="sourceId">The source; null for any.</param>
    public DateTimeOffset LastChanged(string? sourceId)
    {
        lock (_lastChanged)
            return sourceId is null ? _lastChanged.Values.Append(_started).Max() : _lastChanged.GetValueOrDefault(sourceId, _started);
    }

    /// <summary>Adds kinds of events to a subscription (3.2.4); what is to be told with them is as the latest request has it.</summary>
    public async ValueTask<ConcentratorResult> SubscribeAsync(ConcentratorRequest request, CancellationToken ct)
    {
        var requester = new Requester(request.Requester, request.Tokens);
        var key = (request.Requester, request.SourceId);
        await _gate.WaitAsync(ct);
        try
        {
            // 3.2.7: what cannot be told is not promised.
            if (request.Since < _complete)
                return new ConcentratorResult(ResponseCode.NotImplemented) { Text = "What happened then is not known any more. Read the source anew, and subscribe without getEventsSince." };
            var types = request.EventTypes;
            if (_subscriptions.TryGetValue(key, out var before))
                types |= before.Types;
            else if (_subscriptions.Count >= limits.MaxSubscriptions || _subscriptions.Keys.Count(each => each.Subscriber.Bare == requester.Bare) >= limits.MaxSubscriptionsPerRequester)
                return ConcentratorResult.TooMuch("There are too many subscriptions.");
            var subscription = new Subscription(types, request.Parameters, request.Messages, requester);
            if (request.Since is { } since)
                await SendAsync(subscription, _log.Where(happened => happened.SourceId == request.SourceId && happened.At >= since), ct);
            _subscriptions[key] = subscription;
            return ConcentratorResult.Done;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Takes kinds of events out of a subscription (3.2.5); none is left is no subscription, and no subscription is no error.</summary>
    public async ValueTask UnsubscribeAsync(Jid subscriber, string sourceId, SourceEventTypes types, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (!_subscriptions.TryGetValue((subscriber, sourceId), out var subscription))
                return;
            if ((subscription.Types & ~types) == SourceEventTypes.None)
                _subscriptions.Remove((subscriber, sourceId));
            else
                _subscriptions[(subscriber, sourceId)] = subscription with { Types = subscription.Types & ~types };
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A subscriber has gone: its subscriptions are over.</summary>
    /// <param name="subscriber">Full JID; a bare one for all of somebody's.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask ForgetAsync(Jid subscriber, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            foreach (var key in _subscriptions.Keys.Where(key => subscriber.IsBare ? key.Subscriber.Bare == subscriber : key.Subscriber == subscriber).ToList())
                _subscriptions.Remove(key);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Tells what happened, in this order.</summary>
    public async ValueTask PublishAsync(IReadOnlyList<Happening> happenings, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            foreach (var happened in happenings)
            {
                _log.Enqueue(happened);
                lock (_lastChanged)
                    _lastChanged[happened.SourceId] = happened.At;
            }

            while (_log.Count > limits.MaxLoggedEvents)
                _complete = _log.Dequeue().At + TimeSpan.FromTicks(1);
            foreach (var group in happenings.GroupBy(happened => happened.SourceId))
            {
                foreach (var ((_, sourceId), subscription) in _subscriptions)
                {
                    if (sourceId == group.Key)
                        await SendAsync(subscription, group, ct);
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A board was registered, or somebody may see it only now.</summary>
    public ValueTask OnBoardAddedAsync(Board board, CancellationToken ct) => OfBoardAsync(SourceEventTypes.NodeAdded, board, ct);

    /// <summary>A board is gone.</summary>
    public ValueTask OnBoardRemovedAsync(Board board, CancellationToken ct) => OfBoardAsync(SourceEventTypes.NodeRemoved, board, ct);

    /// <summary>What is kept of a board was changed.</summary>
    public ValueTask OnBoardChangedAsync(Board board, CancellationToken ct) => OfBoardAsync(SourceEventTypes.NodeUpdated, board, ct);

    /// <summary>What is reported on a board has changed.</summary>
    public ValueTask OnBoardStatusAsync(Board board, CancellationToken ct) => OfBoardAsync(SourceEventTypes.NodeStatusChanged, board, ct);

    /// <inheritdoc/>
    public ValueTask OnAvailabilityAsync(Board board, CancellationToken ct)
    {
        // What is known from before the start is not new.
        lock (_subNodes)
            _subNodes.TryAdd(board.Name, board.SubNodes().ToHashSet(StringComparer.Ordinal));
        return OnBoardStatusAsync(board, ct);
    }

    /// <inheritdoc/>
    public async ValueTask OnValuesAsync(Board board, bool switched, CancellationToken ct)
    {
        var behind = board.SubNodes();
        List<string> added;
        bool isFirst;
        lock (_subNodes)
        {
            if (behind.Count == 0)
                return;
            if (!_subNodes.TryGetValue(board.Name, out var known))
                _subNodes.Add(board.Name, known = new HashSet<string>(StringComparer.Ordinal));
            isFirst = known.Count == 0;
            added = [.. behind.Where(known.Add)];
        }

        if (added.Count == 0)
            return;
        var now = time.GetUtcNow();
        var happenings = added.Select(nodeId => new Happening(SourceEventTypes.NodeAdded, TopologySource.Id, nodeId, now)).ToList();
        // It is a parent only now.
        if (isFirst)
            happenings.Insert(0, new Happening(SourceEventTypes.NodeUpdated, TopologySource.Id, board.Name, now));
        await PublishAsync(happenings, ct);
    }

    private ValueTask OfBoardAsync(SourceEventTypes type, Board board, CancellationToken ct)
    {
        // Whoever could see a board may know that it is gone.
        Func<Requester, CancellationToken, ValueTask<bool>>? mayKnow = type == SourceEventTypes.NodeRemoved
            ? (requester, token) => access.MaySeeAsync(requester.Address, board, token)
            : null;
        var now = time.GetUtcNow();
        return PublishAsync([.. BoardSources.Select(sourceId => new Happening(type, sourceId, board.Name, now) { MayKnowAsync = mayKnow })], ct);
    }

    private async ValueTask SendAsync(Subscription subscription, IEnumerable<Happening> happenings, CancellationToken ct)
    {
        var events = new List<XmppElement>();
        foreach (var happened in happenings)
        {
            if ((happened.Type & subscription.Types) != 0 && await DescribeAsync(subscription, happened, ct) is { } element)
                events.Add(element);
            if (events.Count < limits.MaxEventsPerMessage)
                continue;
            await SendAsync(subscription, events, ct);
            events = [];
        }

        if (events.Count > 0)
            await SendAsync(subscription, events, ct);
    }

    private ValueTask SendAsync(Subscription subscription, List<XmppElement> events, CancellationToken ct) =>
        send(new Message { From = domain, To = subscription.Requester.Address, Payloads = events }, ct);

    /// <summary>The event as this subscriber may know it; null for nothing.</summary>
    private async ValueTask<XmppElement?> DescribeAsync(Subscription subscription, Happening happened, CancellationToken ct)
    {
        if (happened.MayKnowAsync is { } mayKnow && !await mayKnow(subscription.Requester, ct))
            return null;
        var node = happened.Type == SourceEventTypes.NodeRemoved
            ? new NodeInformation { Node = new NodeRef(happened.NodeId, happened.SourceId), NodeType = "" }
            : find(happened.SourceId) is { } source && await source.FindAsync(subscription.Requester, happened.NodeId, ct) is { } found
                ? found.Tell(subscription.Parameters, subscription.Messages) : null;
        return node is null ? null : ConcentratorXml.WriteEvent(new SourceEvent(happened.Type, happened.SourceId, node) { AfterNodeId = happened.AfterNodeId, OldId = happened.OldId });
    }
}
