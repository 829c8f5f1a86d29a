using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Concentrator.Commands;

/// <summary>The boards that a person may see.</summary>
internal sealed class ListCommand(BoardTable boards, BoardAccess access)
{
    /// <summary>Boards shown; how many are left out is said.</summary>
    private const int MaxBoards = 200;

    public async ValueTask<CommandStage> StartAsync(Jid person, CancellationToken ct)
    {
        var lines = new List<FormField>();
        int count = 0, up = 0;
        await foreach (var board in boards.ListAsync(ct))
        {
            if (!await access.MaySeeAsync(person, board, ct))
                continue;
            count++;
            up += board.IsUp ? 1 : 0;
            if (lines.Count < MaxBoards)
                lines.Add(FieldForm.Text(board.Name, Line(board)));
        }

        if (count == 0)
            return CommandStage.End.Said("There are no boards for you here.");
        string text = $"{(count == 1 ? "1 board" : $"{count} boards")}, {up} up.{(count > lines.Count ? $" These are the first {lines.Count}." : "")}";
        return CommandStage.End.Said(text, new DataForm(DataFormType.Result) { Title = "Boards", Fields = lines });
    }

    private static string Line(Board board)
    {
        string description = board.Record.Description is { Length: > 0 } text ? $", {ValueText.Clean(text)}" : "";
        return $"{(board.IsUp ? "up" : $"away since {FieldForm.Time(board.Since)} UTC")}, {board.Description.Title}{description}";
    }
}
