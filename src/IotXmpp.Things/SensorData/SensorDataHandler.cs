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
    private readonly Func<Stanza, CancellationToken, ValueTask> _send;
    private readonly SensorDataHandlerOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _onFault;
    private readonly ConcurrentDictionary<(Jid Requester, string SequenceNumber), Readout> _readouts = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Builds a handler.</summary>
    /// <param name="source">Decides and reads.</param>
    /// <param name="send">Sends a stanza to a requester.</param>
    /// <param name="options">Configuration.</param>
    /// <param name="time">Clock and timers.</param>
    /// <param name="onFault">Told of a readout that ended by an exception; the requester is sent a failure.</param>
    public SensorDataHandler(ISensorDataSource source, Func<Stanza, CancellationToken, ValueTask> send, SensorDataHandlerOptions options, TimeProvider time, Action<Exception> onFault)
    {
        _source = source;
        _send = send;
        _options = options;
        _time = time;
        _onFault = onFault;
        Handlers = [new RequestHandler(this), new CancelHandler(this)];
    }

    /// <summary>To be put into an <see cref="IqDispatcher"/>.</summary>
    public IReadOnlyList<IIqHandler> Handlers { get; }

    /// <summary>Readouts under way.</summary>
    public int Count => _readouts.Count;

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
        // Sent here and not returned: slixmpp forgets a readout at its last part and stumbles over a later accepted.
        try
        {
            await _send(iq.Result(SensorDataXml.WriteAccepted(number, queued: delay > TimeSpan.Zero)), ct);
        }
        catch
        {
            _readouts.TryRemove((requester, number), out _);
            await readout.Cancellation.CancelAsync();
            throw;
        }

        readout.Task = RunAsync(readout, start);
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
        readout.Cancellation.Cancel();
        readout.Cancellation.Dispose();
        return iq.Result(SensorDataXml.WriteSequenceNumber(SensorDataNames.Cancelled, number));
    }

    private async Task RunAsync(Readout readout, Task? start)
    {
        string number = readout.Request.SequenceNumber;
        var ct = readout.Cancellation.Token;
        try
        {
            if (start is not null)
            {
                await start;
                await SendAsync(readout, SensorDataXml.WriteSequenceNumber(SensorDataNames.Started, number), ct);
            }

            await SendPartsAsync(readout, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Cancelled by the requester or by our own end: nothing more is sent.
        }
        catch (Exception e)
        {
            // The top of this readout's own loop: whatever happened, the requester learns that nothing follows.
            _onFault(e);
            var error = new ReadoutError(readout.Request.Nodes.FirstOrDefault(), _time.GetUtcNow(), "Internal error.");
            await SendLastWordAsync(readout, SensorDataXml.WriteFailure(new ReadoutFailure(number, true, [error])));
        }
        finally
        {
            // Who removes it disposes it: here, or the one who cancelled it.
            if (_readouts.TryRemove(new KeyValuePair<(Jid, string), Readout>((readout.Requester, number), readout)))
                readout.Cancellation.Dispose();
        }
    }

    private async ValueTask SendPartsAsync(Readout readout, CancellationToken ct)
    {
        // One message is held back until the next is known to exist, so that the last one can say done.
        string number = readout.Request.SequenceNumber;
        Func<bool, XmppElement>? held = null;
        var errors = new List<ReadoutError>();
        await foreach (var part in readout.Read(ct))
        {
            // Failures go last: slixmpp takes a failure for the end.
            if (part.Error is { } error)
            {
                errors.Add(error);
                continue;
            }

            foreach (var chunk in part.Fields!.Fields.Chunk(_options.MaxFieldsPerMessage))
            {
                if (held is not null)
                    await SendAsync(readout, held(false), ct);
                var nodes = new[] { new NodeFields(part.Fields.Node, chunk) };
                held = done => SensorDataXml.WriteFields(new ReadoutFields(number, done, nodes), readout.Dialect);
            }
        }

        if (errors.Count > 0)
        {
            if (held is not null)
                await SendAsync(readout, held(false), ct);
            held = done => SensorDataXml.WriteFailure(new ReadoutFailure(number, done, errors));
        }

        held ??= done => SensorDataXml.WriteFields(new ReadoutFields(number, done, []), readout.Dialect);
        await SendAsync(readout, held(true), ct);
    }

    private ValueTask SendAsync(Readout readout, XmppElement payload, CancellationToken ct) =>
        _send(new Message { From = readout.Address, To = readout.Requester, Payloads = [payload] }, ct);

    private async ValueTask SendLastWordAsync(Readout readout, XmppElement payload)
    {
        try
        {
            await SendAsync(readout, payload, _stop.Token);
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
