using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Chat;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Concentrator.Commands;

/// <summary>The owner allows or denies: first to whom and what, then how much of it and how long.</summary>
internal sealed class DecideCommand(AccessChat chat) : IBoardCommand
{
    private const string Who = "who";
    private const string What = "what";
    private const string Names = "names";
    private const string Span = "span";
    private const string Everyone = "everyone";
    private const string Deny = "deny";
    private const string Once = "once";
    private const string Always = "always";

    public string Node => "decide";

    public string Name => "Allow or deny";

    public AccessAction Action => AccessAction.Manage;

    public ValueTask<CommandStage> StartAsync(Jid person, Board board, CancellationToken ct)
    {
        var form = new DataForm(DataFormType.Form)
        {
            Title = $"Who may use {board.Name}",
            Fields =
            [
                new FormField { Var = Who, Type = FormFieldType.TextSingle, Label = "Who", IsRequired = true, Description = "An address such as visitor@example.net, a domain such as example.net for all its people, or everyone." },
                new FormField
                {
                    Var = What,
                    Type = FormFieldType.ListSingle,
                    Label = "May",
                    IsRequired = true,
                    Values = ["read"],
                    Options = [new("read", "read it"), new("control", "control it"), new("see", "see when it is up"), new(Deny, "do nothing with it")],
                },
            ],
        };
        return new(new CommandStage.Ask(form, async (submission, token) =>
        {
            if (SubjectOf(submission.Field(Who)!.Value!) is not { } subject)
                return new CommandStage.Refuse("Who? An address such as visitor@example.net, a domain such as example.net, or everyone.");
            var order = new AccessOrder { IsAllowed = true, Subject = subject };
            switch (submission.Field(What)!.Value)
            {
                case Deny:
                    return CommandStage.End.Said(await chat.DecideAsync(person, order with { IsAllowed = false }, board, token));
                case "control":
                    return AskHow(person, board, order with { Action = AccessAction.Control }, [.. board.Description.Parameters.Select(parameter => parameter.Name)]);
                case "see":
                    return AskHow(person, board, order with { Action = AccessAction.See }, []);
                default:
                    return AskHow(person, board, order with { Action = AccessAction.Read }, board.FieldNames());
            }
        })
        { IsLast = false });
    }

    private CommandStage.Ask AskHow(Jid person, Board board, AccessOrder order, IReadOnlyList<string> names)
    {
        var fields = new List<FormField>();
        if (names.Count > 0)
        {
            fields.Add(new FormField
            {
                Var = Names,
                Type = FormFieldType.ListMulti,
                Label = order.Action == AccessAction.Control ? "Parameters" : "Fields",
                Description = "None means all.",
                Options = [.. names.Select(name => new FormOption(name, ValueText.Clean(name)))],
            });
        }

        fields.Add(new FormField
        {
            Var = Span,
            Type = FormFieldType.ListSingle,
            Label = "How long",
            IsRequired = true,
            Values = [Always],
            Options = [new(Once, "for one request"), new("PT1H", "for an hour"), new("P1D", "for a day"), new("P7D", "for a week"), new(Always, "until I say otherwise")],
        });
        var form = new DataForm(DataFormType.Form) { Title = $"{order.Subject} and {board.Name}", Fields = fields };
        return new CommandStage.Ask(form, async (submission, token) =>
        {
            string span = submission.Field(Span)!.Value!;
            return CommandStage.End.Said(await chat.DecideAsync(
                person,
                order with
                {
                    Names = [.. submission.Field(Names)?.Values.Where(name => name.Length > 0) ?? []],
                    IsOnce = span == Once,
                    For = span is Once or Always ? null : System.Xml.XmlConvert.ToTimeSpan(span),
                },
                board,
                token));
        });
    }

    private static AccessSubject? SubjectOf(string text) =>
        text.Trim().Equals(Everyone, StringComparison.OrdinalIgnoreCase) ? AccessSubject.Anyone
        // A single word is a mistyped person, more often than a domain.
        : Jid.TryParse(text.Trim(), out var jid) && (jid.Local is not null || jid.Domain.Contains('.', StringComparison.Ordinal)) ? AccessSubject.Of(jid)
        : null;
}
