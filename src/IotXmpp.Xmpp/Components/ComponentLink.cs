using System.Net.Sockets;
using System.Threading.Channels;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Xmpp.Components;

/// <summary>
/// Our side of an external component (XEP-0114): keeps one stream to the server for as long as it runs, and tries again with full
/// jitter whenever it breaks. The protocol has no acknowledgements: what was sent when the connection broke may be lost.
/// </summary>
public sealed class ComponentLink
{
    private const int BatchBytes = 16 * 1024;

    /// <summary>Time for the last words; a shutdown waits no longer.</summary>
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(1);

    private readonly ComponentLinkOptions _options;
    private readonly Func<CancellationToken, ValueTask<Stream>> _connect;
    private readonly Func<Stanza, CancellationToken, ValueTask> _onStanza;
    private readonly Func<CancellationToken, ValueTask> _onConnected;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Jid _self;
    private readonly Channel<Stanza> _queue;
    private Connection? _connection;
    private string? _reported;
    private string? _pingId;
    private int _dropped;
    private long _lastReceived;

    /// <summary>What the writer had taken from the queue when the connection ended under it, and has not sent.</summary>
    private IReadOnlyList<Stanza> _unsent = [];

    /// <summary>Creates the link; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="options">Who we are.</param>
    /// <param name="connect">Makes a connection to the server.</param>
    /// <param name="onStanza">Takes each stanza, one at a time and in order. Must not wait for another stanza to come over this link.</param>
    /// <param name="onConnected">Called at each connection, beside the stanzas; cancelled when the connection breaks.</param>
    /// <param name="time">Time.</param>
    /// <param name="log">Takes what happens.</param>
    public ComponentLink(
        ComponentLinkOptions options,
        Func<CancellationToken, ValueTask<Stream>> connect,
        Func<Stanza, CancellationToken, ValueTask> onStanza,
        Func<CancellationToken, ValueTask> onConnected,
        TimeProvider time,
        ILogger log)
    {
        _options = options;
        _connect = connect;
        _onStanza = onStanza;
        _onConnected = onConnected;
        _time = time;
        _log = log;
        _self = Jid.Create(null, options.Domain);
        _queue = Channel.CreateBounded<Stanza>(options.MaxQueuedStanzas);
    }

    /// <summary>A connection as senders see it: the token is cancelled when it breaks.</summary>
    private sealed record Connection(CancellationToken Ended);

    /// <summary>True between a successful handshake and the end of that stream.</summary>
    public bool IsConnected => Volatile.Read(ref _connection) is not null;

    /// <summary>Largest stanza the server takes, in bytes, as it announced when we last connected (XEP-0478); null if it said nothing.</summary>
    public int? MaxStanzaBytes { get; private set; }

    /// <summary>Why there is no connection; null while there is one, and before the first attempt has failed.</summary>
    public string? Problem { get; private set; }

    /// <summary>
    /// Queues a stanza. While the link is down messages wait, as far as there is room, and everything else is dropped: it would be stale, and the
    /// server answers requests to an absent component itself. While it is up and the queue is full, waits.
    /// </summary>
    public async ValueTask SendAsync(Stanza stanza, CancellationToken ct)
    {
        while (true)
        {
            var connection = Volatile.Read(ref _connection);
            if (connection is null)
            {
                if (stanza is not Message || !_queue.Writer.TryWrite(stanza))
                    Interlocked.Increment(ref _dropped);
                return;
            }

            if (_queue.Writer.TryWrite(stanza))
                return;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, connection.Ended);
            try
            {
                await _queue.Writer.WaitToWriteAsync(either.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // The link broke while we waited for room: decide anew.
            }
        }
    }

    /// <summary>Keeps the link up until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        int failures = 0;
        while (!ct.IsCancellationRequested)
        {
            long started = _time.GetTimestamp();
            string reason;
            try
            {
                await ConnectAndServeAsync(ct);
                reason = "the server closed the stream";
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                reason = "the server does not answer";
            }
            catch (ComponentException e)
            {
                reason = e.Advice;
                Report(reason, refused: true);
            }
            catch (Exception e) when (e is IOException or SocketException or StreamException)
            {
                reason = e.Message.TrimEnd('.');
            }

            Report(reason, refused: false);
            if (_time.GetElapsedTime(started) >= _options.StableAfter)
                failures = 0;
            var delay = BackOff(failures++);
            ComponentLog.Retry(_log, _options.Domain, _options.Server, delay, reason);
            try
            {
                await Task.Delay(delay, _time, ct);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Full jitter: anything from the shortest wait up to a ceiling that doubles, so that many links do not come back in step.</summary>
    private TimeSpan BackOff(int failures)
    {
        double ceiling = Math.Min(_options.MaximumBackOff.TotalSeconds, _options.MinimumBackOff.TotalSeconds * Math.Pow(2, Math.Min(failures + 1, 16)));
        double floor = _options.MinimumBackOff.TotalSeconds;
        return TimeSpan.FromSeconds(floor + (Random.Shared.NextDouble() * Math.Max(0, ceiling - floor)));
    }

    private void Report(string reason, bool refused)
    {
        Problem = reason;
        if (_reported is not null)
            return;
        _reported = reason;
        if (refused)
            ComponentLog.Refused(_log, _options.Domain, _options.Server, reason);
        else
            ComponentLog.Lost(_log, _options.Domain, _options.Server, reason);
    }

    private async Task ConnectAndServeAsync(CancellationToken ct)
    {
        using var connecting = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var opening = CancellationTokenSource.CreateLinkedTokenSource(ct, connecting.Token);
        await using var stream = new ComponentStream(await _connect(opening.Token), _options);
        await stream.OpenAsync(opening.Token);
        MaxStanzaBytes = stream.MaxStanzaBytes;

        DropStale();
        using var connection = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Volatile.Write(ref _lastReceived, _time.GetTimestamp());
        _pingId = null;
        Problem = null;
        _reported = null;
        Volatile.Write(ref _connection, new Connection(connection.Token));
        ComponentLog.Connected(_log, _options.Domain, _options.Server);
        Task[] tasks = [];
        try
        {
            tasks = [ReadAsync(stream, connection.Token), WriteAsync(stream, connection.Token), WatchAsync(connection.Token), GreetAsync(connection.Token)];
            // The greeting ends by itself; any other end is the connection's.
            var ended = await Task.WhenAny(tasks[..3]);
            await ended;
        }
        finally
        {
            Volatile.Write(ref _connection, null);
            await connection.CancelAsync();
            // Each was cancelled or has failed of the same cause; the first failure is the one that counts.
            await Task.WhenAll(tasks).ContinueWith(static all => all.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (ct.IsCancellationRequested)
                await CloseAsync(stream);
        }
    }

    /// <summary>What waited since the link broke and is no message is about a state that has passed.</summary>
    private void DropStale()
    {
        var messages = new List<Stanza>(_unsent.Where(stanza => stanza is Message));
        int dropped = Interlocked.Exchange(ref _dropped, 0) + _unsent.Count - messages.Count;
        _unsent = [];
        while (_queue.Reader.TryRead(out var stanza))
        {
            if (stanza is Message)
                messages.Add(stanza);
            else
                dropped++;
        }

        foreach (var message in messages)
        {
            if (!_queue.Writer.TryWrite(message))
                dropped++;
        }

        if (dropped > 0)
            ComponentLog.Dropped(_log, _options.Domain, dropped);
    }

    private async Task GreetAsync(CancellationToken ct)
    {
        // Beside the reading: telling the world of thousands of boards must not keep us from hearing.
        await Task.Yield();
        await CallAsync(static (link, _, ct) => link._onConnected(ct), 0, ct);
    }

    private async Task ReadAsync(ComponentStream stream, CancellationToken ct)
    {
        while (await stream.ReadAsync(ct) is { } element)
        {
            Volatile.Write(ref _lastReceived, _time.GetTimestamp());
            if (element.Namespace != Ns.Client || element.LocalName is not ("iq" or "message" or "presence"))
                continue;
            Stanza stanza;
            try
            {
                stanza = Stanza.Read(element);
            }
            catch (StanzaException e)
            {
                ComponentLog.Malformed(_log, _options.Domain, e.Message);
                await RefuseAsync(element, e.Error, ct);
                continue;
            }

            if (stanza.From is null || stanza.To is null)
            {
                ComponentLog.Malformed(_log, _options.Domain, "no 'from' or no 'to'");
                continue;
            }

            if (stanza.From == _self && stanza.Id is not null && stanza.Id == Volatile.Read(ref _pingId))
                continue;
            await CallAsync(static (link, stanza, ct) => link._onStanza(stanza, ct), stanza, ct);
        }
    }

    /// <summary>An iq that could not be read still wants its answer (RFC 6120 8.2.3).</summary>
    private async ValueTask RefuseAsync(XmppElement element, StanzaError error, CancellationToken ct)
    {
        if (element.LocalName == "iq" && element.Attribute("type") is not ("result" or "error") && Jid.TryParse(element.Attribute("from"), out var from) && Jid.TryParse(element.Attribute("to"), out var to))
            await SendAsync(new Iq { Type = IqType.Error, Id = element.Attribute("id"), From = to, To = from, Error = error }, ct);
    }

    private async Task WriteAsync(ComponentStream stream, CancellationToken ct)
    {
        // The end of the link does not cancel a write, it shortens its time: a stanza sent in part would make a farewell impossible.
        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        using var hurry = ct.Register(() => deadline.CancelAfter(s_farewell));
        var batch = new List<Stanza>();
        while (await _queue.Reader.WaitToReadAsync(ct))
        {
            batch.Clear();
            while (stream.Pending < BatchBytes && _queue.Reader.TryRead(out var stanza))
            {
                batch.Add(stanza);
                if (!stream.TryWrite(stanza))
                    ComponentLog.Malformed(_log, _options.Domain, "text that is not XML");
            }

            deadline.CancelAfter(_options.PingTimeout);
            if (ct.IsCancellationRequested)
            {
                // Queued when the link was down already, and woke us before its end did: they wait for the next connection.
                _unsent = batch;
                ct.ThrowIfCancellationRequested();
            }

            await stream.FlushAsync(deadline.Token);
            deadline.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>
    /// A server that is gone without a word is found out by a ping to ourselves: the server is the way (XEP-0199), whatever its name is.
    /// </summary>
    private async Task WatchAsync(CancellationToken ct)
    {
        while (true)
        {
            long heard = Volatile.Read(ref _lastReceived);
            var left = _options.IdleBeforePing - _time.GetElapsedTime(heard);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, _time, ct);
                continue;
            }

            string id = "ping-" + StreamIds.Next();
            Volatile.Write(ref _pingId, id);
            await SendAsync(new Iq { Type = IqType.Get, Id = id, From = _self, To = _self, Payloads = [XmppElement.Build(Ns.Ping, "ping")] }, ct);
            await Task.Delay(_options.PingTimeout, _time, ct);
            if (Volatile.Read(ref _lastReceived) == heard)
                throw new IOException("the server does not answer");
        }
    }

    private async Task CloseAsync(ComponentStream stream)
    {
        using var deadline = new CancellationTokenSource(s_farewell, _time);
        try
        {
            // The last words are worth sending: at a shutdown they say that the boards are away.
            while (_queue.Reader.TryRead(out var stanza))
            {
                stream.TryWrite(stanza);
                if (stream.Pending >= BatchBytes)
                    await stream.FlushAsync(deadline.Token);
            }

            await stream.CloseAsync(deadline.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or InvalidOperationException)
        {
            // The server is gone or too slow: it will find out by itself.
        }
    }

    private async ValueTask CallAsync<T>(Func<ComponentLink, T, CancellationToken, ValueTask> call, T argument, CancellationToken ct)
    {
        try
        {
            await call(this, argument, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // The top of the link's loop: one stanza that cannot be handled must not cost the link.
            ComponentLog.HandlerFailed(_log, e, _options.Domain);
        }
    }
}
