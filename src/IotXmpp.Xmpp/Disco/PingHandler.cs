using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Disco;

/// <summary>Answers a ping (XEP-0199).</summary>
public sealed class PingHandler : IIqHandler
{
    /// <inheritdoc/>
    public QName Payload => new(Ns.Ping, "ping");

    /// <inheritdoc/>
    public IqType? Type => IqType.Get;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [Ns.Ping];

    /// <inheritdoc/>
    public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => ValueTask.FromResult<Iq?>(request.Result());
}
