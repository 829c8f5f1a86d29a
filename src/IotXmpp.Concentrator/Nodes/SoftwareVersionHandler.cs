using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Nodes;

/// <summary>Which software answers (XEP-0092). The operating system is nobody's business.</summary>
internal sealed class SoftwareVersionHandler(ConcentratorOptions options) : IIqHandler
{
    public QName Payload { get; } = new(Ns.Version, "query");

    public IqType? Type => IqType.Get;

    public IReadOnlyList<string> Features { get; } = [Ns.Version];

    public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => new(request.Result(XmppElement.Build(Ns.Version, "query", w =>
    {
        w.WriteElementString("name", Ns.Version, options.SoftwareName);
        w.WriteElementString("version", Ns.Version, options.SoftwareVersion);
    })));
}
