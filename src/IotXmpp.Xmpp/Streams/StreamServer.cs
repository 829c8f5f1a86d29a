using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams.Exi;
using IotXmpp.Xmpp.Streams.Negotiation;
using IotXmpp.Xmpp.Streams.Transports;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Xmpp.Streams;

/// <summary>
/// The server side of XMPP streams: connections of all listeners come in here, and each finds its <see cref="IStreamHost"/> by the stream's
/// <c>to</c>. Owns the sessions, also those that wait for their peer to come back (XEP-0198 5).
/// </summary>
public sealed class StreamServer : IAsyncDisposable
{
    private static readonly SslApplicationProtocol s_xmppClient = new("xmpp-client");

    private readonly SessionRegistry _sessions = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConditionalWeakTable<X509Certificate2, SslStreamCertificateContext> _certificates = [];
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _background = [];

    /// <summary>Creates the server.</summary>
    /// <exception cref="ArgumentException">No host, or two hosts of one domain.</exception>
    public StreamServer(IEnumerable<IStreamHost> hosts, StreamServerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var byDomain = hosts.ToDictionary(host => Jid.Create(null, host.Domain).Domain, StringComparer.Ordinal);
        if (byDomain.Count == 0)
            throw new ArgumentException("A stream server needs a host.", nameof(hosts));
        Options = options;
        Time = time;
        Log = loggers.CreateLogger<StreamServer>();
        Negotiation = new NegotiationContext(byDomain, options, options.Exi, options.SaslSecret.IsEmpty ? RandomNumberGenerator.GetBytes(32) : options.SaslSecret, Log);
    }

    internal StreamServerOptions Options { get; }

    internal TimeProvider Time { get; }

    internal ILogger Log { get; }

    internal NegotiationContext Negotiation { get; }

    /// <summary>Cancelled when the server is disposed of.</summary>
    internal CancellationToken Stopping => _stopping.Token;

    /// <summary>
    /// Serves one connection until it ends. Never throws for what the peer or the network does.
    /// </summary>
    /// <param name="transport">The bytes, TLS not yet removed. The caller completes it afterwards.</param>
    /// <param name="entry">Property of the listener.</param>
    /// <param name="remoteEndPoint">Address of the peer; null in memory.</param>
    /// <param name="ct">Cancelled at shutdown: the peer is told <c>system-shutdown</c>.</param>
    public Task RunAsync(IDuplexPipe transport, StreamEntry entry, EndPoint? remoteEndPoint, CancellationToken ct) =>
        RunAsync(new PipeTransport(transport, Options.Certificate is not null), entry, remoteEndPoint, ct);

    /// <summary>Serves one WebSocket with the subprotocol <c>xmpp</c> (RFC 7395) until it ends.</summary>
    /// <param name="socket">Accepted, subprotocol already agreed. The caller disposes it afterwards.</param>
    /// <param name="isTls">True if the HTTP request came over TLS, here or at a trusted proxy.</param>
    /// <param name="remoteEndPoint">Address of the peer.</param>
    /// <param name="ct">Cancelled at shutdown.</param>
    public Task RunAsync(WebSocket socket, bool isTls, EndPoint? remoteEndPoint, CancellationToken ct) =>
        RunAsync(new WebSocketTransport(socket, isTls), null, remoteEndPoint, ct);

    /// <summary>Ends all sessions, also those without a connection, and waits for their owners to be told.</summary>
    public async ValueTask DisposeAsync()
    {
        // Not disposed of: it has no timer, and a connection that comes too late may still ask for its token.
        await _stopping.CancelAsync();
        Task[] running;
        while ((running = Running()).Length > 0)
            await Task.WhenAll(running);
        foreach (var session in _sessions.Snapshot())
            await EndSessionAsync(session);
    }

    internal StreamFraming CreateExiFraming(IBufferWriter<byte> output) => new ExiFraming(output, Options.Limits, Options.Exi);

    /// <summary>Gives a JID to a connection. Null session: the reply is an error and the peer may try again.</summary>
    internal async ValueTask<(ServerSession? Session, XmppElement Reply)> BindAsync(ServerConnection connection, IStreamHost host, Jid account, XmppElement request, CancellationToken ct)
    {
        Iq iq;
        try
        {
            iq = (Iq)Stanza.Read(request);
        }
        catch (StanzaException e)
        {
            return (null, new Iq { Type = IqType.Error, Id = request.Attribute("id"), Error = e.Error }.ToElement());
        }

        iq = iq with { From = null, To = null };
        string? asked = iq.Request!.Element("resource")?.Text;
        Jid jid;
        try
        {
            jid = account.WithResource(string.IsNullOrEmpty(asked) ? StreamIds.NextResource() : asked);
        }
        catch (FormatException)
        {
            return (null, iq.Fail(StanzaErrors.BadRequest("Not a valid resource.")).ToElement());
        }

        var session = new ServerSession(jid, host, connection, Options.Limits.MaxQueuedStanzas, EndInBackground);
        while (!_sessions.TryAdd(session, out var holder))
        {
            if (!host.Options.ReplaceOnConflict)
                return (null, iq.Fail(StanzaErrors.Conflict("The resource is in use.")).ToElement());
            holder.Close(StreamErrorCondition.Conflict);
            await holder.Ended.WaitAsync(ct);
        }

        try
        {
            session.Own(await host.BindAsync(session, ct));
        }
        catch (StanzaException e)
        {
            await EndSessionAsync(session);
            return (null, iq.Fail(e.Error).ToElement());
        }
        catch
        {
            await EndSessionAsync(session);
            throw;
        }

        StreamLog.Bound(Log, jid, connection.Traits.RemoteEndPoint, connection.Traits.IsTls, connection.Traits.IsExi);
        return (session, iq.Result(XmppElement.Build(Ns.Bind, "bind", w => w.WriteElementString("jid", Ns.Bind, jid.ToString()))).ToElement());
    }

    /// <summary>Lets a connection take over a session (XEP-0198 5). Null session: the peer may bind instead.</summary>
    internal async ValueTask<(ServerSession? Session, XmppElement Reply)> ResumeAsync(ServerConnection connection, Jid account, XmppElement request, CancellationToken ct)
    {
        uint h = StreamManagement.ReadHandled(request);
        var session = request.Attribute("previd") is { } id ? _sessions.FindResumable(id) : null;
        if (session is null || session.Jid.Bare != account)
            return (null, StreamManagement.Failed("item-not-found"));
        if (session.Connection is { } former)
        {
            // The peer knows better than we do that its former connection is dead.
            former.Abort(StreamEnding.TakenOver);
            await former.Released.WaitAsync(ct);
        }

        if (!session.TryAttach(connection))
            return (null, StreamManagement.Failed("item-not-found", session.Handled));
        _sessions.Attached(session);
        try
        {
            session.AcknowledgeAndRepeat(h);
        }
        catch
        {
            // A peer that lies about what it has seen has lost its session.
            await EndSessionAsync(session);
            throw;
        }

        StreamLog.Resumed(Log, session.Jid, connection.Traits.RemoteEndPoint);
        return (session, StreamManagement.Resumed(session.ResumptionId!, session.Handled));
    }

    internal void MakeResumable(ServerSession session, string id) => _sessions.MakeResumable(session, id);

    /// <summary>Puts a session whose connection has gone aside. False if it cannot be resumed and must end.</summary>
    internal async ValueTask<bool> TryDetachAsync(ServerSession session)
    {
        if (session.ResumptionId is null || Stopping.IsCancellationRequested)
            return false;
        await TellOwnerAsync(session, static (owner, _, ct) => owner.OnDetachedAsync(ct), 0);
        if (!session.TryDetach(out var attached))
            return false;
        if (_sessions.Detached(session, Options.Limits.MaxDetachedSessions) is { } oldest)
            EndInBackground(oldest);
        _ = InBackground(() => ExpireAsync(session, attached));
        return true;
    }

    /// <summary>Ends a session for good, once.</summary>
    internal async Task EndSessionAsync(ServerSession session)
    {
        if (!session.TryEnd())
        {
            await session.Ended;
            return;
        }

        var undelivered = session.TakeUndelivered();
        StreamLog.Ended(Log, session.Jid, undelivered.Count);
        await TellOwnerAsync(session, static (owner, undelivered, ct) => owner.OnClosedAsync(undelivered, ct), undelivered);
        _sessions.Remove(session);
        session.ReportEnded();
    }

    /// <summary>What TLS is served with.</summary>
    /// <param name="domain">The stream's host after STARTTLS; null when TLS comes first and only the client's SNI tells.</param>
    /// <param name="direct">XEP-0368: the application protocol is agreed in the handshake.</param>
    internal ServerOptionsSelectionCallback CreateTlsOptions(string? domain, bool direct) => (_, hello, _, _) =>
    {
        string? name = domain ?? (hello.ServerName.Length == 0 ? null : hello.ServerName);
        if (Options.Certificate?.Invoke(name) is not { } certificate)
            throw new AuthenticationException($"There is no certificate for {name ?? "a peer that names no host"}.");
        var validation = Options.ClientCertificateValidation;
        return ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificates.GetValue(certificate, static certificate => SslStreamCertificateContext.Create(certificate, null, offline: true)),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateRequired = validation is not null,
            // Without a certificate the peer is as good as any other: SASL decides. With one it must be valid.
            RemoteCertificateValidationCallback = validation is null ? null : (sender, peer, chain, errors) => peer is null || validation(sender, peer, chain, errors),
            ApplicationProtocols = direct ? [s_xmppClient] : null,
        });
    };

    private Task RunAsync(StreamTransport transport, StreamEntry? entry, EndPoint? remoteEndPoint, CancellationToken ct)
    {
        // Here and not in the background: the stranger's time runs from now.
        var connection = new ServerConnection(this, transport, entry, remoteEndPoint);
        return InBackground(async () =>
        {
            using var shutdown = CancellationTokenSource.CreateLinkedTokenSource(ct, Stopping);
            await connection.RunAsync(shutdown.Token);
        });
    }

    private async Task ExpireAsync(ServerSession session, CancellationToken attached)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(attached, Stopping);
        try
        {
            await Task.Delay(session.ResumptionTime, Time, either.Token);
        }
        catch (OperationCanceledException)
        {
            // Resumed, ended, or the server stops and ends all sessions.
            return;
        }

        if (session.Connection is null)
            await EndSessionAsync(session);
    }

    private async Task TellOwnerAsync<T>(ServerSession session, Func<IBoundSession, T, CancellationToken, ValueTask> call, T argument)
    {
        try
        {
            await session.TellOwnerAsync(call, argument, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The end of a session must not fail because its owner does.
            StreamLog.OwnerFailed(Log, e, session.Jid);
        }
    }

    private void EndInBackground(ServerSession session) => _ = InBackground(() => EndSessionAsync(session));

    /// <summary>Starts a task that this server owns: <see cref="DisposeAsync"/> waits for it.</summary>
    private Task InBackground(Func<Task> start)
    {
        var task = Task.Run(start);
        lock (_gate)
            _background.Add(task);
        _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;

        void Forget(Task ended)
        {
            lock (_gate)
                _background.Remove(ended);
        }
    }

    private Task[] Running()
    {
        lock (_gate)
            return [.. _background.Where(task => !task.IsCompleted)];
    }
}
