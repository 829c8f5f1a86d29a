using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Routing;

/// <summary>
/// Finds the handler of an iq request by its payload: that of its name, else that of <see cref="AnyName"/> in its namespace. What nobody
/// handles is <c>service-unavailable</c> (RFC 6120 8.4).
/// </summary>
public sealed class IqDispatcher
{
    /// <summary>Local name of a handler for what a namespace holds beside the names that have a handler: no XML name is this.</summary>
    public const string AnyName = "*";

    private readonly Dictionary<(QName, IqType), IIqHandler> _handlers = [];

    /// <summary>Builds the table.</summary>
    /// <exception cref="ArgumentException">Two handlers for the same payload and type.</exception>
    public IqDispatcher(IEnumerable<IIqHandler> handlers)
    {
        var features = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handler in handlers)
        {
            foreach (var type in handler.Type is { } one ? [one] : new[] { IqType.Get, IqType.Set })
                _handlers.Add((handler.Payload, type), handler);
            features.UnionWith(handler.Features);
        }

        Features = [.. features];
    }

    /// <summary>All features of all handlers, sorted.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>Answers a request; null if its handler answers later itself.</summary>
    public async ValueTask<Iq?> DispatchAsync(Iq request, CancellationToken ct)
    {
        if (!request.IsRequest)
            throw new ArgumentException("Only requests are dispatched.", nameof(request));
        if (request.Request is not { } payload
            || !(_handlers.TryGetValue((payload.Name, request.Type), out var handler)
                || _handlers.TryGetValue((payload.Name with { LocalName = AnyName }, request.Type), out handler)))
            return request.Fail(StanzaErrors.ServiceUnavailable());
        try
        {
            return await handler.HandleAsync(request, ct);
        }
        catch (StanzaException e)
        {
            return request.Fail(e.Error);
        }
    }
}
