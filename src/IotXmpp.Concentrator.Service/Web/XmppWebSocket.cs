using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Concentrator.Service.Web;

/// <summary>XMPP over WebSocket (RFC 7395) at <c>/xmpp-websocket</c>.</summary>
internal static class XmppWebSocket
{
    public const string Path = "/xmpp-websocket";

    private const string Subprotocol = "xmpp";

    public static void Map(WebApplication app, StreamServer streams, CancellationToken stopping)
    {
        app.UseWebSockets();
        app.Map(Path, async (HttpContext context) =>
        {
            // RFC 7395 3.1: the subprotocol is what makes it XMPP.
            if (!context.WebSockets.IsWebSocketRequest || !context.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol))
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                await context.Response.WriteAsync("A WebSocket with the subprotocol 'xmpp' is served here (RFC 7395).", context.RequestAborted);
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync(Subprotocol);
            var remote = context.Connection.RemoteIpAddress is { } address ? new System.Net.IPEndPoint(address, context.Connection.RemotePort) : null;
            await streams.RunAsync(socket, context.Request.IsHttps, remote, stopping);
        });
    }
}
