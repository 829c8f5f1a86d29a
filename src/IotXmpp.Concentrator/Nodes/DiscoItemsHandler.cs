using IotXmpp.Concentrator.Access;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Nodes;

/// <summary>The concentrator lists the boards that the asker may see (XEP-0030 4); a board has no items.</summary>
internal sealed class DiscoItemsHandler(BoardTable boards, BoardAccess access) : IIqHandler
{
    public QName Payload { get; } = new(Ns.DiscoItems, "query");

    public IqType? Type => IqType.Get;

    public IReadOnlyList<string> Features { get; } = [Ns.DiscoItems];

    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        if (request.Request!.Attribute("node") is { Length: > 0 })
            return request.Fail(StanzaErrors.ItemNotFound());
        var items = new List<(Jid Address, string Name)>();
        if (request.To?.Local is null && request.From is { } asker)
        {
            await foreach (var board in boards.ListAsync(ct))
            {
                if (await access.MaySeeAsync(asker, board, ct))
                    items.Add((board.Address, board.Name));
            }
        }

        return request.Result(XmppElement.Build(Ns.DiscoItems, "query", w =>
        {
            foreach (var (address, name) in items)
            {
                w.WriteStartElement("item", Ns.DiscoItems);
                w.WriteAttributeString("jid", address.ToString());
                w.WriteAttributeString("name", name);
                w.WriteEndElement();
            }
        }));
    }
}
