using System.Buffers;
using System.Net;
using System.Security.Authentication;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams.Exi;
using IotXmpp.Xmpp.Streams.Negotiation;
using IotXmpp.Xmpp.Streams.Transports;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Xmpp.Streams;

/// <summary>
/// One connection from its first byte to its last: reads events of the framing, lets <see cref="ServerNegotiation"/> answer them until a session
/// is bound, then hands them to <see cref="BoundStream"/>. Owns the transport; the session may outlive it.
/// </summary>
internal sealed class ServerConnection
{
    /// <summary>Bytes gathered before a batch of stanzas is written: a few TCP segments, one TLS record.</summary>
    private const int BatchBytes = 8 * 1024;

    /// <summary>Most bytes read and thrown away while the peer learns that we have closed; keeps a reset from overtaking the stream error.</summary>
    private const long MaxDrainBytes = 256 * 1024;

    private readonly StreamServer _server;
    private readonly StreamTransport _transport;
    private readonly StreamEntry? _entry;
    private readonly EndPoint? _remoteEndPoint;
    private readonly StreamLimits _limits;
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationTokenSource _negotiationDeadline;
    private readonly CancellationTokenSource _writeDeadline;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private StreamFraming _framing;
    private ServerNegotiation? _negotiation;
    private BoundStream? _bound;
    private StreamEnding? _aborted;
    private bool _headerSent;
    private bool _peerClosed;
    private bool _isTorn;
    private long _lastReceived;

    /// <param name="server">Hosts, sessions, options, time.</param>
    /// <param name="transport">Disposed at the end.</param>
    /// <param name="entry">Property of the listener; null for a WebSocket.</param>
    /// <param name="remoteEndPoint">Address of the peer.</param>
    public ServerConnection(StreamServer server, StreamTransport transport, StreamEntry? entry, EndPoint? remoteEndPoint)
    {
        _server = server;
        _transport = transport;
        _entry = entry;
        _remoteEndPoint = remoteEndPoint;
        _limits = server.Options.Limits;
        _framing = entry switch
        {
            null => new WebSocketFraming(_output, _limits),
            StreamEntry.Exi => server.CreateExiFraming(_output),
            _ => new XmlFraming(_output, _limits),
        };
        _negotiationDeadline = new CancellationTokenSource(_limits.UnauthenticatedLifetime, server.Time);
        _writeDeadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, server.Time);
        // The end does not cancel a write, it shortens its time: behind half a stanza there is no goodbye.
        _abort.Token.Register(static state => ((ServerConnection)state!).SetWriteDeadline(), this);
        _lastReceived = server.Time.GetTimestamp();
    }

    /// <summary>How the peer is connected now.</summary>
    public StreamTraits Traits => new(_remoteEndPoint, _transport.IsTls, _framing.IsExi, _transport.IsMessageOriented);

    /// <summary>Completes when this connection no longer holds a session, though it may still be saying goodbye.</summary>
    public Task Released => _released.Task;

    /// <summary>When the last byte of the peer came, as a timestamp of the server's time.</summary>
    public long LastReceived => Volatile.Read(ref _lastReceived);

    /// <summary>A stanza waits in the session's queue.</summary>
    public void Wake() => _bound?.Wake();

    /// <summary>Ends the connection from outside. The first caller's reason holds. Never blocks.</summary>
    public void Abort(StreamEnding ending)
    {
        lock (_gate)
        {
            if (_aborted is not null)
                return;
            _aborted = ending;
        }

        // On another thread: the caller may hold its own state. The task cannot fail, its callbacks only cancel.
        _ = _abort.CancelAsync();
    }

    /// <summary>Runs the connection to its end.</summary>
    public async Task RunAsync(CancellationToken shutdown)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(shutdown, _abort.Token, _negotiationDeadline.Token);
        StreamEnding ending;
        try
        {
            await OpenAsync(life.Token);
            await ReadAsync(life.Token);
            ending = StreamEnding.Orderly;
        }
        catch (StreamException e)
        {
            ending = StreamEnding.Failed(e);
        }
        catch (OperationCanceledException)
        {
            ending = ReasonOfCancellation(shutdown);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // A write that came to nothing after the end had been decided has no say in it.
            lock (_gate)
                ending = _aborted ?? StreamEnding.Lost;
            StreamLog.ConnectionLost(_server.Log, _remoteEndPoint, e.Message);
        }
        catch (Exception e)
        {
            // The top of the connection's loop: whatever failed here, the other connections go on.
            ending = StreamEnding.Failed(new StreamException(StreamErrorCondition.InternalServerError, null, e));
            StreamLog.ConnectionFailed(_server.Log, e, _remoteEndPoint);
        }

        if (ending.Error is not null)
            StreamLog.StreamClosed(_server.Log, _remoteEndPoint, ending.Error.Message);
        await EndAsync(ending);
    }

    /// <summary>Writes under the connection's one write lock. <paramref name="write"/> runs inside the lock.</summary>
    public async ValueTask WriteAsync<T>(Action<StreamFraming, T> write, T state, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            write(_framing, state);
            await FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes one first-level element.</summary>
    public ValueTask WriteAsync(XmppElement element, CancellationToken ct) =>
        WriteAsync(static (framing, element) => framing.WriteElement(element), element, ct);

    /// <summary>Writes what waits in the session's queue. False when nothing waited.</summary>
    /// <param name="session">The session carried by this connection.</param>
    /// <param name="unsendable">Receives the stanzas that this stream cannot carry.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask<bool> WriteBatchAsync(ServerSession session, List<Stanza> unsendable, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            bool any = EncodeBatch(session, unsendable);
            await FlushAsync();
            session.ConfirmWritten();
            return any;
        }
        finally
        {
            _writing.Release();
        }
    }

    private bool EncodeBatch(ServerSession session, List<Stanza> unsendable)
    {
        bool any = false;
        while (_output.WrittenCount < BatchBytes && session.TryTake(out var stanza))
        {
            any = true;
            if (!_framing.TryWriteStanza(stanza))
            {
                session.Forget();
                unsendable.Add(stanza);
            }
            else if (_transport.IsMessageOriented)
            {
                break;
            }
        }

        return any;
    }

    private void SetWriteDeadline() => _writeDeadline.CancelAfter(_abort.IsCancellationRequested ? _limits.CloseTimeout : _limits.WriteTimeout);

    private async ValueTask FlushAsync()
    {
        SetWriteDeadline();
        await FlushAsync(_writeDeadline.Token);
        _writeDeadline.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    private async ValueTask FlushAsync(CancellationToken ct)
    {
        if (_output.WrittenCount == 0)
            return;
        if (_isTorn)
            throw new IOException("An element was sent in part.");
        _isTorn = true;
        try
        {
            await _transport.WriteAsync(_output.WrittenMemory, ct);
        }
        catch (OperationCanceledException e)
        {
            throw new IOException("The peer does not take what is sent.", e);
        }

        _isTorn = false;
        _output.ResetWrittenCount();
    }

    /// <summary>TLS that comes before everything else.</summary>
    private async ValueTask OpenAsync(CancellationToken ct)
    {
        if (_entry == StreamEntry.DirectTls)
            await StartTlsAsync(ct);
        else if (_entry == StreamEntry.Exi && _server.Options.Certificate is not null && _transport.CanStartTls)
        {
            const byte tlsHandshake = 0x16;
            var first = await _transport.Input.ReadAsync(ct);
            bool isTls = !first.Buffer.IsEmpty && first.Buffer.FirstSpan[0] == tlsHandshake;
            _transport.Input.AdvanceTo(first.Buffer.Start);
            if (isTls)
                await StartTlsAsync(ct);
        }
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            var input = _transport.Input;
            var read = await input.ReadAsync(ct);
            var rest = read.Buffer;
            if (!rest.IsEmpty)
                Volatile.Write(ref _lastReceived, _server.Time.GetTimestamp());
            var action = NegotiationAction.Continue;
            bool needsMore = false;
            try
            {
                while (action == NegotiationAction.Continue)
                {
                    var e = _framing.Read(rest, out long consumed);
                    rest = rest.Slice(consumed);
                    needsMore = e.Kind == StreamEventKind.NeedMoreData;
                    if (needsMore)
                        break;
                    action = await HandleAsync(e, ct);
                }

                if (action == NegotiationAction.StartTls && !rest.IsEmpty)
                {
                    // What came in the clear behind <starttls/> must never be taken for protected (RFC 6120 5.4.3.3).
                    throw new StreamException(StreamErrorCondition.PolicyViolation, "Data behind <starttls/>.");
                }
            }
            finally
            {
                input.AdvanceTo(rest.Start, needsMore ? rest.End : rest.Start);
            }

            if (action == NegotiationAction.Close)
                return;
            if (action == NegotiationAction.StartTls)
                await StartTlsAsync(ct);
            else if (read.IsCompleted)
                throw new IOException("The peer has closed the connection but not the stream.");
        }
    }

    private async ValueTask<NegotiationAction> HandleAsync(StreamEvent e, CancellationToken ct)
    {
        if (e.Kind == StreamEventKind.End)
        {
            _peerClosed = true;
            return NegotiationAction.Close;
        }

        if (_bound is not null)
        {
            if (e.Element is null)
                throw new StreamException(StreamErrorCondition.BadFormat, "The stream is open already.");
            await _bound.OnElementAsync(e.Element, ct);
            return NegotiationAction.Continue;
        }

        _negotiation ??= new ServerNegotiation(_server.Negotiation, Security());
        var step = e.Header is not null ? _negotiation.OnHeader(e.Header, _framing.IsExi) : await _negotiation.OnElementAsync(e.Element!, _framing.IsExi, ct);
        return await PerformAsync(step, ct);
    }

    private async ValueTask<NegotiationAction> PerformAsync(NegotiationStep step, CancellationToken ct)
    {
        if (step.Header is not null)
        {
            _headerSent = true;
            _framing.WriteHeader(step.Header);
            if (_transport.IsMessageOriented)
                await FlushAsync();
        }

        foreach (var reply in step.Replies)
        {
            _framing.WriteElement(reply);
            if (_transport.IsMessageOriented)
                await FlushAsync();
        }

        await FlushAsync();

        switch (step.Action)
        {
            case NegotiationAction.Authenticated:
                _framing.Restart();
                _framing.Trust();
                _headerSent = false;
                // Binding may take a proposal or two more; from there on silence is the measure.
                _negotiationDeadline.CancelAfter(_limits.IdleBeforePing);
                return NegotiationAction.Continue;
            case NegotiationAction.CompressExi:
                _framing = ((XmlFraming)_framing).ToExi(_negotiation!.AgreedExi!);
                _headerSent = false;
                return NegotiationAction.Continue;
            case NegotiationAction.ReconfigureExi:
                ((ExiFraming)_framing).Reconfigure(_negotiation!.AgreedExi!);
                _headerSent = false;
                return NegotiationAction.Continue;
            case NegotiationAction.Bind:
                await BindAsync(step.Request!, ct);
                return NegotiationAction.Continue;
            case NegotiationAction.Resume:
                await ResumeAsync(step.Request!, ct);
                return NegotiationAction.Continue;
            default:
                return step.Action;
        }
    }

    private async ValueTask BindAsync(XmppElement request, CancellationToken ct)
    {
        var (session, reply) = await _server.BindAsync(this, _negotiation!.Host!, _negotiation.Account!, request, ct);
        if (session is null)
        {
            await WriteAsync(reply, ct);
            return;
        }

        Carry(session);
        await WriteAsync(reply, ct);
        _bound!.Start();
    }

    private async ValueTask ResumeAsync(XmppElement request, CancellationToken ct)
    {
        var (session, reply) = await _server.ResumeAsync(this, _negotiation!.Account!, request, ct);
        if (session is null)
        {
            await WriteAsync(reply, ct);
            return;
        }

        Carry(session);
        await session.TellOwnerAsync(static (owner, _, ct) => owner.OnResumedAsync(ct), 0, _server.Stopping);
        await WriteAsync(reply, ct);
        _bound!.Start();
    }

    /// <summary>The session is ours from here on: whatever happens, the end of this connection detaches or ends it.</summary>
    private void Carry(ServerSession session)
    {
        _negotiationDeadline.CancelAfter(Timeout.InfiniteTimeSpan);
        _bound = new BoundStream(this, session, _server, _abort.Token);
    }

    private async Task StartTlsAsync(CancellationToken ct)
    {
        await _transport.StartTlsAsync(_server.CreateTlsOptions(_negotiation?.Host?.Domain, _entry == StreamEntry.DirectTls), ct);
        if (_negotiation is null)
            return;
        _framing.Restart();
        _headerSent = false;
        _negotiation.OnSecured(Security());
    }

    private StreamSecurity Security()
    {
        byte[]? binding = _transport.LocalCertificate is { } certificate ? TlsServerEndPoint.Compute(certificate) : null;
        return new StreamSecurity(_transport.IsTls, _transport.CanStartTls, binding, _transport.RemoteCertificate, _transport.AllowsCompression);
    }

    private StreamEnding ReasonOfCancellation(CancellationToken shutdown)
    {
        lock (_gate)
        {
            if (_aborted is { } ending)
                return ending;
        }

        return StreamEnding.Failed(shutdown.IsCancellationRequested
            ? new StreamException(StreamErrorCondition.SystemShutdown)
            : new StreamException(StreamErrorCondition.ConnectionTimeout, "Negotiation took too long."));
    }

    private async Task EndAsync(StreamEnding ending)
    {
        await _abort.CancelAsync();
        using var goodbye = new CancellationTokenSource(_limits.CloseTimeout, _server.Time);
        try
        {
            bool detached = false;
            if (_bound is not null)
            {
                await _bound.StopAsync();
                detached = ending.IsResumable && await _server.TryDetachAsync(_bound.Session);
            }

            if (detached)
                _released.TrySetResult();
            if (ending.IsReachable)
                await SayGoodbyeAsync(ending.Error, detached ? null : _bound?.Session, goodbye.Token);
            if (_bound is not null && !detached)
                await _server.EndSessionAsync(_bound.Session);
        }
        finally
        {
            _released.TrySetResult();
            if (ending.IsReachable && !_peerClosed)
                await DrainAsync(goodbye.Token);
            await _transport.DisposeAsync();
            _negotiationDeadline.Dispose();
            _writeDeadline.Dispose();
        }
    }

    private async Task SayGoodbyeAsync(StreamException? error, ServerSession? session, CancellationToken ct)
    {
        try
        {
            // Stanzas queued before the end was decided are still the peer's (RFC 6120 4.4); not so when the queue itself is the reason.
            var unsendable = new List<Stanza>();
            while (session is not null && error?.Condition != StreamErrorCondition.ResourceConstraint && EncodeBatch(session, unsendable))
            {
                await FlushAsync(ct);
                session.ConfirmWritten();
            }

            if (_headerSent || !_framing.TryWriteRefusal())
            {
                if (!_headerSent)
                {
                    _framing.WriteHeader(ServerNegotiation.HeaderOf(_negotiation?.Host?.Domain));
                    if (_transport.IsMessageOriented)
                        await FlushAsync(ct);
                }

                if (error?.LastWords is not null)
                    _framing.WriteElement(error.LastWords);
                if (error is not null)
                    _framing.WriteElement(error.ToElement());
                if (_transport.IsMessageOriented)
                    await FlushAsync(ct);
                _framing.WriteEnd();
            }

            await FlushAsync(ct);
            await _transport.ShutdownAsync(ct);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Best effort: a cancelled write leaves SslStream unusable, and the peer may be gone.
            StreamLog.ConnectionLost(_server.Log, _remoteEndPoint, e.Message);
        }
    }

    /// <summary>Waits for the peer's own end, so that closing the socket does not reset what we have just said.</summary>
    private async Task DrainAsync(CancellationToken ct)
    {
        try
        {
            for (long drained = 0; drained < MaxDrainBytes;)
            {
                var read = await _transport.Input.ReadAsync(ct);
                drained += read.Buffer.Length;
                _transport.Input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // Whatever it is, the connection is over.
        }
    }
}
