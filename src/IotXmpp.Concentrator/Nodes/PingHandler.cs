using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Nodes;

/// <summary>Answers pings (XEP-0199), of the world and of boards: it says that the concentrator is there, not the board.</summary>
internal sealed class PingHandler : IIqHandler
{
    public QName Payload { get; } = new(Ns.Ping, "ping");

    public IqType? Type => IqType.Get;

    public IReadOnlyList<string> Features { get; } = [Ns.Ping];

    public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => new(request.Result());
}
