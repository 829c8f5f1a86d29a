using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Concentrator.Commands;

/// <summary>
/// Sets parameters by a form with their present values. Chat clients send every field back: only what the person changed is set, the
/// rest might have moved meanwhile.
/// </summary>
internal sealed class SetCommand(IControlTarget target, BoardAccess access) : IBoardCommand
{
    public string Node => "set";

    public string Name => "Set and switch";

    public AccessAction Action => AccessAction.Control;

    public bool Fits(Board board) => board.Description.Parameters.Count > 0;

    public async ValueTask<CommandStage> StartAsync(Jid person, Board board, CancellationToken ct)
    {
        // A form moves nothing yet: what was granted once is kept for what it asks for.
        var decision = await access.LookAsync(person, board, AccessAction.Control, ct);
        if (!decision.IsAllowed)
            decision = await access.CheckAsync(person, board, AccessAction.Control, [], ct);
        var parameters = board.Description.Parameters.Where(parameter => decision.Covers(parameter.Name)).ToList();
        if (parameters.Count == 0)
            return CommandStage.End.Failed($"You may not control {board.Name}.");
        var current = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
        {
            if (board.CurrentValue(parameter) is { } value)
                current.Add(parameter.Name, value);
        }

        // The form of XEP-0325 without what makes it live: the window of a command has no use for it.
        var fields = ControlForm.Build("", parameters, current, session: "").Fields.Where(field => field.Type != FormFieldType.Hidden).Zip(parameters, Shown);
        var form = new DataForm(DataFormType.Form)
        {
            Title = $"{board.Name} ({board.Description.Title})",
            Instructions = ["What you change is set, in this order."],
            Fields = [.. fields],
        };
        return new CommandStage.Ask(form, (submission, token) => SetAsync(person, board, parameters, form, submission, token));
    }

    private async ValueTask<CommandStage> SetAsync(Jid person, Board board, List<ControlParameter> parameters, DataForm shown, DataForm submission, CancellationToken ct)
    {
        var values = new List<ControlValue>();
        foreach (var parameter in parameters)
        {
            if (submission.Field(parameter.Name)?.Value is not { Length: > 0 } text)
                continue;
            if (!parameter.TryCheck(new ControlValue(parameter.Name, null, text), out var value, out string? reason))
                return new CommandStage.Refuse($"{reason} Nothing was changed.");
            if (value!.Text != shown.Field(parameter.Name)?.Value)
                values.Add(value);
        }

        if (values.Count == 0)
            return CommandStage.End.Said("Nothing was changed.");
        var result = await target.SetAsync(person, board.Address, new ControlRequest([], values), ct);
        if (result.Error is { } error)
            return CommandStage.End.Failed(error.Text ?? $"{board.Name} refused: {error.Condition}.");
        // The rights may have changed while the form lay there: then some of it was done.
        var lines = values.Select(value => result.Parameters.Count == 0 || result.Parameters.Contains(value.Name) ? $"{value.Name} is now {Shown(board, value)}." : $"You may not set {value.Name}.");
        return CommandStage.End.Said(string.Join('\n', lines.OrderBy(line => line.StartsWith("You may not", StringComparison.Ordinal))));
    }

    private static FormField Shown(FormField field, ControlParameter parameter) => field with
    {
        Description = $"{(parameter.Description.Length > 0 ? parameter.Description + " " : "")}{char.ToUpperInvariant(parameter.Range[0])}{parameter.Range[1..]}.",
        Extensions = [],
        // A pattern says less than the parameter does when it refuses a value.
        Validation = field.Validation is { Method: FormValidationMethod.Regex } ? null : field.Validation,
        // A switch has no third state on a screen, and a list begins with its first choice: what is not known must not be set by looking at it.
        Options = field is { Type: FormFieldType.ListSingle, Values.Count: 0 } ? [new FormOption("", "not known"), .. field.Options] : field.Options,
        Values = field.Values.Count > 0 ? field.Values : field.Type == FormFieldType.Boolean ? ["false"] : field.Type == FormFieldType.ListSingle ? [""] : [],
    };

    private static string Shown(Board board, ControlValue value)
    {
        string unit = board.Description.Parameter(value.Name)?.Unit ?? "";
        string text = value.Kind == ControlParameterKind.Boolean ? ValueText.OnOff(value.Text) : ValueText.Clean(value.Text);
        return unit.Length > 0 ? $"{text} {unit}" : text;
    }
}
