using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>Answers a ping (XEP-0199).</summary>
internal sealed class PingHandler : IIqHandler
{
    public QName Payload => new(Ns.Ping, "ping");

    public IqType? Type => IqType.Get;

    public IReadOnlyList<string> Features => [Ns.Ping];

    public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => ValueTask.FromResult<Iq?>(request.Result());
}
