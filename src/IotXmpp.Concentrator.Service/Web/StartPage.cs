using System.Net;
using IotXmpp.Concentrator.Service.Kestrel;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Concentrator.Service.Web;

/// <summary>The page at <c>/</c>: how to connect. No script, nothing from elsewhere.</summary>
internal static class StartPage
{
    public static string Render(ServiceOptions options, IReadOnlyList<Listener> listeners)
    {
        string things = WebUtility.HtmlEncode(options.Domain);
        string people = WebUtility.HtmlEncode(options.LocalDomain);
        var rows = listeners.Where(listener => listener.Entry is not null).Select(listener =>
            $"<tr><td>{(listener.Entry switch { StreamEntry.Xml => "XMPP, STARTTLS", StreamEntry.DirectTls => "XMPP, TLS from the first byte", _ => "EXI binary binding (boards)" })}</td><td><code>{WebUtility.HtmlEncode(listener.EndPoint.ToString())}</code></td></tr>");
        string how = options.Upstream == UpstreamKind.LocalDomain
            ? $"Log in with any XMPP chat client as <code>you@{people}</code>. In the browser: WebSocket <code>/xmpp-websocket</code>, subprotocol <code>xmpp</code>."
            : "Log in at your XMPP server: this service is a component of it.";
        return $$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>IotXmpp concentrator</title>
            <style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}code{background:#eee;padding:0 .2em}td{padding:.1em 1em .1em 0}</style></head>
            <body><h1>IotXmpp concentrator</h1>
            <p>{{how}}</p>
            <p>Write to <code>{{things}}</code>: <code>list</code>. Write to a board, such as <code>board1@{{things}}</code>: <code>help</code>, <code>read</code>, <code>status</code>.</p>
            <table>{{string.Concat(rows)}}</table>
            <p><a href="/health">health</a>{{(options.Telemetry.Metrics ? ", <a href=\"/metrics\">metrics</a>" : "")}}</p></body></html>
            """;
    }
}
