using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>Turns message copies on or off for one client (XEP-0280 4 and 5).</summary>
internal sealed class CarbonsHandler(LocalDomainUpstream domain, bool enable) : IIqHandler
{
    public QName Payload => new(Ns.Carbons, enable ? "enable" : "disable");

    public IqType? Type => IqType.Set;

    public IReadOnlyList<string> Features => [Ns.Carbons];

    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        if (await domain.FindUserAsync(request.From!, ct) is { } user && user.Session(request.From!.Resource!) is { } session)
            session.WantsCarbons = enable;
        return request.Result();
    }
}
