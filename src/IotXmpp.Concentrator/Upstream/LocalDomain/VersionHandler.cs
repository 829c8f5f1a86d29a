using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>Says which software this is (XEP-0092). The operating system is nobody's business.</summary>
internal sealed class VersionHandler(LocalDomainOptions options) : IIqHandler
{
    public QName Payload => new(Ns.Version, "query");

    public IqType? Type => IqType.Get;

    public IReadOnlyList<string> Features => [Ns.Version];

    public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => ValueTask.FromResult<Iq?>(request.Result(XmppElement.Build(Ns.Version, "query", w =>
    {
        w.WriteElementString("name", Ns.Version, options.SoftwareName);
        w.WriteElementString("version", Ns.Version, options.SoftwareVersion);
    })));
}
