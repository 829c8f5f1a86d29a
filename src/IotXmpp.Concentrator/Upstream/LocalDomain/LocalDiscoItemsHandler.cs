using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>What belongs to the domain: the things domain (XEP-0030 4). Accounts have no items.</summary>
internal sealed class LocalDiscoItemsHandler(LocalDomainUpstream domain, IThingsDomain things) : IIqHandler
{
    public QName Payload => new(Ns.DiscoItems, "query");

    public IqType? Type => IqType.Get;

    public IReadOnlyList<string> Features => [Ns.DiscoItems];

    public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        if (request.Request!.Attribute("node") is not null)
            throw new StanzaException(StanzaErrors.ItemNotFound());
        return ValueTask.FromResult<Iq?>(request.Result(XmppElement.Build(Ns.DiscoItems, "query", w =>
        {
            if (request.To != domain.DomainJid)
                return;
            w.WriteStartElement("item", Ns.DiscoItems);
            w.WriteAttributeString("jid", things.Domain);
            w.WriteAttributeString("name", "Things");
            w.WriteEndElement();
        })));
    }
}
