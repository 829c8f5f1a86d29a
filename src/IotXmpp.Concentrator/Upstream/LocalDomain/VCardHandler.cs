using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>vCards of people (XEP-0054): anybody reads, only oneself writes.</summary>
internal sealed class VCardHandler(LocalDomainUpstream domain, IVCardStore store, LocalDomainOptions options) : IIqHandler
{
    public QName Payload => new(Ns.VCard, "vCard");

    public IqType? Type => null;

    public IReadOnlyList<string> Features => [Ns.VCard];

    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        var owner = (request.To ?? request.From!).Bare;
        bool isOwn = request.From!.Bare == owner;
        var user = await domain.FindUserAsync(owner, ct) ?? throw new StanzaException(StanzaErrors.ServiceUnavailable());
        if (request.Type == IqType.Get)
        {
            string? stored = await store.FindAsync(user.Username, ct);
            if (stored is null && !isOwn)
                throw new StanzaException(StanzaErrors.ItemNotFound());
            return request.Result(stored is null ? XmppElement.Build(Ns.VCard, "vCard") : XmppElement.Parse(stored));
        }

        if (!isOwn)
            throw new StanzaException(StanzaErrors.Forbidden("Only the owner writes a vCard."));
        string xml = request.Request!.ToString();
        if (xml.Length > options.MaxVCardLength)
            throw new StanzaException(StanzaErrors.PolicyViolation($"A vCard has at most {options.MaxVCardLength} characters."));
        await store.SetAsync(user.Username, xml, ct);
        return request.Result();
    }
}
