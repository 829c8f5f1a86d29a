using System.Net.Sockets;
using IotXmpp.Xmpp.Components;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Upstream.Component;

/// <summary>The world is an external XMPP server: the things domain is a component of it (XEP-0114), accounts and federation are its affair.</summary>
public sealed class ComponentUpstream : IUpstream
{
    private readonly ComponentLink _link;

    /// <summary>Creates the upstream; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="host">Host name or address of the server.</param>
    /// <param name="port">Its port for components.</param>
    /// <param name="secret">The secret both sides know.</param>
    /// <param name="things">The things domain.</param>
    /// <param name="time">Time.</param>
    /// <param name="loggers">Takes what happens.</param>
    public ComponentUpstream(string host, int port, string secret, IThingsDomain things, TimeProvider time, ILoggerFactory loggers)
        : this(
            new ComponentLinkOptions { Domain = things.Domain, Secret = secret, Server = $"{host}:{port}" },
            ct => ConnectAsync(host, port, ct),
            things,
            time,
            loggers)
    {
    }

    /// <summary>Creates the upstream over connections of the caller's making.</summary>
    public ComponentUpstream(ComponentLinkOptions options, Func<CancellationToken, ValueTask<Stream>> connect, IThingsDomain things, TimeProvider time, ILoggerFactory loggers) =>
        _link = new ComponentLink(options, connect, things.ReceiveAsync, things.OnConnectedAsync, time, loggers.CreateLogger<ComponentLink>());

    /// <inheritdoc/>
    public bool IsConnected => _link.IsConnected;

    /// <summary>Why there is no connection; null while there is one.</summary>
    public string? Problem => _link.Problem;

    /// <inheritdoc/>
    public int? MaxStanzaBytes => _link.MaxStanzaBytes;

    /// <inheritdoc/>
    public ValueTask SendAsync(Stanza stanza, CancellationToken ct) => _link.SendAsync(stanza, ct);

    /// <summary>Keeps the link up until cancelled.</summary>
    public Task RunAsync(CancellationToken ct) => _link.RunAsync(ct);

    private static async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
