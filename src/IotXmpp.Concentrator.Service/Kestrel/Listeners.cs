using System.Net;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Xmpp.Streams;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IotXmpp.Concentrator.Service.Kestrel;

/// <summary>The listeners of the service on Kestrel.</summary>
internal sealed class Listeners
{
    /// <summary>Requests here have no body but WebSocket frames.</summary>
    private const int MaxHttpBodyBytes = 4096;

    private static readonly TimeSpan HttpHeadersTimeout = TimeSpan.FromSeconds(10);

    private readonly List<(Listener Listener, ListenOptions? Bound)> _listeners = [];

    public Listeners(ListenerOptions options)
    {
        Add("Xmpp", options.Xmpp, StreamEntry.Xml);
        Add("XmppTls", options.XmppTls, StreamEntry.DirectTls);
        Add("Exi", options.Exi, StreamEntry.Exi);
        Add("Http", options.Http, null);
    }

    /// <summary>Serves one connection; set before Kestrel starts.</summary>
    public Func<ConnectionContext, StreamEntry, Task> Run { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<Listener> All => [.. _listeners.Select(pair => pair.Listener)];

    /// <summary>Tells Kestrel of all of them.</summary>
    public void AddTo(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxHttpBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = HttpHeadersTimeout;
        for (int i = 0; i < _listeners.Count; i++)
        {
            var listener = _listeners[i].Listener;
            int index = i;
            kestrel.Listen(listener.EndPoint, listen =>
            {
                _listeners[index] = (listener, listen);
                if (listener.Entry is { } entry)
                    listen.Run(connection => Run(connection, entry));
                else
                    listen.Protocols = HttpProtocols.Http1;
            });
        }
    }

    /// <summary>After the start: port 0 has become a real one.</summary>
    public void TakeRealPorts()
    {
        for (int i = 0; i < _listeners.Count; i++)
        {
            if (_listeners[i].Bound?.EndPoint is IPEndPoint real)
                _listeners[i] = (_listeners[i].Listener with { EndPoint = real }, _listeners[i].Bound);
        }
    }

    /// <summary>One line for the person whose port it is.</summary>
    public string Explain(Exception failure)
    {
        foreach (var (listener, _) in _listeners)
        {
            if (failure.Message.Contains(listener.EndPoint.ToString(), StringComparison.Ordinal))
                return $"{listener.Setting} cannot listen on {listener.EndPoint}: {(failure.InnerException is AddressInUseException ? "the port is in use by another program" : failure.InnerException?.Message ?? failure.Message)}.";
        }

        return $"Cannot listen on {string.Join(", ", _listeners.Select(pair => $"{pair.Listener.EndPoint} ({pair.Listener.Setting})"))}: {failure.Message}.";
    }

    private void Add(string name, IPEndPoint? endPoint, StreamEntry? entry)
    {
        if (endPoint is not null)
            _listeners.Add((new Listener(name, endPoint, entry), null));
    }
}
