using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Chat;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;

namespace IotXmpp.Concentrator.Commands;

/// <summary>Shows what chat answers to a question about access.</summary>
/// <param name="node">Node of the command.</param>
/// <param name="name">Name for people.</param>
/// <param name="line">What would be typed.</param>
/// <param name="chat">Chat about access.</param>
internal sealed class AccessLineCommand(string node, string name, string line, AccessChat chat) : IBoardCommand
{
    public string Node => node;

    public string Name => name;

    public AccessAction Action => AccessAction.Manage;

    public async ValueTask<CommandStage> StartAsync(Jid person, Board board, CancellationToken ct) =>
        CommandStage.End.Said(await chat.AnswerAsync(person, line, board, [board], isStale: false, ct) ?? "There is nothing to say.");
}
