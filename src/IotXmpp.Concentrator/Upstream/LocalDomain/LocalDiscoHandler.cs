using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>What the domain and its accounts are and support (XEP-0030 3).</summary>
internal sealed class LocalDiscoHandler(LocalDomainUpstream domain, LocalDomainOptions options, IThingsDomain things) : IIqHandler
{
    public QName Payload => new(Ns.DiscoInfo, "query");

    public IqType? Type => IqType.Get;

    public IReadOnlyList<string> Features => [Ns.DiscoInfo];

    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        if (request.Request!.Attribute("node") is not null)
            throw new StanzaException(StanzaErrors.ItemNotFound());
        var subject = request.To ?? request.From!.Bare;
        if (subject.Local is null)
            return request.Result(Describe("server", "im", options.Name, [.. domain.DomainFeatures, "msgoffline", Ns.VCard]));
        if (request.From!.Bare == subject)
            return request.Result(Describe("account", "registered", null, domain.AccountFeatures));

        // XEP-0030 8: strangers do not even learn whether the account exists.
        var user = await domain.FindUserAsync(subject, ct) ?? throw new StanzaException(StanzaErrors.ServiceUnavailable());
        using (await user.EnterAsync(ct))
        {
            if (request.From.Domain != things.Domain && !(await user.FindAsync(request.From.Bare, ct)).Has(FriendshipState.From))
                throw new StanzaException(StanzaErrors.ServiceUnavailable());
        }

        return request.Result(Describe("account", "registered", null, [Ns.DiscoInfo, Ns.VCard]));
    }

    private static XmppElement Describe(string category, string type, string? name, IEnumerable<string> features) => XmppElement.Build(Ns.DiscoInfo, "query", w =>
    {
        w.WriteStartElement("identity", Ns.DiscoInfo);
        w.WriteAttributeString("category", category);
        w.WriteAttributeString("type", type);
        if (name is not null)
            w.WriteAttributeString("name", name);
        w.WriteEndElement();
        foreach (string feature in features.Distinct(StringComparer.Ordinal))
        {
            w.WriteStartElement("feature", Ns.DiscoInfo);
            w.WriteAttributeString("var", feature);
            w.WriteEndElement();
        }
    });
}
