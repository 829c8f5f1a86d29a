using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Nodes;

/// <summary>
/// Service discovery of boards and of the concentrator (XEP-0030). Features come from the handlers; a board lists only what
/// it can do. What a board is called is no secret from those who know its address; its values and presence are.
/// </summary>
internal sealed class DiscoInfoHandler(ConcentratorOptions options, BoardTable boards, Func<IReadOnlyList<string>> features) : IIqHandler
{
    public QName Payload { get; } = new(Ns.DiscoInfo, "query");

    public IqType? Type => IqType.Get;

    public IReadOnlyList<string> Features { get; } = [Ns.DiscoInfo];

    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        // A node would be a command or a capabilities hash: we have neither, and the reply to nothing is item-not-found.
        if (request.Request!.Attribute("node") is { Length: > 0 })
            return request.Fail(StanzaErrors.ItemNotFound());
        var board = request.To?.Local is { } name ? await boards.FindAsync(name, ct) : null;
        return request.Result(XmppElement.Build(Ns.DiscoInfo, "query", w =>
        {
            void Identity(string category, string type, string title)
            {
                w.WriteStartElement("identity", Ns.DiscoInfo);
                w.WriteAttributeString("category", category);
                w.WriteAttributeString("type", type);
                w.WriteAttributeString("name", title);
                w.WriteEndElement();
            }

            if (board is null)
                Identity("component", "generic", options.Name);
            else
            {
                Identity("device", board.Description.DeviceType, board.Name);
                // Registered, for clients that know no devices: something that answers by itself.
                Identity("client", "bot", board.Name);
            }

            foreach (string feature in features())
            {
                if (feature == Ns.Control && board is { Record.Kind.Length: > 0, Description.Parameters.Count: 0 })
                    continue;
                w.WriteStartElement("feature", Ns.DiscoInfo);
                w.WriteAttributeString("var", feature);
                w.WriteEndElement();
            }
        }));
    }
}
