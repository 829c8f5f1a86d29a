using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Things.Portable;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Concentrator.Devices;

/// <summary>
/// The session of one board: takes its readings, stores them before they count as handled, and asks it on behalf of others. A board speaks to
/// the things domain only, and for itself only.
/// </summary>
internal sealed class DeviceSession : IBoundSession, IDeviceMailbox
{
    /// <summary>Readouts of one board at a time; others wait. A board answers four at once, one after the other.</summary>
    private const int MaxReadouts = 2;

    /// <summary>Commands on their way to one board. More are refused: something asks faster than it gets answers.</summary>
    private const int MaxCommands = 32;

    private readonly string _name;
    private readonly IStreamSession _stream;
    private readonly DeviceServices _services;
    private readonly Jid _domain;
    private readonly SensorDataLimits _limits;
    private readonly IqRequests _requests;
    private readonly SensorDataClient _sensorData;
    private readonly ControlClient _control;
    private readonly SemaphoreSlim _readouts = new(MaxReadouts, MaxReadouts);
    private readonly Lock _lock = new();
    private int _commands;
    private bool _available;
    private bool _detached;
    private bool _ended;
    private bool _warned;

    public DeviceSession(string name, IStreamSession stream, DeviceServices services)
    {
        _name = name;
        _stream = stream;
        _services = services;
        _domain = Jid.Create(null, services.Options.Domain);
        _limits = new SensorDataLimits { MaxFields = services.Options.Limits.MaxFieldsPerStanza, MaxText = services.Options.Limits.MaxFieldText };
        _requests = new IqRequests(services.Time);
        _sensorData = new SensorDataClient(_requests, TrySend, _limits, services.Time);
        _control = new ControlClient(_requests);
    }

    /// <summary>Of the claim in the directory; set before the first stanza.</summary>
    public long Epoch { get; set; }

    public bool IsReachable
    {
        get
        {
            lock (_lock)
                return _available && !_detached && !_ended;
        }
    }

    public async ValueTask OnStanzaAsync(Stanza stanza, CancellationToken ct)
    {
        if (await _services.Boards.FindAsync(_name, ct) is not { } board)
        {
            // Removed while it was connected.
            Evict();
            return;
        }

        try
        {
            await HandleAsync(board, stanza, ct);
        }
        catch (StanzaException e)
        {
            Warn(board, e.Error.Text ?? e.Error.Condition);
            if (stanza is Message { Type: not MessageType.Error } message)
                _stream.TrySend(message.Fail(e.Error) with { From = stanza.To ?? _domain });
        }
    }

    public async ValueTask OnDetachedAsync(CancellationToken ct)
    {
        bool commands;
        lock (_lock)
        {
            _detached = true;
            commands = _commands > 0;
        }

        Disconnect();
        await SetAwayAsync(ct);
        // A command that is not answered would be sent again when the board is back, however much later: it must not run then.
        if (commands)
            End(null);
    }

    public async ValueTask OnResumedAsync(CancellationToken ct)
    {
        lock (_lock)
            _detached = false;
        if (IsReachable && await _services.Boards.FindAsync(_name, ct) is { } board)
            await SetUpAsync(board, ct);
    }

    public async ValueTask OnClosedAsync(IReadOnlyList<Stanza> undelivered, CancellationToken ct)
    {
        lock (_lock)
            _ended = true;
        Disconnect();
        // Undelivered requests have just been told so; nothing is kept for later.
        await _services.Directory.ReleaseAsync(_name, Epoch, ct);
        await SetAwayAsync(ct);
        DeviceLog.Closed(_services.Log, _name, undelivered.Count);
    }

    public void Evict() => End(StreamErrorCondition.Conflict);

    public async ValueTask<ReadoutResult> ReadAsync(ReadoutRequest request, CancellationToken ct)
    {
        var timeout = _services.Options.ReadoutTimeout;
        long started = _services.Time.GetTimestamp();
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = _services.Time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), waiting, timeout, Timeout.InfiniteTimeSpan);
        try
        {
            await _readouts.WaitAsync(waiting.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new ReadoutResult(ReadoutOutcome.TimedOut, [], []);
        }

        try
        {
            if (!IsReachable)
                return new ReadoutResult(ReadoutOutcome.Away, [], []);
            var left = timeout - _services.Time.GetElapsedTime(started);
            return await _sensorData.ReadAsync(_domain, _stream.Jid, request with { Nodes = [] }, left > TimeSpan.Zero ? left : TimeSpan.Zero, ct);
        }
        finally
        {
            _readouts.Release();
        }
    }

    public async ValueTask<Iq?> AskAsync(IqType type, XmppElement payload, CancellationToken ct)
    {
        if (!IsReachable)
            return null;
        var request = new Iq { Type = type, Id = $"a{Guid.NewGuid():N}", From = _domain, To = _stream.Jid, Payloads = [payload] };
        return (await _requests.SendAsync(request, _stream.TrySend, _services.Options.ControlTimeout, ct)).Iq;
    }

    public bool TrySend(Message message) => IsReachable && _stream.TrySend(message with { From = _domain, To = _stream.Jid });

    public async ValueTask<ControlOutcome> SetAsync(IReadOnlyList<ControlValue> values, DateTimeOffset expires, Action onAccepted, CancellationToken ct)
    {
        lock (_lock)
        {
            if (!_available || _detached || _ended)
                return new ControlOutcome(ControlOutcomeKind.Away);
            if (_commands >= MaxCommands)
                return new ControlOutcome(ControlOutcomeKind.Refused, StanzaErrors.ResourceConstraint($"{_name} has too many commands to carry out."));
            _commands++;
        }

        try
        {
            var request = new ControlRequest([], values) { NotAfter = expires };
            var (kind, result) = await _control.SetAsync(
                _domain, _stream.Jid, request, iq => IsReachable && _stream.TrySend(iq, onAccepted), _services.Options.ControlTimeout, ct);
            switch (kind)
            {
                // What our boards say of a command that comes late; a person at the board has nothing to do with it.
                case IqAnswerKind.Answered when result!.Error is { Condition: "unexpected-request" }:
                    return new ControlOutcome(ControlOutcomeKind.Expired);
                case IqAnswerKind.Answered:
                    return result!.Error is { } error ? new ControlOutcome(ControlOutcomeKind.Refused, error) : new ControlOutcome(ControlOutcomeKind.Done);
                case IqAnswerKind.NotSent:
                    return new ControlOutcome(ControlOutcomeKind.Away);
                case IqAnswerKind.Disconnected:
                    return new ControlOutcome(ControlOutcomeKind.Interrupted);
                default:
                    // Whatever still waits in a queue or a socket buffer dies with the session.
                    DeviceLog.CommandTimedOut(_services.Log, _name);
                    End(StreamErrorCondition.ConnectionTimeout);
                    await SetAwayAsync(ct);
                    return new ControlOutcome(ControlOutcomeKind.TimedOut);
            }
        }
        finally
        {
            lock (_lock)
                _commands--;
        }
    }

    private async ValueTask HandleAsync(Board board, Stanza stanza, CancellationToken ct)
    {
        switch (stanza)
        {
            case Presence { Type: PresenceType.Available }:
                await SetAvailableAsync(board, ct);
                break;
            case Presence { Type: PresenceType.Unavailable } presence:
                lock (_lock)
                    _available = false;
                await SetAwayAsync(ct, SleepsUntil(presence.Status));
                break;
            case Message { Type: not MessageType.Error } message when IsToUs(message.To):
                await HandleAsync(board, message, ct);
                break;
            case Iq { IsRequest: false } answer:
                _requests.TryComplete(answer);
                break;
            case Iq request when IsToUs(request.To):
                if (await _services.Requests.DispatchAsync(request, ct) is { } reply)
                    _stream.TrySend(reply);
                break;
            case Iq request:
                // Boards do not talk to the world: everything they have to say goes through the concentrator.
                _stream.TrySend(request.Fail(StanzaErrors.ServiceUnavailable()));
                break;
        }
    }

    private async ValueTask HandleAsync(Board board, Message message, CancellationToken ct)
    {
        foreach (var payload in message.Payloads)
        {
            if (payload.Is(Ns.SensorData, SensorDataNames.Fields))
            {
                // A board that sends readings without saying that it is there is there.
                await SetAvailableAsync(board, ct);
                using var receiving = ReadingTraces.Receive(_name);
                await StoreAsync(board, Decode(payload), ct);
            }
            else if (payload.Namespace == Ns.SensorData)
                _sensorData.TryTake(_stream.Jid, payload);
        }
    }

    private ReadoutFields Decode(XmppElement payload)
    {
        using var decoding = ReadingTraces.Decode();
        return SensorDataXml.ReadFields(payload, TimeZoneInfo.Utc, _limits);
    }

    private async ValueTask StoreAsync(Board board, ReadoutFields fields, CancellationToken ct)
    {
        if (fields.Malformed > 0)
            Warn(board, $"{fields.Malformed} malformed values.");
        var latest = _services.Time.GetUtcNow() + _services.Options.Limits.MaxClockAhead;
        var nodes = new List<NodeFields>(fields.Nodes.Count);
        var entries = new List<HistoryEntry>();
        var access = ReadingTraces.Access();
        foreach (var node in fields.Nodes)
        {
            if (await OwnNodeAsync(board, node.Node.NodeId, nodes, ct) is not { } nodeId)
            {
                Warn(board, "It reported for a node that is not its own.");
                continue;
            }

            var own = new NodeFields(node.Node with { NodeId = nodeId }, [.. node.Fields.Where(field => field.Timestamp <= latest)]);
            if (own.Fields.Count < node.Fields.Count)
                Warn(board, "Its clock is ahead.");
            nodes.Add(own);
            entries.AddRange(own.Fields.Select(field => new HistoryEntry(_name, own.Node, field)));
        }

        access?.Dispose();
        // Not before it is durable does the board get its acknowledgement, and does anybody see the value.
        await _services.StoreAsync(board, entries, ct);
        _sensorData.TryTake(_stream.Jid, fields with { Nodes = nodes });
    }

    /// <summary>Our id of a node a board speaks of: itself, or a thing behind it; null for one too many, or no possible id.</summary>
    private async ValueTask<string?> OwnNodeAsync(Board board, string reported, List<NodeFields> before, CancellationToken ct)
    {
        if (reported.Length == 0 || reported == _name)
            return _name;
        var limits = _services.Options.Limits;
        string local = BoardNodeId.LocalOf(_name, reported);
        if (!BoardNodeId.IsLocal(local, limits.MaxLocalId))
            return null;
        string nodeId = BoardNodeId.Of(_name, local);
        var known = board.SubNodes().Union(before.Select(node => node.Node.NodeId).Where(id => id != _name), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        if (known.Contains(nodeId))
            return nodeId;
        // A board that means another board is mistaken or lies: that is no thing behind it.
        return known.Count < limits.MaxNodesPerBoard && await _services.Boards.FindAsync(BoardNodeId.BoardOf(local), ct) is null ? nodeId : null;
    }

    private async ValueTask SetAvailableAsync(Board board, CancellationToken ct)
    {
        lock (_lock)
        {
            if (_ended)
                return;
            _available = true;
        }

        await SetUpAsync(board, ct);
    }

    private async ValueTask SetUpAsync(Board board, CancellationToken ct)
    {
        if (board.TrySetUp(Epoch, _services.Time.GetUtcNow()))
            await _services.Observer.OnAvailabilityAsync(board, ct);
    }

    private static DateTimeOffset? SleepsUntil(string? status) =>
        status?.StartsWith(PresenceNames.SleepingUntil, StringComparison.Ordinal) == true && XmppDateTime.TryParse(status[PresenceNames.SleepingUntil.Length..], out var until) ? until : null;

    private async ValueTask SetAwayAsync(CancellationToken ct, DateTimeOffset? sleepsUntil = null)
    {
        if (await _services.Boards.FindAsync(_name, ct) is { } board && board.TrySetAway(Epoch, _services.Time.GetUtcNow(), sleepsUntil))
            await _services.Observer.OnAvailabilityAsync(board, ct);
    }

    private bool TrySend(Stanza stanza) => IsReachable && _stream.TrySend(stanza);

    private bool IsToUs(Jid? to) => to is null || to.Bare == _domain || to.Bare == _stream.Jid.Bare;

    /// <summary>From here on nothing is sent to the board, and what it has been sent is not resumed.</summary>
    private void End(StreamErrorCondition? error)
    {
        lock (_lock)
            _ended = true;
        Disconnect();
        _stream.Close(error);
    }

    private void Disconnect()
    {
        _requests.Disconnect();
        _sensorData.Disconnect();
    }

    /// <summary>A board that misbehaves is a warning once per session, and a debug line after that.</summary>
    private void Warn(Board board, string reason)
    {
        if (!_warned)
            DeviceLog.Misbehaves(_services.Log, board.Name, reason);
        else
            DeviceLog.MisbehavesAgain(_services.Log, board.Name, reason);
        _warned = true;
    }
}
