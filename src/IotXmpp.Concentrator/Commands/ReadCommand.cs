using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Chat;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;

namespace IotXmpp.Concentrator.Commands;

/// <summary>Reads everything, at once: the sentence of chat, and each value on a line of its own.</summary>
internal sealed class ReadCommand(BoardChat chat) : IBoardCommand
{
    public string Node => "read";

    public string Name => "Read all values";

    public AccessAction Action => AccessAction.Read;

    public async ValueTask<CommandStage> StartAsync(Jid person, Board board, CancellationToken ct)
    {
        var answer = await chat.AnswerAsync(person, board, new ChatLine(ChatVerb.Read, null, [], null), "", ct);
        var rows = answer.Nodes.SelectMany(node => node.Fields.Select(field => (node.Node, field))).ToList();
        return rows.Count == 0 ? CommandStage.End.Failed(answer.Text) : CommandStage.End.Said(answer.Text, FieldForm.OfValues($"{board.Name} ({board.Description.Title})", rows, board.Name));
    }
}
