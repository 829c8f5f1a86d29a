using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Routing;

/// <summary>Answers the requests of one payload. Registering a handler announces its features.</summary>
public interface IIqHandler
{
    /// <summary>Name of the payload it answers.</summary>
    QName Payload { get; }

    /// <summary>Get, set, or null for both.</summary>
    IqType? Type { get; }

    /// <summary>Service discovery features this handler stands for (XEP-0030).</summary>
    IReadOnlyList<string> Features { get; }

    /// <summary>Answers a request.</summary>
    /// <returns>The result or error to send; null if the handler sends it later itself.</returns>
    /// <exception cref="StanzaException">The request is malformed: the dispatcher answers with its error.</exception>
    ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct);
}
