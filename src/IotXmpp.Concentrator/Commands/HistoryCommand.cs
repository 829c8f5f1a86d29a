using System.Globalization;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.SensorData;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Commands;

/// <summary>Shows what a board reported: first the time, then the fields, then the newest values.</summary>
internal sealed class HistoryCommand(BoardReader reader, BoardAccess access, TimeProvider time) : IBoardCommand
{
    /// <summary>Values shown: more than a person reads in a window, and below the stanza limits of servers.</summary>
    private const int MaxValues = 100;

    private const string Period = "period";
    private const string Fields = "fields";
    private const string From = "from";
    private const string To = "to";
    private const string Chosen = "chosen";

    public string Node => "history";

    public string Name => "Show history";

    public AccessAction Action => AccessAction.Read;

    public ValueTask<CommandStage> StartAsync(Jid person, Board board, CancellationToken ct)
    {
        var form = new DataForm(DataFormType.Form)
        {
            Title = $"History of {board.Name}",
            Instructions = ["Of which time?"],
            Fields =
            [
                new FormField
                {
                    Var = Period,
                    Type = FormFieldType.ListSingle,
                    Label = "Time",
                    IsRequired = true,
                    Values = ["PT1H"],
                    Options = [new("PT1H", "the last hour"), new("P1D", "the last day"), new("P7D", "the last 7 days"), new("P30D", "the last 30 days"), new(Chosen, "choose below")],
                },
            ],
        };
        return new(new CommandStage.Ask(form, (period, token) => AskFieldsAsync(person, board, period.Field(Period)!.Value!, token)) { IsLast = false });
    }

    private async ValueTask<CommandStage> AskFieldsAsync(Jid person, Board board, string period, CancellationToken ct)
    {
        // A form shows nothing yet: what was granted once is kept for what it asks for.
        var decision = await access.LookAsync(person, board, AccessAction.Read, ct);
        if (!decision.IsAllowed)
            decision = await access.CheckAsync(person, board, AccessAction.Read, [], ct);
        if (!decision.IsAllowed)
            return CommandStage.End.Failed($"You may not read {board.Name}.");
        var names = board.FieldNames().Where(decision.Covers).ToList();
        if (names.Count == 0)
            return CommandStage.End.Failed($"{board.Name} has not reported any field yet.");
        var now = time.GetUtcNow();
        var fields = new List<FormField>
        {
            new()
            {
                Var = Fields,
                Type = FormFieldType.ListMulti,
                Label = "Fields",
                Description = "None means all.",
                Values = names,
                Options = [.. names.Select(name => new FormOption(name, ValueText.Clean(name)))],
            },
        };
        if (period == Chosen)
        {
            fields.Insert(0, Moment(From, "From (UTC)", now.AddDays(-1)));
            fields.Insert(1, Moment(To, "To (UTC)", now));
        }

        var form = new DataForm(DataFormType.Form) { Title = $"History of {board.Name}", Fields = fields };
        return new CommandStage.Ask(form, async (chosen, token) =>
        {
            if (period != Chosen)
                return await ShowAsync(person, board, time.GetUtcNow() - System.Xml.XmlConvert.ToTimeSpan(period), null, chosen, token);
            XmppDateTime.TryParse(chosen.Field(From)!.Value, out var from);
            XmppDateTime.TryParse(chosen.Field(To)!.Value, out var to);
            return to < from ? new CommandStage.Refuse("The end is before the beginning.") : await ShowAsync(person, board, from, to, chosen, token);
        });
    }

    private async ValueTask<CommandStage> ShowAsync(Jid person, Board board, DateTimeOffset from, DateTimeOffset? to, DataForm chosen, CancellationToken ct)
    {
        var names = chosen.Field(Fields)?.Values.Where(name => name.Length > 0).ToList() ?? [];
        // Asked again: the form may have lain there while the owner changed his mind.
        var decision = await access.CheckAsync(person, board, AccessAction.Read, names, ct);
        if (!decision.IsAllowed)
            return CommandStage.End.Failed($"You may not read {board.Name}.");
        var newest = new Queue<(NodeRef Node, Field Field)>();
        long count = 0;
        var request = new ReadoutRequest { SequenceNumber = "0", FieldTypes = FieldTypes.Historical, Fields = names, From = from, To = to };
        await foreach (var (node, field) in reader.HistoryAsync(board, request, ct))
        {
            if (!decision.Covers(node, field.Name))
                continue;
            count++;
            newest.Enqueue((node, field));
            if (newest.Count > MaxValues)
                newest.Dequeue();
        }

        if (count == 0)
            return CommandStage.End.Said($"{board.Name} reported nothing in that time.");
        string text = count <= MaxValues
            ? string.Create(CultureInfo.InvariantCulture, $"{board.Name} reported {count} values.")
            : string.Create(CultureInfo.InvariantCulture, $"{board.Name} reported {count} values; these are the last {MaxValues}.");
        return CommandStage.End.Said(text, FieldForm.OfHistory($"History of {board.Name}", newest, board.Name));
    }

    private static FormField Moment(string name, string label, DateTimeOffset value) => new()
    {
        Var = name,
        Type = FormFieldType.TextSingle,
        Label = label,
        IsRequired = true,
        Values = [value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)],
        Validation = new FormValidation { Datatype = "xs:dateTime" },
    };
}
