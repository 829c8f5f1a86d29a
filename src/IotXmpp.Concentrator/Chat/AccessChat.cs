using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Chat;

/// <summary>What an owner types about who may use his boards: answers to questions, <c>allow</c>, <c>deny</c>, <c>who can</c>, <c>forget</c>, <c>questions</c>, <c>audit</c>.</summary>
internal sealed class AccessChat(
    ConcentratorOptions options,
    AccessQuestions questions,
    AccessRules rules,
    AccessAudit audit,
    OwnerZone zone,
    Func<Stanza, CancellationToken, ValueTask> send,
    TimeProvider time)
{
    private const int MaxShown = 30;

    /// <summary>For <c>help</c>.</summary>
    public const string Hint = "who may use it: type help access";

    /// <summary>True for a line that may be about access: then it is worth finding out which boards are whose.</summary>
    public static bool IsConcerned(string line)
    {
        if (AccessQuestions.IsAnswer(line))
            return true;
        var words = ChatParser.Split(line);
        return words.Take(2).Any(word => IsVerb(word.Text.TrimEnd('?', '!', '.')));
    }

    /// <summary>Answers a line about access.</summary>
    /// <param name="person">Full JID of who typed it.</param>
    /// <param name="line">What was typed.</param>
    /// <param name="board">The board it was typed to; null for the concentrator.</param>
    /// <param name="mine">The boards the person owns.</param>
    /// <param name="isStale">True if it was typed some time ago.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What to say; null if the line is about something else.</returns>
    public async ValueTask<string?> AnswerAsync(Jid person, string line, Board? board, IReadOnlyList<Board> mine, bool isStale, CancellationToken ct)
    {
        if (mine.Count == 0)
            return null;
        if (AccessQuestions.IsAnswer(line))
            return await questions.AnswerAsync(person, line, isStale, device => Jid.Create(device, options.Domain), ct);
        List<string> words = [.. ChatParser.Split(line).Select(word => word.Text)];
        string verb = words[0].TrimEnd('?', '!', '.').ToLowerInvariant();
        // "board1 audit" is the same as "audit board1".
        if (words.Count > 1 && Find(mine, words[0]) is { } first && IsVerb(words[1].TrimEnd('?', '!', '.')))
        {
            board = first;
            words.RemoveAt(0);
            verb = words[0].TrimEnd('?', '!', '.').ToLowerInvariant();
        }

        switch (verb)
        {
            case "help" or "access" when words.Count == 1 || words[1].StartsWith("access", StringComparison.OrdinalIgnoreCase):
                return Help((board ?? mine[0]).Name);
            case "who" or "rules":
                return await WhoAsync(person, Named(words, board, mine), ct);
            case "allow" or "deny" when isStale:
                return "That arrived late, so nothing was changed. Type it again if you still want it.";
            case "allow" or "deny":
                return await OrderAsync(person, verb == "allow", words[1..], board, mine, ct);
            case "forget":
                return await ForgetAsync(person, words, board, mine, ct);
            case "questions":
                var open = await questions.OpenAsync(person, ct);
                return open.Count == 0 ? "There is no open question." : string.Join('\n', open.Take(MaxShown).Select(AccessQuestions.Text));
            case "audit":
                return await AuditAsync(Named(words, board, mine), ct);
            default:
                return null;
        }
    }

    private static bool IsVerb(string word) => word.ToLowerInvariant() is "who" or "rules" or "audit" or "allow" or "deny" or "forget" or "questions" or "access";

    private static string Help(string board) =>
        $"who can {board}: shows the rules. questions: what is open; answer with the number. audit {board}: what was decided.\n"
        + $"allow visitor@example.net {board} (to read), allow visitor@example.net control {board}\n"
        + $"allow visitor@example.net {board} Temperature until 18:00 (or once, or for 2 hours), allow everyone at example.net {board}\n"
        + $"deny visitor@example.net {board}, forget 3 (rule 3). The last word about somebody counts; a person before a domain, a domain before everyone.";

    private async ValueTask<string> WhoAsync(Jid person, IReadOnlyList<Board> boards, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var lines = new List<string>();
        foreach (var board in boards)
        {
            var known = await rules.ListAsync(board.Name, person, ct);
            if (known.Count == 0)
                lines.Add($"{board.Name}: nobody but you.");
            else
                lines.AddRange(known.OrderBy(rule => rule.Subject.ToString(), StringComparer.Ordinal).ThenBy(rule => rule.Id)
                    .Select(rule => $"{rule.Subject} {AccessText.Sentence(rule, now, TimeSpan.Zero)} (rule {rule.Id})."));
        }

        return Cut(lines);
    }

    private async ValueTask<string> AuditAsync(IReadOnlyList<Board> boards, CancellationToken ct)
    {
        var entries = new List<AuditEntry>();
        foreach (var board in boards)
            entries.AddRange(await audit.ListAsync(board.Name, MaxShown, ct));
        if (entries.Count == 0)
            return "Nothing has been decided yet.";
        return string.Join('\n', entries.OrderByDescending(entry => entry.At).Take(MaxShown / 2).Select(entry =>
        {
            string by = entry.Rules.Count == 0 ? "" : $" (rule {string.Join(", ", entry.Rules.Take(5))})";
            return $"{AccessText.At(entry.At, TimeSpan.Zero)} {entry.Device}: {Told(entry)}{by}";
        }));
    }

    private static string Told(AuditEntry entry) => entry.Event switch
    {
        AuditEvent.Allowed => $"{entry.Who} was allowed to {entry.What}",
        AuditEvent.Refused => $"{entry.Who} was refused to {entry.What}",
        AuditEvent.Asked => $"{entry.Who} asked to {entry.What}",
        AuditEvent.Answered => $"you answered {entry.What}",
        AuditEvent.RuleAdded => $"you said: {entry.What}",
        AuditEvent.RuleRemoved => $"you took back: {entry.What}",
        AuditEvent.Befriended => $"{entry.Who} became a contact",
        _ => $"{entry.Who} is no contact any more",
    };

    private async ValueTask<string> ForgetAsync(Jid person, List<string> words, Board? board, IReadOnlyList<Board> mine, CancellationToken ct)
    {
        string? typed = words.Skip(1).FirstOrDefault(word => !word.Equals("rule", StringComparison.OrdinalIgnoreCase));
        if (!long.TryParse(typed, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long id))
            return "Which rule? Type its number: who can, then for example forget 3.";
        foreach (var each in board is null ? mine : [board])
        {
            if (await rules.RemoveAsync(each.Name, person.Bare, id, ct) is { } rule)
                return $"Forgotten: {rule.Subject} {AccessText.Sentence(rule, time.GetUtcNow(), TimeSpan.Zero)}.";
        }

        return $"There is no rule {id}.";
    }

    private async ValueTask<string> OrderAsync(Jid person, bool isAllowed, List<string> words, Board? board, IReadOnlyList<Board> mine, CancellationToken ct)
    {
        if (!AccessOrderParser.TryParse(isAllowed, words, word => Find(mine, word) is not null, out var order, out string? problem))
            return problem!;
        var target = order!.Board is { } named ? Find(mine, named)! : board;
        if (target is null)
            return $"Which board? You have {string.Join(", ", mine.Take(MaxShown).Select(each => each.Name))}.";
        return await DecideAsync(person, order, target, ct);
    }

    /// <summary>Makes rules of an order of the owner, closes the questions they answer and tells whom they are about.</summary>
    /// <param name="person">Full JID of the owner.</param>
    /// <param name="order">What is to be.</param>
    /// <param name="target">The board.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What to say.</returns>
    public async ValueTask<string> DecideAsync(Jid person, AccessOrder order, Board target, CancellationToken ct)
    {
        if (order.Subject.Kind == AccessSubjectKind.Person && order.Subject.Includes(person))
            return $"You own {target.Name}: that needs no rule.";

        var offset = order.Until is null ? TimeSpan.Zero : await zone.OffsetAsync(person, ct);
        var now = time.GetUtcNow();
        var end = order.End(now, offset);
        if (end <= now)
            return $"That is over already: it is {AccessText.At(now, offset)}.";
        string? node = order.Node is null || order.Node == target.Name ? order.Node : BoardNodeId.Of(target.Name, BoardNodeId.LocalOf(target.Name, order.Node));
        var before = await rules.ListAsync(target.Name, person, ct);
        List<AccessRule> drafts = [.. Scopes(order, target).Select(scope => new AccessRule
        {
            Device = target.Name,
            Owner = person.Bare,
            Subject = order.Subject,
            Action = scope.Action,
            IsAllowed = order.IsAllowed,
            Node = node,
            Name = scope.Name,
            Until = end,
            IsOnce = order.IsOnce,
            Created = now,
        })];
        if (await rules.AddAsync(drafts, person, ct) is not { } added)
            return $"{target.Name} has too many rules. Take some back: type rules {target.Name}.";
        await questions.OvertakeAsync(person, added, ct);
        await TellAsync(target, order, added, before, offset, ct);
        var lines = added.Select(rule => $"{rule.Subject} {AccessText.Sentence(rule, now, offset)} (rule {rule.Id}).").ToList();
        if (!order.IsAllowed)
            lines.AddRange(StillAllowed(order.Subject, before).Select(rule => $"But {rule.Subject} {AccessText.Sentence(rule, now, offset)} (rule {rule.Id})."));
        return Cut(lines);
    }

    /// <summary>What an order is about. To allow without more means reading; to deny without more means everything.</summary>
    private static IEnumerable<(AccessAction Action, string? Name)> Scopes(AccessOrder order, Board board)
    {
        if (order.Names.Count == 0)
        {
            if (order.Action is { } said)
                return [(said, null)];
            return order.IsAllowed ? [(AccessAction.Read, null)] : [(AccessAction.Read, null), (AccessAction.Control, null), (AccessAction.See, null)];
        }

        var scopes = new List<(AccessAction, string?)>();
        foreach (string typed in order.Names)
        {
            string? field = board.FieldNames().FirstOrDefault(name => name.Equals(typed, StringComparison.OrdinalIgnoreCase));
            var parameter = board.Description.Parameter(typed);
            var action = order.Action ?? (field is null && parameter is not null ? AccessAction.Control : AccessAction.Read);
            string name = (action == AccessAction.Control ? parameter?.Name : field) ?? typed;
            scopes.Add((action, name));
            if (!order.IsAllowed && order.Action is null)
                scopes.Add((AccessAction.Control, parameter?.Name ?? typed));
        }

        return scopes.Distinct();
    }

    /// <summary>Rules about single people that a denial of their domain, or of everyone, leaves as they are.</summary>
    private static IEnumerable<AccessRule> StillAllowed(AccessSubject denied, IReadOnlyList<AccessRule> before) => before.Where(rule =>
        rule.IsAllowed && rule.Subject.Kind > denied.Kind && rule.Subject.Kind != AccessSubjectKind.Certificate
        && (denied.Kind == AccessSubjectKind.Anyone || (denied.Kind == AccessSubjectKind.Domain && rule.Subject.Kind == AccessSubjectKind.Person && denied.Includes(Jid.Parse(rule.Subject.Value)))));

    private async ValueTask TellAsync(Board board, AccessOrder order, IReadOnlyList<AccessRule> added, IReadOnlyList<AccessRule> before, TimeSpan offset, CancellationToken ct)
    {
        // Who had nothing and gets nothing is not bothered.
        if (order.Subject.Kind != AccessSubjectKind.Person || (!order.IsAllowed && !before.Any(rule => rule.IsAllowed && rule.Subject == order.Subject)))
            return;
        string what = string.Join("; ", added.Select(rule => AccessText.Sentence(rule, time.GetUtcNow(), offset)).Take(5));
        var body = Message.BodyOf($"The owner of {board.Name} has decided: you {what}.");
        await send(new Message { Type = MessageType.Chat, From = board.Address, To = Jid.Parse(order.Subject.Value), Payloads = [body] }, ct);
    }

    private static IReadOnlyList<Board> Named(List<string> words, Board? board, IReadOnlyList<Board> mine)
    {
        foreach (string word in words.Skip(1))
        {
            if (Find(mine, word.TrimEnd('?', '.', '!')) is { } named)
                return [named];
        }

        return board is null ? mine : [board];
    }

    private static Board? Find(IReadOnlyList<Board> boards, string word) => boards.FirstOrDefault(board => board.Name.Equals(word, StringComparison.OrdinalIgnoreCase));

    private static string Cut(List<string> lines) =>
        lines.Count <= MaxShown ? string.Join('\n', lines) : $"{string.Join('\n', lines.Take(MaxShown))}\nand {lines.Count - MaxShown} more.";
}
