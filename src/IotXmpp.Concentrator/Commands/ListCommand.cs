using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Concentrator.Commands;

/// <summary>The boards that a person may see, as a table.</summary>
internal sealed class ListCommand(BoardTable boards, BoardAccess access)
{
    /// <summary>Rows of the table; what is left out is said.</summary>
    private const int MaxRows = 200;

    public async ValueTask<CommandStage> StartAsync(Jid person, CancellationToken ct)
    {
        var rows = new List<IReadOnlyList<FormField>>();
        int count = 0, up = 0;
        await foreach (var board in boards.ListAsync(ct))
        {
            if (!await access.MaySeeAsync(person, board, ct))
                continue;
            count++;
            up += board.IsUp ? 1 : 0;
            if (rows.Count < MaxRows)
                rows.Add(Row(board.Name, board.Address.ToString(), board.Description.Title, $"{(board.IsUp ? "up" : "away")} since {FieldTable.Time(board.Since)}", ValueText.Clean(board.Record.Description ?? "")));
        }

        if (count == 0)
            return CommandStage.End.Said("There are no boards for you here.");
        string text = $"{(count == 1 ? "1 board" : $"{count} boards")}, {up} up.{(count > rows.Count ? $" These are the first {rows.Count}." : "")}";
        return CommandStage.End.Said(text, new DataForm(DataFormType.Result)
        {
            Title = "Boards",
            Reported = FieldTable.Heading(Row("Board", "Address", "Kind", "State (UTC)", "Description")),
            Items = rows,
        });
    }

    private static List<FormField> Row(string name, string address, string kind, string state, string description) =>
        [FieldTable.Cell("board", name), FieldTable.Cell("address", address), FieldTable.Cell("kind", kind), FieldTable.Cell("state", state), FieldTable.Cell("description", description)];
}
