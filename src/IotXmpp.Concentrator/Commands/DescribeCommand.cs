using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Concentrator.Commands;

/// <summary>Says for people what a board is for. Its name is its address, and stays.</summary>
internal sealed class DescribeCommand(IDeviceStore devices) : IBoardCommand
{
    private const int MaxLength = 200;
    private const string Description = "description";

    public string Node => "describe";

    public string Name => "Describe";

    public AccessAction Action => AccessAction.Manage;

    public ValueTask<CommandStage> StartAsync(Jid person, Board board, CancellationToken ct)
    {
        var form = new DataForm(DataFormType.Form)
        {
            Title = $"Describe {board.Name}",
            Fields =
            [
                new FormField
                {
                    Var = Description,
                    Type = FormFieldType.TextSingle,
                    Label = "Description",
                    Description = $"Where it is, what it is for. At most {MaxLength} characters; nothing for none.",
                    Values = [board.Record.Description ?? ""],
                },
            ],
        };
        return new(new CommandStage.Ask(form, async (submission, token) =>
        {
            string text = submission.Field(Description)?.Value?.Trim() ?? "";
            if (text.Length > MaxLength || text.Any(char.IsControl))
                return new CommandStage.Refuse($"A description has at most {MaxLength} characters, in one line.");
            // As it is stored now: another process may have changed the rest of it.
            var record = await devices.FindAsync(board.Name, token);
            return record is not null && await devices.UpdateAsync(record with { Description = text.Length > 0 ? text : null }, token)
                ? CommandStage.End.Said(text.Length > 0 ? $"{board.Name} is described as: {text}" : $"{board.Name} has no description any more.")
                : CommandStage.End.Failed($"{board.Name} is not there any more.");
        }));
    }
}
