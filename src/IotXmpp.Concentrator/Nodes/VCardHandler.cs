using IotXmpp.Concentrator.Access;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Nodes;

/// <summary>Cards of boards, for those who may see them, and of the concentrator (XEP-0054).</summary>
internal sealed class VCardHandler(ConcentratorOptions options, BoardTable boards, BoardAccess access) : IIqHandler
{
    public QName Payload { get; } = new(Ns.VCard, "vCard");

    public IqType? Type => IqType.Get;

    public IReadOnlyList<string> Features { get; } = [Ns.VCard];

    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        string title = options.Name;
        string? description = "Write help.";
        if (request.To?.Local is { } name)
        {
            if (await boards.FindAsync(name, ct) is not { } board)
                return request.Fail(StanzaErrors.ItemNotFound());
            if (request.From is null || !await access.MaySeeAsync(request.From, board, ct))
                return request.Fail(StanzaErrors.Forbidden());
            title = board.Name;
            description = board.Record.Description is { } text ? $"{board.Description.Title}, {ValueText.Clean(text)}" : board.Description.Title;
        }

        return request.Result(XmppElement.Build(Ns.VCard, "vCard", w =>
        {
            w.WriteElementString("FN", Ns.VCard, title);
            w.WriteElementString("NICKNAME", Ns.VCard, title);
            w.WriteElementString("DESC", Ns.VCard, description);
            w.WriteElementString("JABBERID", Ns.VCard, request.To!.Bare.ToString());
        }));
    }
}
