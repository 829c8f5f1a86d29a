using System.Net;

namespace IotXmpp.Concentrator.Service.Options;

/// <summary>Addresses the service listens on; null is off. All on loopback until told otherwise.</summary>
internal sealed record ListenerOptions
{
    /// <summary>XMPP over TCP, for people and for boards by stream compression. Default 127.0.0.1:5222 (RFC 6120 14.7).</summary>
    public IPEndPoint? Xmpp { get; init; } = new(IPAddress.Loopback, 5222);

    /// <summary>The same under TLS from the first octet (XEP-0368). Default 127.0.0.1:5223.</summary>
    public IPEndPoint? XmppTls { get; init; } = new(IPAddress.Loopback, 5223);

    /// <summary>Boards by the binary binding (XEP-0322 2.4). Default 127.0.0.1:15222.</summary>
    public IPEndPoint? Exi { get; init; } = new(IPAddress.Loopback, 15222);

    /// <summary>Health document, WebSocket, the page that says how to connect. Default 127.0.0.1:5280.</summary>
    public IPEndPoint? Http { get; init; } = new(IPAddress.Loopback, 5280);

    /// <summary>True if somebody on another machine can reach us: then nobody logs in outside TLS.</summary>
    public bool IsPublic => new[] { Xmpp, XmppTls, Exi, Http }.Any(endPoint => endPoint is not null && !IPAddress.IsLoopback(endPoint.Address));
}
