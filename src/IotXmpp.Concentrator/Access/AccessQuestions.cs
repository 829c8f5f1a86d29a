using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Access;

/// <summary>
/// Asks owners about what no rule says, and makes rules of their answers. Each possible answer has a number of its own, never given again to
/// another question of the same owner: whatever is typed, late or twice, means one thing only.
/// </summary>
internal sealed class AccessQuestions(IAccessStore store, AccessRules rules, AccessAudit audit, Func<Stanza, CancellationToken, ValueTask> send, TimeProvider time)
{
    /// <summary>Numbers of one question: its own number times this, plus the option.</summary>
    private const int Step = 10;

    /// <summary>Open questions of one owner. More are not asked, and refused.</summary>
    private const int MaxOpen = 50;

    /// <summary>Open questions of one owner about people of one domain: addresses are cheap to make there.</summary>
    private const int MaxOpenPerDomain = 10;

    /// <summary>More names than this are asked about as everything: the owner has to see what he answers.</summary>
    private const int MaxNames = 5;

    /// <summary>Longest name an owner is asked about.</summary>
    private const int MaxName = 40;

    /// <summary>A question nobody answered is over, and may be asked again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(7);

    /// <summary>For this long after a question was closed a bare word is not taken for an answer to the next.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromMinutes(1);

    /// <summary>Asks the owner, unless he has been asked.</summary>
    /// <param name="requester">Who wants it.</param>
    /// <param name="board">The board.</param>
    /// <param name="action">What for.</param>
    /// <param name="node">Node; null for all.</param>
    /// <param name="names">Fields or parameters; empty for all. Names the board does not have are not asked about.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>True if the owner is asked now.</returns>
    public async ValueTask<bool> AskAsync(Jid requester, Board board, AccessAction action, string? node, IReadOnlyList<string> names, CancellationToken ct)
    {
        if (board.Record.Owner?.Bare is not { } owner)
            return false;
        var open = await OpenAsync(owner, ct);
        if (open.Count(each => each.Requester.Domain == requester.Domain) >= MaxOpenPerDomain)
            return false;
        var known = action == AccessAction.Control ? board.Description.Parameters.Select(parameter => parameter.Name).ToList() : board.FieldNames();
        List<string> asked = [.. names.Distinct(StringComparer.Ordinal).Where(name => name.Length <= MaxName && (known.Count == 0 || known.Contains(name, StringComparer.Ordinal)))];
        if (names.Count > 0 && asked.Count == 0)
            return false;
        var question = await store.AskAsync(
            new AccessQuestion
            {
                Owner = owner,
                Device = board.Name,
                Requester = requester.Bare,
                Action = action,
                Node = node,
                Names = asked.Count > MaxNames || asked.Count == known.Count ? [] : asked,
                Asked = time.GetUtcNow(),
            },
            MaxOpen,
            ct);
        if (question is null)
            return false;
        await audit.WriteAsync(board.Name, requester, AuditEvent.Asked, AccessText.What(question.Action, question.Device, question.Node, question.Names), [], ct);
        await SendAsync(board.Address, owner, Text(question), ct);
        return true;
    }

    /// <summary>The open questions of an owner, the oldest first.</summary>
    public async ValueTask<IReadOnlyList<AccessQuestion>> OpenAsync(Jid owner, CancellationToken ct)
    {
        var open = new List<AccessQuestion>();
        foreach (var question in await store.ListOpenAsync(owner.Bare, ct))
        {
            if (time.GetUtcNow() - question.Asked < Patience)
                open.Add(question);
            else
                await store.AnswerAsync(owner.Bare, question.Number, "no answer", time.GetUtcNow(), [], [], ct);
        }

        return open;
    }

    /// <summary>True while the owner of a board has not answered what he was asked about somebody.</summary>
    public async ValueTask<bool> IsOpenAsync(Jid requester, Board board, CancellationToken ct) =>
        board.Record.Owner is { } owner && (await OpenAsync(owner.Bare, ct)).Any(question => question.Device == board.Name && question.Requester == requester.Bare);

    /// <summary>True for a line that is nothing but an answer: a number, or one of the words.</summary>
    public static bool IsAnswer(string line) => TryNumber(line, out _) || WordOf(line) is not null;

    /// <summary>Takes an answer.</summary>
    /// <param name="owner">Who typed it.</param>
    /// <param name="line">What was typed: see <see cref="IsAnswer"/>.</param>
    /// <param name="isStale">True if it was typed some time ago: then a word may have meant another question.</param>
    /// <param name="address">The address of a board, of its name.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What to say; null if it answers nothing, so that it may mean something else.</returns>
    public async ValueTask<string?> AnswerAsync(Jid owner, string line, bool isStale, Func<string, Jid> address, CancellationToken ct)
    {
        QuestionOption option;
        AccessQuestion? question;
        if (TryNumber(line, out int typed))
        {
            option = (QuestionOption)(typed % Step);
            question = await store.FindQuestionAsync(owner.Bare, typed / Step, ct);
            if (question is null)
                return $"There is no question with an answer {typed}. Type questions.";
        }
        else if (WordOf(line) is { } word)
        {
            option = word;
            var open = await OpenAsync(owner, ct);
            if (open.Count == 0)
                return "There is no open question.";
            bool doubtful = await store.LastClosedAsync(owner.Bare, ct) is { } closed && time.GetUtcNow() - closed < Doubt;
            if (open.Count > 1 || isStale || doubtful)
                return $"Answer by number, please:\n{string.Join('\n', open.Take(5).Select(Text))}";
            question = open[0];
            string typedWords = line.Trim().TrimEnd('.', '!');
            if (typedWords.Contains(' ', StringComparison.Ordinal) && !typedWords.Equals(Words(option, question), StringComparison.OrdinalIgnoreCase))
                return $"That is no answer to this question:\n{Text(question)}";
        }
        else
            return null;

        if (question.Closed is { } at)
            return $"That question is closed since {AccessText.At(at, TimeSpan.Zero)}: {question.Answer}. Nothing has changed.";
        if (!Options(question).Contains(option))
            return $"That is no answer to this question:\n{Text(question)}";
        return await AnswerAsync(owner, question, option, address(question.Device), ct);
    }

    /// <summary>A question with its possible answers.</summary>
    public static string Text(AccessQuestion question)
    {
        var options = Choices(question).Select(choice => $"{choice.Number} {choice.Words}");
        return $"{question.Requester} asks to {AccessText.What(question.Action, question.Device, question.Node, question.Names)}: {string.Join(", ", options)}";
    }

    /// <summary>The possible answers to a question: the number that is typed, and what it means.</summary>
    public static IEnumerable<(int Number, string Words)> Choices(AccessQuestion question) =>
        Options(question).Select(option => ((question.Number * Step) + (int)option, Words(option, question)));

    /// <summary>Closes the open questions that new rules of their owner answer.</summary>
    public async ValueTask OvertakeAsync(Jid owner, IReadOnlyList<AccessRule> added, CancellationToken ct)
    {
        foreach (var question in await store.ListOpenAsync(owner.Bare, ct))
        {
            if (added.FirstOrDefault(rule => rule.Device == question.Device && rule.Action == question.Action && rule.Subject.Includes(question.Requester)) is { } rule)
                await store.AnswerAsync(owner.Bare, question.Number, $"answered by rule {rule.Id}", time.GetUtcNow(), [], [], ct);
        }
    }

    private async ValueTask<string> AnswerAsync(Jid owner, AccessQuestion question, QuestionOption option, Jid board, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var subject = option == QuestionOption.Everyone ? AccessSubject.OfDomain(question.Requester.Domain) : AccessSubject.Of(question.Requester);
        bool whole = option is QuestionOption.Always or QuestionOption.No;
        IReadOnlyList<string?> names = whole || question.Names.Count == 0 ? [null] : [.. question.Names];
        List<AccessRule> made = [.. names.Select(name => new AccessRule
        {
            Device = question.Device,
            Owner = owner.Bare,
            Subject = subject,
            Action = question.Action,
            IsAllowed = option != QuestionOption.No,
            Node = whole ? null : question.Node,
            Name = name,
            IsOnce = option == QuestionOption.Once,
            Created = now,
        })];
        if (!await rules.AnswerAsync(question, Words(option, question), made, owner, ct))
        {
            return await store.FindQuestionAsync(owner.Bare, question.Number, ct) is { Closed: not null } closed
                ? $"That question is closed: {closed.Answer}. Nothing has changed."
                : $"{question.Device} has too many rules. Take some back: type rules {question.Device}.";
        }

        string what = AccessText.What(question.Action, question.Device, whole ? null : question.Node, whole ? [] : question.Names);
        string manner = option == QuestionOption.Once ? ", once" : "";
        await SendAsync(board, question.Requester, option == QuestionOption.No
            ? $"The owner of {question.Device} has decided: you may not {what}."
            : $"The owner of {question.Device} has decided: you may {what}{manner}.{(question.Action == AccessAction.See ? "" : " Ask again now.")}", ct);
        return option == QuestionOption.No ? $"{subject} may not {what}." : $"{subject} may {what}{manner}.";
    }

    private static IReadOnlyList<QuestionOption> Options(AccessQuestion question)
    {
        var options = new List<QuestionOption>();
        // A presence subscription is no single request.
        if (question.Action != AccessAction.See)
            options.Add(QuestionOption.Once);
        options.Add(QuestionOption.Always);
        if (question.Names.Count > 0)
            options.Add(QuestionOption.Only);
        if (question.Requester.Local is not null)
            options.Add(QuestionOption.Everyone);
        options.Add(QuestionOption.No);
        return options;
    }

    private static string Words(QuestionOption option, AccessQuestion question) => option switch
    {
        QuestionOption.Once => "once",
        QuestionOption.Always => "always",
        QuestionOption.Only => $"only {AccessText.Names(question.Names)}",
        QuestionOption.Everyone => $"everyone at {question.Requester.Domain}",
        _ => "no",
    };

    private static bool TryNumber(string line, out int number) =>
        int.TryParse(line.AsSpan().Trim().TrimEnd('.'), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number) && number < 100_000_000;

    private static QuestionOption? WordOf(string line)
    {
        string text = line.Trim().TrimEnd('.', '!').ToLowerInvariant();
        return text switch
        {
            "once" => QuestionOption.Once,
            "always" => QuestionOption.Always,
            "no" => QuestionOption.No,
            "only" => QuestionOption.Only,
            "everyone" => QuestionOption.Everyone,
            _ when text.StartsWith("only ", StringComparison.Ordinal) => QuestionOption.Only,
            _ when text.StartsWith("everyone at ", StringComparison.Ordinal) => QuestionOption.Everyone,
            _ => null,
        };
    }

    private ValueTask SendAsync(Jid from, Jid to, string text, CancellationToken ct) =>
        send(new Message { Type = MessageType.Chat, From = from, To = to, Payloads = [Message.BodyOf(text)] }, ct);
}
