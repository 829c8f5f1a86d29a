using System.Globalization;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Concentrator.Commands;

/// <summary>The owner takes rules back.</summary>
internal sealed class ForgetCommand(AccessRules rules, TimeProvider time) : IBoardCommand
{
    /// <summary>Rules in one form, the newest.</summary>
    private const int MaxRules = 50;

    private const string Rules = "rules";

    public string Node => "forget";

    public string Name => "Take rules back";

    public AccessAction Action => AccessAction.Manage;

    public async ValueTask<CommandStage> StartAsync(Jid person, Board board, CancellationToken ct)
    {
        var known = await rules.ListAsync(board.Name, person, ct);
        if (known.Count == 0)
            return CommandStage.End.Said($"There are no rules about {board.Name}: nobody but you may use it.");
        var now = time.GetUtcNow();
        var form = new DataForm(DataFormType.Form)
        {
            Title = $"Rules about {board.Name}",
            Fields =
            [
                new FormField
                {
                    Var = Rules,
                    Type = FormFieldType.ListMulti,
                    Label = "Take back",
                    IsRequired = true,
                    Options = [.. known.TakeLast(MaxRules).Select(rule => new FormOption(rule.Id.ToString(CultureInfo.InvariantCulture), $"{rule.Subject} {AccessText.Sentence(rule, now, TimeSpan.Zero)}"))],
                },
            ],
        };
        return new CommandStage.Ask(form, async (submission, token) =>
        {
            var said = new List<string>();
            foreach (string id in submission.Field(Rules)!.Values)
            {
                said.Add(await rules.RemoveAsync(board.Name, person.Bare, long.Parse(id, CultureInfo.InvariantCulture), token) is { } rule
                    ? $"Forgotten: {rule.Subject} {AccessText.Sentence(rule, now, TimeSpan.Zero)}."
                    : $"There is no rule {id} any more.");
            }

            return CommandStage.End.Said(string.Join('\n', said));
        });
    }
}
