using System.Globalization;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Concentrator.Commands;

/// <summary>The owner answers the open questions about a board, one form field each.</summary>
internal sealed class AnswerCommand(AccessQuestions questions) : IBoardCommand
{
    /// <summary>Questions in one form.</summary>
    private const int MaxQuestions = 10;

    /// <summary>Choice that leaves a question open.</summary>
    private const string Later = "later";

    public string Node => "questions";

    public string Name => "Answer questions";

    public AccessAction Action => AccessAction.Manage;

    public async ValueTask<CommandStage> StartAsync(Jid person, Board board, CancellationToken ct)
    {
        List<AccessQuestion> open = [.. (await questions.OpenAsync(person, ct)).Where(question => question.Device == board.Name).Take(MaxQuestions)];
        if (open.Count == 0)
            return CommandStage.End.Said($"There is no open question about {board.Name}.");
        var form = new DataForm(DataFormType.Form) { Title = $"Questions about {board.Name}", Fields = [.. open.Select(FieldOf)] };
        return new CommandStage.Ask(form, async (submission, token) =>
        {
            var said = new List<string>();
            foreach (var question in open)
            {
                // The number of an answer is what chat takes, and means this question only.
                if (submission.Field(Var(question))?.Value is { } answer and not Later
                    && await questions.AnswerAsync(person, answer, isStale: false, device => Jid.Create(device, board.Address.Domain), token) is { } sentence)
                    said.Add(sentence);
            }

            return CommandStage.End.Said(said.Count > 0 ? string.Join('\n', said) : "Nothing was decided.");
        });
    }

    private static string Var(AccessQuestion question) => question.Number.ToString(CultureInfo.InvariantCulture);

    private static FormField FieldOf(AccessQuestion question) => new()
    {
        Var = Var(question),
        Type = FormFieldType.ListSingle,
        Label = $"{question.Requester} asks to {AccessText.What(question.Action, question.Device, question.Node, question.Names)}",
        Values = [Later],
        Options = [.. AccessQuestions.Choices(question).Select(choice => new FormOption(choice.Number.ToString(CultureInfo.InvariantCulture), choice.Words)), new FormOption(Later, "decide later")],
    };
}
