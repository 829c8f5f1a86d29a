using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Xmpp.Streams;

/// <summary>
/// The server side of XMPP streams: connections of all listeners come in here, and each finds its <see cref="IStreamHost"/> by the stream's
/// <c>to</c>. Owns the sessions, also those that wait for their peer to come back (XEP-0198 5).
/// </summary>
public sealed partial class StreamServer : IAsyncDisposable
{
    private readonly Dictionary<string, IStreamHost> _hosts;
    private readonly StreamServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;

    /// <summary>Creates the server.</summary>
    /// <exception cref="ArgumentException">No host, or two hosts of one domain.</exception>
    public StreamServer(IEnumerable<IStreamHost> hosts, StreamServerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _hosts = hosts.ToDictionary(host => host.Domain, StringComparer.Ordinal);
        if (_hosts.Count == 0)
            throw new ArgumentException("A stream server needs a host.", nameof(hosts));
        _options = options;
        _time = time;
        _loggers = loggers;
    }

    /// <summary>
    /// Serves one connection until it ends. Never throws for what the peer or the network does.
    /// </summary>
    /// <param name="transport">The bytes, TLS not yet removed. The caller completes it afterwards.</param>
    /// <param name="entry">Property of the listener.</param>
    /// <param name="remoteEndPoint">Address of the peer; null in memory.</param>
    /// <param name="ct">Cancelled at shutdown: the peer is told <c>system-shutdown</c>.</param>
    public Task RunAsync(IDuplexPipe transport, StreamEntry entry, EndPoint? remoteEndPoint, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Serves one WebSocket with the subprotocol <c>xmpp</c> (RFC 7395) until it ends.</summary>
    /// <param name="socket">Accepted, subprotocol already agreed. The caller disposes it afterwards.</param>
    /// <param name="isTls">True if the HTTP request came over TLS, here or at a trusted proxy.</param>
    /// <param name="remoteEndPoint">Address of the peer.</param>
    /// <param name="ct">Cancelled at shutdown.</param>
    public Task RunAsync(WebSocket socket, bool isTls, EndPoint? remoteEndPoint, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Ends all sessions, also those without a connection, and waits for their owners to be told.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
