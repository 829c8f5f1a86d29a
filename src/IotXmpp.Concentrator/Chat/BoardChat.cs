using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Control;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.SensorData;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Chat;

/// <summary>Answers a line about one board.</summary>
internal sealed class BoardChat(ConcentratorOptions options, BoardReader reader, BoardControlTarget control, BoardCommands commands, BoardAccess access, BridgeRunner bridges, TimeProvider time)
{
    /// <summary>Answers.</summary>
    /// <param name="person">Full JID of who typed it; may see the board.</param>
    /// <param name="board">The board.</param>
    /// <param name="line">What was typed.</param>
    /// <param name="prefix">What has to be typed before a command to reach this board: empty on its own address.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask<ChatAnswer> AnswerAsync(Jid person, Board board, ChatLine line, string prefix, CancellationToken ct) => line.Verb switch
    {
        ChatVerb.Help => ChatAnswer.Of(await HelpAsync(person, board, prefix, ct)),
        ChatVerb.List => ChatAnswer.Of(await ListAsync(person, board, ct)),
        ChatVerb.Status => ChatAnswer.Of(await StatusAsync(person, board, ct)),
        ChatVerb.Read => await ReadAsync(person, board, line, prefix.Length > 0, ct),
        ChatVerb.Set or ChatVerb.On or ChatVerb.Off => ChatAnswer.Of(await SetAsync(person, board, line, prefix, ct)),
        ChatVerb.Cancel => ChatAnswer.Of(await CancelAsync(person, board, ct)),
        _ => ChatAnswer.Of($"I did not understand that. Type {prefix}help."),
    };

    private async ValueTask<string> HelpAsync(Jid person, Board board, string prefix, CancellationToken ct)
    {
        var description = board.Description;
        var fields = await FieldsAsync(person, board, ct);
        var parameters = await ParametersAsync(person, board, ct);
        var lines = new List<string>
        {
            $"{board.Name} is a {description.Title}. You can type:",
            fields.Count > 0 ? $"{prefix}read (everything) or {prefix}read {ValueText.Clean(fields[0])}" : $"{prefix}read (everything)",
        };
        var values = parameters.Where(parameter => parameter.Kind != ControlParameterKind.Boolean).ToList();
        if (values.Count > 0)
            lines.Add($"{prefix}set {values[0].Name} <value>; {string.Join("; ", values.Select(parameter => $"{parameter.Name} is {parameter.Range}"))}");
        if (parameters.FirstOrDefault(parameter => parameter.Kind == ControlParameterKind.Boolean) is { } flag)
            lines.Add($"{prefix}on {flag.Name} or {prefix}off {flag.Name}");
        // With what it is about: help is short, five lines at most.
        if (parameters.Count > 0)
            lines[^1] += $"; while it is away {prefix}later <command> or {prefix}within 2 h <command>, and {prefix}cancel takes it back";
        string decisions = await access.MayManageAsync(person, board, ct) ? $"; {AccessChat.Hint}" : "";
        lines.Add($"{prefix}list (names), {prefix}status, {prefix}help{decisions}");
        return string.Join('\n', lines);
    }

    private async ValueTask<string> ListAsync(Jid person, Board board, CancellationToken ct)
    {
        string fields = Join(await FieldsAsync(person, board, ct));
        string parameters = Join((await ParametersAsync(person, board, ct)).Select(parameter => parameter.Name));
        string first = $"{board.Name} reports {(fields.Length > 0 ? fields : "nothing yet")}.";
        return parameters.Length == 0 ? first : $"{first}\nYou can set {parameters}.";
    }

    private async ValueTask<string> StatusAsync(Jid person, Board board, CancellationToken ct)
    {
        string since = ValueText.Span(time.GetUtcNow() - board.Since);
        var readable = await access.LookLastingAsync(person, board, AccessAction.Read, ct);
        var values = board.LastValues().Where(value => readable.Covers(value.Node, value.Field)).ToList();
        string first = board.IsUp ? $"{board.Name} has been up for {since}." : $"{board.Name} has been away for {since}.";
        string orders = await CommandsAsync(person, board, ct) + (await access.MayManageAsync(person, board, ct) ? Bridges(board) : "");
        if (!readable.IsAllowed)
            return first + orders;
        return values.Count == 0 ? $"{first} It has not reported anything yet.{orders}" : $"{first} Last: {Sentence(values, aside: null)}{orders}";
    }

    /// <summary>What an owner is told of the ways by which the board's readings go elsewhere.</summary>
    private string Bridges(Board board)
    {
        var now = time.GetUtcNow();
        return string.Concat(bridges.All.Where(bridge => bridge.Route.HasBoard(board.Name)).Select(bridge =>
        {
            var status = bridge.Status;
            string since = ValueText.Span(now - status.Since);
            string state = status.State == BridgeState.Connected ? $"connected for {since}" : $"not connected for {since}{(status.Problem is { } problem ? $" ({ValueText.Clean(problem)})" : "")}";
            string waiting = status.Backlog > 0 ? $", {status.Backlog} readings of all its boards wait" : "";
            return $"\nBridge {BridgeAddress.Of(bridge.Name)}: {state}{waiting}.";
        }));
    }

    /// <summary>The fields that this person may read: names of others are none of his business.</summary>
    private async ValueTask<IReadOnlyList<string>> FieldsAsync(Jid person, Board board, CancellationToken ct)
    {
        var decision = await access.LookAsync(person, board, AccessAction.Read, ct);
        return [.. board.FieldNames().Where(name => board.Nodes().Any(node => decision.Covers(node, name)))];
    }

    /// <summary>The parameters that this person may set.</summary>
    private async ValueTask<IReadOnlyList<ControlParameter>> ParametersAsync(Jid person, Board board, CancellationToken ct)
    {
        var decision = await access.LookAsync(person, board, AccessAction.Control, ct);
        return [.. board.Description.Parameters.Where(parameter => decision.Covers(parameter.Name))];
    }

    private async ValueTask<ChatAnswer> ReadAsync(Jid person, Board board, ChatLine line, bool named, CancellationToken ct)
    {
        var known = board.FieldNames();
        var names = new List<string>();
        foreach (string typed in line.Names)
        {
            // To whom nothing is readable, nothing is said about what there is.
            if (Find(known, typed) is { } name)
                names.Add(name);
            else if (await FieldsAsync(person, board, ct) is { Count: > 0 } readable)
                return ChatAnswer.Of($"{board.Name} has no field {Quote(typed)}. It has {Join(readable)}.");
            else if (known.Count == 0 && await access.MayManageAsync(person, board, ct))
                return ChatAnswer.Of($"{board.Name} has not reported any field yet.");
            else
                names.Add(typed);
        }

        var decision = await access.CheckAsync(person, board, AccessAction.Read, names, ct);
        if (!decision.IsAllowed)
            return ChatAnswer.Of(Refusal("read", names, board, decision));
        var hidden = names.Where(name => !board.Nodes().Any(node => decision.Covers(node, name))).ToList();
        names.RemoveAll(hidden.Contains);

        var reading = await reader.ReadAsync(board, new ReadoutRequest { SequenceNumber = "0", FieldTypes = FieldTypes.Present, Fields = names }, ct);
        var nodes = reading.Nodes.Select(node => node with { Fields = [.. node.Fields.Where(field => decision.Covers(node.Node, field))] }).Where(node => node.Fields.Count > 0).ToList();
        var values = nodes.SelectMany(node => node.Fields.Select(field => (node.Node, field))).ToList();
        string aside = reading.Outcome switch
        {
            ReadoutOutcome.Away => $"{board.Name} is away",
            ReadoutOutcome.TimedOut => $"{board.Name} does not answer",
            ReadoutOutcome.Failed => $"{board.Name} could not be read: {ValueText.Clean(reading.Error ?? "no reason given")}",
            _ => "",
        };
        if (values.Count == 0)
            return ChatAnswer.Of(aside.Length > 0 ? $"{aside}, and there are no earlier values." : $"{board.Name} has no values.");
        string text = Sentence(values, reading.IsLive ? "" : aside);
        if (hidden.Count > 0)
            text += $". {Refusal("read", hidden, board, decision)}";
        return new ChatAnswer(named ? $"{board.Name}: {text}" : text, nodes);
    }

    private async ValueTask<string> SetAsync(Jid person, Board board, ChatLine line, string prefix, CancellationToken ct)
    {
        var parameters = await ParametersAsync(person, board, ct);
        var switches = parameters.Where(parameter => parameter.Kind == ControlParameterKind.Boolean).ToList();
        if (parameters.Count == 0)
        {
            if (board.Description.Parameters.Count == 0)
                return $"{board.Name} has nothing to set.";
            List<string> wanted = [.. line.Names.Take(1).Select(board.Description.Parameter).OfType<ControlParameter>().Select(each => each.Name)];
            return Refusal("control", wanted, board, await access.CheckAsync(person, board, AccessAction.Control, wanted, ct));
        }

        ControlParameter? parameter;
        if (line.Names.Count == 0)
        {
            // "on" alone is clear if there is one switch.
            if (line.Verb == ChatVerb.Set || switches.Count != 1)
                return $"Set what? {board.Name} has {Join(parameters.Select(each => each.Name))}. Type {prefix}{Example(parameters[0])}.";
            parameter = switches[0];
        }
        else if ((parameter = board.Description.Parameter(line.Names[0])) is null)
            return $"{board.Name} has no parameter {Quote(line.Names[0])}. It has {Join(parameters.Select(each => each.Name))}.";

        string? text = line.Value;
        if (line.Verb != ChatVerb.Set)
        {
            if (parameter.Kind != ControlParameterKind.Boolean)
                return $"{parameter.Name} cannot be switched. Type {prefix}{Example(parameter)}.";
            if (line.Names.Count > 1)
                return $"One at a time: type {prefix}{(line.Verb == ChatVerb.On ? "on" : "off")} {parameter.Name}.";
            text = line.Verb == ChatVerb.On ? "true" : "false";
        }
        else if (text is null)
            return $"{parameter.Name} must be {parameter.Range}. Type {prefix}{Example(parameter)}.";

        // The value before the right: one that is mistyped uses up nothing that was granted once.
        bool isGood = parameter.TryCheck(new ControlValue(parameter.Name, null, text), out var value, out string? reason);
        if (!isGood && parameters.Contains(parameter))
            return $"{reason} Nothing was changed.";
        var decision = await access.CheckAsync(person, board, AccessAction.Control, [parameter.Name], ct);
        if (!decision.Covers(parameter.Name) || !isGood)
            return Refusal("control", [parameter.Name], board, decision);
        return await SubmitAsync(person, board, line, parameter, value!, prefix, ct);
    }

    private async ValueTask<string> SubmitAsync(Jid person, Board board, ChatLine line, ControlParameter parameter, ControlValue value, string prefix, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var wait = line.Wait == TimeSpan.Zero ? options.CommandExpiry : line.Wait;
        if (wait > options.Limits.MaxCommandWait)
            return $"A command waits {ValueText.Span(options.Limits.MaxCommandWait)} at most. Nothing was changed.";
        var address = prefix.Length == 0 ? board.Address : Jid.Create(null, options.Domain);
        var command = await commands.SubmitAsync(new CommandOrder(person, address, board, [value]) { NotAfter = now + wait, TellsByChat = true }, ct);
        if (command.Waits)
        {
            return $"{board.Name} is away. It is told to set {parameter.Name} to {Shown(parameter, value.Text)} if it is back by {CommandText.At(command.Record!.Expires, now)}; "
                + $"you will hear of it. {prefix}cancel takes it back.";
        }

        var outcome = await command.Outcome.WaitAsync(ct);
        string typed = line.Verb == ChatVerb.Set ? $"set {parameter.Name} {value.Text}" : $"{(line.Verb == ChatVerb.On ? "on" : "off")} {parameter.Name}";
        string hint = outcome.Kind == ControlOutcomeKind.Away ? $" If it may wait, type {prefix}later {typed}." : "";
        return control.Error(board, outcome) is { } error
            ? $"{error.Text ?? $"{board.Name} refused."}{hint}"
            : $"{parameter.Name} is now {Shown(parameter, value.Text)}.";
    }

    private async ValueTask<string> CancelAsync(Jid person, Board board, CancellationToken ct)
    {
        var parameters = await ParametersAsync(person, board, ct);
        var cancelled = await commands.CancelAsync(board, command => command.Values.All(value => parameters.Any(parameter => parameter.Name == value.Name)), $"{person.Bare} took it back.", ct);
        return cancelled.Count == 0
            ? $"No command of yours waits for {board.Name}."
            : $"Taken back: {string.Join("; ", cancelled.Select(command => CommandText.Values(command, board)))}. Nothing was done.";
    }

    /// <summary>What a person who may control the board is told of its commands: those that wait, else the last one.</summary>
    private async ValueTask<string> CommandsAsync(Jid person, Board board, CancellationToken ct)
    {
        var shown = commands.Waiting(board);
        if (shown.Count == 0 && commands.Last(board) is { } last)
            shown = [last];
        if (shown.Count == 0)
            return "";
        var parameters = await ParametersAsync(person, board, ct);
        var now = time.GetUtcNow();
        return string.Concat(shown
            .Where(command => command.Values.All(value => parameters.Any(parameter => parameter.Name == value.Name)))
            .Select(command => $"\nCommand of {command.Requester.Bare}: {CommandText.Values(command, board)}, {CommandText.State(command, now)}."));
    }

    /// <summary>Values as a sentence. With an aside they are not live: then each says how old it is, once if all are of one time.</summary>
    private string Sentence(IReadOnlyList<(NodeRef Node, Field Field)> values, string? aside)
    {
        if (aside is "")
            return string.Join(", ", values.Select(value => ValueText.Of(value.Field)));
        var now = time.GetUtcNow();
        string Age(Field field) => ValueText.Ago(now - field.Timestamp);
        string end = aside is null ? "" : $"; {aside}";
        var ages = values.Select(value => Age(value.Field)).Distinct().ToList();
        if (ages.Count == 1)
            return $"{string.Join(", ", values.Select(value => ValueText.Of(value.Field)))} ({ages[0]}{end})";
        string each = string.Join(", ", values.Select(value => $"{ValueText.Of(value.Field)} ({Age(value.Field)})"));
        return aside is null ? each : $"{each}; {aside}";
    }

    private static string Shown(ControlParameter parameter, string text) => parameter.Kind switch
    {
        ControlParameterKind.Boolean => ValueText.OnOff(text),
        ControlParameterKind.String => $"'{ValueText.Clean(text)}'",
        _ => parameter.Unit.Length > 0 ? $"{text} {parameter.Unit}" : text,
    };

    private static string Example(ControlParameter parameter) => parameter.Kind switch
    {
        ControlParameterKind.Boolean => $"on {parameter.Name}",
        ControlParameterKind.Int or ControlParameterKind.Long or ControlParameterKind.Double => $"set {parameter.Name} {parameter.Maximum ?? 1}",
        _ => $"set {parameter.Name} <value>",
    };

    private static string Refusal(string verb, IReadOnlyList<string> names, Board board, AccessDecision decision)
    {
        string what = names.Count == 0 ? board.Name : $"{AccessText.Names([.. names.Take(5)])} of {board.Name}";
        return $"You may not {verb} {what}.{(decision.IsUndecided ? " Its owner is asked, and you will be told." : "")}";
    }

    private static string? Find(IReadOnlyList<string> names, string typed) =>
        names.FirstOrDefault(name => name == typed) ?? names.FirstOrDefault(name => name.Equals(typed.TrimEnd('?', '!', '.'), StringComparison.OrdinalIgnoreCase));

    private static string Join(IEnumerable<string> names) => string.Join(", ", names.Take(30).Select(ValueText.Clean));

    private static string Quote(string typed) => $"'{ValueText.Clean(typed)}'";
}
