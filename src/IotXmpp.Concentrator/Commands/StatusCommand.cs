using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Chat;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;

namespace IotXmpp.Concentrator.Commands;

/// <summary>How it stands with a board, as chat says it.</summary>
internal sealed class StatusCommand(BoardChat chat) : IBoardCommand
{
    public string Node => "status";

    public string Name => "Status";

    public AccessAction Action => AccessAction.See;

    public async ValueTask<CommandStage> StartAsync(Jid person, Board board, CancellationToken ct) =>
        CommandStage.End.Said((await chat.AnswerAsync(person, board, new ChatLine(ChatVerb.Status, null, [], null), "", ct)).Text);
}
