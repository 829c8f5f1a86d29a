using System.Collections.Concurrent;
using IotXmpp.Things.Dialects;
using IotXmpp.Things.Model;
using IotXmpp.Things.Portable;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.SensorData;

/// <summary>
/// Answers readouts (XEP-0323): accepts or refuses at once, reads in the background, sends the parts as messages to the full JID that asked, and
/// marks the last one <c>done</c>, since not every peer understands a <c>done</c> element.
/// </summary>
public sealed class SensorDataHandler : IAsyncDisposable
{
    private readonly ISensorDataSource _source;
    private readonly IReadoutSink _sink;
    private readonly SensorDataHandlerOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _onFault;
    private readonly ConcurrentDictionary<(Jid Requester, string SequenceNumber), Readout> _readouts = new();
    private readonly ReadoutSlots _slots;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Builds a handler.</summary>
    /// <param name="source">Decides and reads.</param>
    /// <param name="sink">The way to the requesters.</param>
    /// <param name="options">Configuration.</param>
    /// <param name="time">Clock and timers.</param>
    /// <param name="onFault">Told of a readout that ended by an exception; the requester is sent a failure.</param>
    public SensorDataHandler(ISensorDataSource source, IReadoutSink sink, SensorDataHandlerOptions options, TimeProvider time, Action<Exception> onFault)
    {
        _source = source;
        _sink = sink;
        _options = options;
        _time = time;
        _onFault = onFault;
        _slots = new ReadoutSlots(options.MaxRunning, options.MaxRunningPerRequester);
        Handlers = [new RequestHandler(this), new CancelHandler(this)];
    }

    /// <summary>To be put into an <see cref="IqDispatcher"/>.</summary>
    public IReadOnlyList<IIqHandler> Handlers { get; }

    /// <summary>Readouts under way.</summary>
    public int Count => _readouts.Count;

    /// <summary>A requester cannot be reached any more: his readouts end without a word.</summary>
    public void Forget(Jid requester)
    {
        foreach (var (key, readout) in _readouts)
        {
            if (key.Requester == requester && Remove(readout))
                End(readout);
        }
    }

    /// <summary>
    /// Takes in a readout that did not come as <c>req</c> (XEP-0326 3.9.3): it has its number among the others and is cancelled like them. It
    /// begins with <see cref="Begin"/>, after its requester was answered.
    /// </summary>
    /// <param name="requester">Full JID.</param>
    /// <param name="address">Address that was asked.</param>
    /// <param name="request">What is read.</param>
    /// <param name="plan">An accepted one.</param>
    /// <returns>Why it cannot be; null if it was taken in.</returns>
    public StanzaError? TryAdd(Jid requester, Jid address, ReadoutRequest request, ReadoutPlan plan) =>
        Admit(new Readout(requester, address, request, WireDialect.Xep, plan.Read!, CancellationTokenSource.CreateLinkedTokenSource(_stop.Token)));

    /// <summary>Begins a readout that was taken in, unless it was cancelled meanwhile.</summary>
    public void Begin(Jid requester, string sequenceNumber)
    {
        if (_readouts.TryGetValue((requester, sequenceNumber), out var readout))
            readout.Task = RunAsync(readout, null, _slots.TryEnter(requester.Bare));
    }

    /// <summary>Sends parts to a reader who did not ask for them now, as a subscriber: the last message says <c>done</c>.</summary>
    /// <param name="from">The address that is told of.</param>
    /// <param name="to">Full JID of the reader.</param>
    /// <param name="sequenceNumber">Of the reader's request.</param>
    /// <param name="parts">What to send.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask SendAsync(Jid from, Jid to, string sequenceNumber, IAsyncEnumerable<ReadoutPart> parts, CancellationToken ct)
    {
        var writer = new ReadoutWriter(_sink, _options, from, to, sequenceNumber, WireDialect.Compatible);
        await foreach (var part in parts.WithCancellation(ct))
            await writer.WriteAsync(part, ct);
        await writer.EndAsync(static () => { }, ct);
    }

    /// <summary>Ends all readouts and waits for them. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_readouts.Values.Select(readout => readout.Task));
    }

    private async ValueTask<Iq?> RequestAsync(Iq iq, CancellationToken ct)
    {
        if (iq.From is not { } requester || iq.To is not { } address)
            throw new StanzaException(StanzaErrors.BadRequest("A readout needs addresses."));
        string number = SensorDataXml.ReadSequenceNumber(iq.Request!);
        var dialect = WireDialect.ForReadout(iq.Id, number);
        ReadoutRequest request;
        try
        {
            request = SensorDataXml.ReadRequest(iq.Request!, _time.LocalTimeZone, _options.Limits);
        }
        catch (StanzaException e)
        {
            return SensorDataErrors.Reject(iq, number, e.Error, dialect);
        }

        var delay = request.When - _time.GetUtcNow() is { } ahead && ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero;
        if (delay > _options.MaxSchedule)
            return SensorDataErrors.Reject(iq, number, StanzaErrors.PolicyViolation("That is too far ahead."), dialect);
        var plan = await _source.PlanAsync(requester, address, request, ct);
        if (plan.Refusal is { } refusal)
            return SensorDataErrors.Reject(iq, number, refusal, dialect);

        var readout = new Readout(requester, address, request, dialect, plan.Read!, CancellationTokenSource.CreateLinkedTokenSource(_stop.Token));
        if (Admit(readout) is { } error)
            return SensorDataErrors.Reject(iq, number, error, dialect);
        var start = delay > TimeSpan.Zero ? Task.Delay(delay, _time, readout.Cancellation.Token) : null;
        bool runs = start is null && _slots.TryEnter(requester.Bare);
        // Sent here and not returned: slixmpp forgets a readout at its last part and stumbles over a later accepted.
        try
        {
            await _sink.SendAsync(iq.Result(SensorDataXml.WriteAccepted(number, queued: !runs)), ct);
        }
        catch
        {
            _readouts.TryRemove((requester, number), out _);
            if (runs)
                _slots.Leave(requester.Bare);
            await readout.Cancellation.CancelAsync();
            throw;
        }

        readout.Task = RunAsync(readout, start, runs);
        return null;
    }

    private StanzaError? Admit(Readout readout)
    {
        if (_readouts.Count >= _options.MaxReadouts)
            return StanzaErrors.ResourceConstraint("Too many readouts are under way.");
        if (_readouts.Keys.Count(key => key.Requester == readout.Requester) >= _options.MaxReadoutsPerRequester)
            return StanzaErrors.ResourceConstraint($"At most {_options.MaxReadoutsPerRequester} readouts at a time.");
        return _readouts.TryAdd((readout.Requester, readout.Request.SequenceNumber), readout) ? null : StanzaErrors.BadRequest("A readout of that seqnr is under way.");
    }

    private Iq Cancel(Iq iq)
    {
        string number = SensorDataXml.ReadSequenceNumber(iq.Request!);
        if (iq.From is null || !_readouts.TryRemove((iq.From, number), out var readout))
            return SensorDataErrors.Reject(iq, number, SensorDataErrors.UnknownReadout(), WireDialect.ForReadout(iq.Id, number));
        End(readout);
        return iq.Result(SensorDataXml.WriteSequenceNumber(SensorDataNames.Cancelled, number));
    }

    private static void End(Readout readout)
    {
        readout.Cancellation.Cancel();
        readout.Cancellation.Dispose();
    }

    private async Task RunAsync(Readout readout, Task? start, bool runs)
    {
        string number = readout.Request.SequenceNumber;
        var ct = readout.Cancellation.Token;
        var writer = new ReadoutWriter(_sink, _options, readout.Address, readout.Requester, number, readout.Dialect);
        bool isOurs = false;
        try
        {
            if (!runs)
            {
                if (start is not null)
                    await start;
                await _slots.EnterAsync(readout.Requester.Bare, ct);
                runs = true;
                await writer.SendAsync(SensorDataXml.WriteSequenceNumber(SensorDataNames.Started, number), ct);
            }

            await foreach (var part in readout.Read(ct))
                await writer.WriteAsync(part, ct);
            await writer.EndAsync(
                () =>
                {
                    isOurs = Remove(readout);
                    ct.ThrowIfCancellationRequested();
                },
                ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Cancelled by the requester or by our own end: nothing more is sent.
        }
        catch (Exception e)
        {
            // The top of this readout's own loop: whatever happened, the requester learns that nothing follows.
            _onFault(e);
            // As before the last values: whoever is told that it has ended may use the number again at once.
            isOurs |= Remove(readout);
            var error = new ReadoutError(readout.Request.Nodes.FirstOrDefault(), _time.GetUtcNow(), "Internal error.");
            await SendLastWordAsync(writer, SensorDataXml.WriteFailure(new ReadoutFailure(number, true, [error])));
        }
        finally
        {
            if (runs)
                _slots.Leave(readout.Requester.Bare);
            // Who removes it disposes it: here, or the one who cancelled it.
            if (isOurs || Remove(readout))
                readout.Cancellation.Dispose();
        }
    }

    private bool Remove(Readout readout) => _readouts.TryRemove(new KeyValuePair<(Jid, string), Readout>((readout.Requester, readout.Request.SequenceNumber), readout));

    private async ValueTask SendLastWordAsync(ReadoutWriter writer, XmppElement payload)
    {
        try
        {
            await writer.SendAsync(payload, _stop.Token);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The way out failed as well: the requester's own timeout has to do.
            _onFault(e);
        }
    }

    private sealed class Readout(Jid requester, Jid address, ReadoutRequest request, WireDialect dialect, Func<CancellationToken, IAsyncEnumerable<ReadoutPart>> read, CancellationTokenSource cancellation)
    {
        internal Jid Requester { get; } = requester;

        internal Jid Address { get; } = address;

        internal ReadoutRequest Request { get; } = request;

        internal WireDialect Dialect { get; } = dialect;

        internal Func<CancellationToken, IAsyncEnumerable<ReadoutPart>> Read { get; } = read;

        internal CancellationTokenSource Cancellation { get; } = cancellation;

        internal Task Task { get; set; } = Task.CompletedTask;
    }

    private sealed class RequestHandler(SensorDataHandler owner) : IIqHandler
    {
        public QName Payload { get; } = new(Ns.SensorData, SensorDataNames.Request);

        // XEP-0323 asks by get; peers of later generations by set.
        public IqType? Type => null;

        public IReadOnlyList<string> Features { get; } = [Ns.SensorData];

        public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => owner.RequestAsync(request, ct);
    }

    private sealed class CancelHandler(SensorDataHandler owner) : IIqHandler
    {
        public QName Payload { get; } = new(Ns.SensorData, SensorDataNames.Cancel);

        public IqType? Type => null;

        public IReadOnlyList<string> Features { get; } = [Ns.SensorData];

        public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => new(owner.Cancel(request));
    }
}
