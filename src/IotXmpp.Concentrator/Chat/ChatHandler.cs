using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Control;
using IotXmpp.Things.Dialects;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Chat;

/// <summary>
/// Chat with people, on the address of a board and on that of the concentrator. One line gets one answer, in the same thread and type, to the
/// full JID that wrote it, with the fields for programs beside the sentence.
/// </summary>
internal sealed class ChatHandler(ConcentratorOptions options, BoardTable boards, BoardChat chat, BoardAccess access, AccessChat decisions, Func<Stanza, CancellationToken, ValueTask> send)
{
    /// <summary>Boards named in one answer; a longer list is cut with a count.</summary>
    private const int MaxListed = 40;

    /// <summary>True for a message a person expects an answer to. Errors, headlines, rooms, copies and other boards are none: answering them makes loops.</summary>
    public bool IsChat(Message message) =>
        message is { Type: MessageType.Chat or MessageType.Normal, From: not null, To: not null }
        && message.From.Domain != options.Domain
        && !string.IsNullOrWhiteSpace(message.Body)
        && !message.Payloads.Any(payload => payload.Namespace is Ns.Carbons or Ns.Forward);

    /// <summary>Answers.</summary>
    public async ValueTask AnswerAsync(Message message, CancellationToken ct)
    {
        var person = message.From!;
        var address = message.To!;
        var mine = new List<Board>();
        Board? board = null;
        if (address.Local is { } name)
        {
            board = await boards.FindAsync(name, ct);
            if (board is null)
            {
                await send(message.Fail(StanzaErrors.ItemNotFound()), ct);
                return;
            }

            if (!await access.MaySeeAsync(person, board, ct))
            {
                await RefuseAsync(message, board, ct);
                return;
            }
        }
        else
        {
            await foreach (var each in boards.ListAsync(ct))
            {
                if (await access.MaySeeAsync(person, each, ct))
                    mine.Add(each);
            }
        }

        await ReceiptAsync(message, ct);
        await ReplyAsync(message, await ComposeAsync(message, person, board, mine, ct), ct);
    }

    private async ValueTask<ChatAnswer> ComposeAsync(Message message, Jid person, Board? board, List<Board> mine, CancellationToken ct)
    {
        string text = message.Body!.Trim();
        if (text.Length > options.Limits.MaxChatText)
            return ChatAnswer.Of($"That is too long for me: at most {options.Limits.MaxChatText} characters. Type help.");
        if (AccessChat.IsConcerned(text) && await decisions.AnswerAsync(person, text, board, await OwnedAsync(person, ct), ControlHandler.IsStale(message), ct) is { } decided)
            return ChatAnswer.Of(decided);
        var line = ChatParser.Parse(text, word => board is null ? Find(mine, word) is not null : word.Equals(board.Name, StringComparison.OrdinalIgnoreCase));
        if (line.IsControl && ControlHandler.IsStale(message))
            return ChatAnswer.Of("That command arrived late, so it was not carried out. Type it again if you still want it.");
        if (line.Verb == ChatVerb.Unknown)
            return ChatAnswer.Of($"I did not understand '{ValueText.Clean(text)}'. Type help.");
        if (board is not null)
            return await chat.AnswerAsync(person, board, line, "", ct);
        if (line.Board is not null && Find(mine, line.Board) is { } named)
            return await chat.AnswerAsync(person, named, line, named.Name + " ", ct);
        return OwnAnswer(line, mine);
    }

    /// <summary>Somebody who may not even know of the board writes to it: what he wants is asked of the owner.</summary>
    private async ValueTask RefuseAsync(Message message, Board board, CancellationToken ct)
    {
        string text = message.Body!.Trim();
        var line = text.Length > options.Limits.MaxChatText
            ? new ChatLine(ChatVerb.Unknown, null, [], null)
            : ChatParser.Parse(text, word => word.Equals(board.Name, StringComparison.OrdinalIgnoreCase));
        var action = line.IsControl ? AccessAction.Control : line.Verb == ChatVerb.Read ? AccessAction.Read : AccessAction.See;
        var names = action switch
        {
            AccessAction.Control => [.. line.Names.Select(board.Description.Parameter).OfType<Things.Model.ControlParameter>().Select(parameter => parameter.Name)],
            AccessAction.Read => [.. board.FieldNames().Where(name => line.Names.Contains(name, StringComparer.OrdinalIgnoreCase))],
            _ => (List<string>)[],
        };
        var request = new AccessRequest(message.From!, board.Record, action) { Names = names };
        var decision = await access.LookAsync(message.From!, board, action, ct);
        // Only when something has happened, and else seldom, so that a machine that answers this is not kept talking.
        if (await access.RefuseAsync(board, request, decision, ct))
            await ReplyAsync(message, ChatAnswer.Of($"You may not use {board.Name}. Its owner has been asked, and you will be told."), ct);
        else if (decision.IsUndecided && await access.RemindsAsync(board, message.From!, ct))
            await ReplyAsync(message, ChatAnswer.Of($"You may not use {board.Name}. Its owner has not decided yet."), ct);
    }

    private async ValueTask<IReadOnlyList<Board>> OwnedAsync(Jid person, CancellationToken ct)
    {
        var owned = new List<Board>();
        await foreach (var board in boards.ListAsync(ct))
        {
            if (await access.MayManageAsync(person, board, ct))
                owned.Add(board);
        }

        return owned;
    }

    private ChatAnswer OwnAnswer(ChatLine line, List<Board> mine)
    {
        if (mine.Count == 0)
            return ChatAnswer.Of($"This is {options.Name}. There is no board here that you may use.");
        switch (line.Verb)
        {
            case ChatVerb.Help:
                string example = mine[0].Name;
                return ChatAnswer.Of(
                    $"This is {options.Name}. You can type:\nlist (your boards), status\n{example} read, {example} status, {example} help\n"
                    + "or write to a board itself, such as " + mine[0].Address + "; " + AccessChat.Hint + ".");
            case ChatVerb.List:
                return ChatAnswer.Of($"{Count(mine)}: {Names(mine.Select(each => $"{each.Name} ({each.Description.Title}{(each.IsUp ? "" : ", away")})"))}.");
            case ChatVerb.Status:
                var up = mine.Where(each => each.IsUp).ToList();
                var away = mine.Where(each => !each.IsUp).ToList();
                string text = $"{Count(mine)}, {up.Count} up.";
                if (up.Count > 0)
                    text += $"\nUp: {Names(up.Select(each => each.Name))}.";
                if (away.Count > 0)
                    text += $"\nAway: {Names(away.Select(each => each.Name))}.";
                return ChatAnswer.Of(text);
            default:
                string verb = line.Verb.ToString().ToLowerInvariant();
                return ChatAnswer.Of(line.Names.Count > 0 && line.Verb != ChatVerb.Read
                    ? $"Which board? Type for example {mine[0].Name} {verb} {ValueText.Clean(line.Names[0])}. You have {Names(mine.Select(each => each.Name))}."
                    : $"Which board? Type for example {mine[0].Name} {verb}. You have {Names(mine.Select(each => each.Name))}.");
        }
    }

    private async ValueTask ReplyAsync(Message message, ChatAnswer answer, CancellationToken ct)
    {
        var payloads = new List<XmppElement> { Message.BodyOf(answer.Text) };
        if (message.Thread is { Length: > 0 and <= 256 } thread)
            payloads.Add(XmppElement.Build(Ns.Client, "thread", w => w.WriteString(thread)));
        if (answer.Nodes.Count > 0)
            payloads.Add(SensorDataXml.WriteFields(new ReadoutFields("0", true, answer.Nodes), WireDialect.Compatible));
        await send(new Message { Type = message.Type, From = message.To, To = message.From, Payloads = payloads }, ct);
    }

    /// <summary>XEP-0184: what is answered has been received.</summary>
    private async ValueTask ReceiptAsync(Message message, CancellationToken ct)
    {
        if (message.Id is not { Length: > 0 } id || message.Payload(Ns.Receipts, "request") is null)
            return;
        var received = XmppElement.Build(Ns.Receipts, "received", w => w.WriteAttributeString("id", id));
        await send(new Message { Type = message.Type, From = message.To, To = message.From, Payloads = [received] }, ct);
    }

    private static Board? Find(List<Board> mine, string word) => mine.FirstOrDefault(board => board.Name.Equals(word, StringComparison.OrdinalIgnoreCase));

    private static string Count(List<Board> boards) => boards.Count == 1 ? "1 board" : $"{boards.Count} boards";

    private static string Names(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count <= MaxListed ? string.Join(", ", all) : $"{string.Join(", ", all.Take(MaxListed))} and {all.Count - MaxListed} more";
    }
}
