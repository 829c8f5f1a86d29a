using System.Globalization;

namespace IotXmpp.Concentrator.Chat;

/// <summary>
/// The grammar of chat: <c>[board] verb [name...] [value]</c> or <c>verb [board] [name...] [value]</c>, any case. Names with spaces go in quotation
/// marks. Before a verb <c>later</c> or <c>within 10 min</c> says that a command may wait for a board that is away. Exact on purpose: what is not understood is answered, never guessed.
/// </summary>
internal static class ChatParser
{
    private const int MaxWords = 100;

    /// <summary>Takes a line apart.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="isBoard">Whether a word is the name of a board.</param>
    public static ChatLine Parse(string text, Func<string, bool> isBoard)
    {
        var words = Split(text);
        int next = 0;
        string? board = null;
        if (words.Count > 0 && VerbOf(words[0].Text) == ChatVerb.Unknown && isBoard(words[0].Text))
            board = words[next++].Text;
        if (next == words.Count)
            return new ChatLine(board is null ? ChatVerb.Unknown : ChatVerb.Status, board, [], null);

        var wait = ReadWait(words, ref next);
        if (next == words.Count)
            return new ChatLine(ChatVerb.Unknown, board, [], null);

        // People end a question with its mark: "status?"; in a value it is part of the value.
        var verb = VerbOf(words[next].Text);
        if (verb == ChatVerb.Unknown)
            verb = VerbOf(words[next].Text.TrimEnd('?', '!', '.'));
        if (verb == ChatVerb.Unknown)
            return new ChatLine(ChatVerb.Unknown, board, [], null);
        if (wait is not null && verb is not (ChatVerb.Set or ChatVerb.On or ChatVerb.Off))
            return new ChatLine(ChatVerb.Unknown, board, [], null);
        next++;
        if (board is null && next < words.Count && isBoard(words[next].Text))
            board = words[next++].Text;
        if (verb != ChatVerb.Set)
            return new ChatLine(verb, board, [.. words.Skip(next).Select(word => word.Text.TrimEnd(',')).Where(word => word.Length > 0)], null) { Wait = wait };
        if (next == words.Count)
            return new ChatLine(verb, board, [], null);
        string name = words[next++].Text;
        return new ChatLine(verb, board, [name], next < words.Count ? Unquote(text[words[next].Start..].Trim()) : null) { Wait = wait };
    }

    /// <summary><c>later</c>, or <c>within</c> with a number and a unit.</summary>
    private static TimeSpan? ReadWait(List<(string Text, int Start)> words, ref int next)
    {
        string first = words[next].Text.ToLowerInvariant();
        if (first == "later")
        {
            next++;
            return TimeSpan.Zero;
        }

        if (first != "within" || next + 2 >= words.Count || !int.TryParse(words[next + 1].Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is 0 or > 100_000)
            return null;
        TimeSpan? unit = words[next + 2].Text.ToLowerInvariant() switch
        {
            "s" or "sec" or "second" or "seconds" => TimeSpan.FromSeconds(1),
            "min" or "minute" or "minutes" => TimeSpan.FromMinutes(1),
            "h" or "hour" or "hours" => TimeSpan.FromHours(1),
            _ => null,
        };
        if (unit is not null)
            next += 3;
        return unit * number;
    }

    private static ChatVerb VerbOf(string word) => word.ToLowerInvariant() switch
    {
        "help" or "?" => ChatVerb.Help,
        "list" => ChatVerb.List,
        "read" => ChatVerb.Read,
        "set" => ChatVerb.Set,
        "on" => ChatVerb.On,
        "off" => ChatVerb.Off,
        "status" => ChatVerb.Status,
        "cancel" => ChatVerb.Cancel,
        _ => ChatVerb.Unknown,
    };

    /// <summary>The words of a line, those in quotation marks whole, with where they start.</summary>
    public static List<(string Text, int Start)> Split(string text)
    {
        var words = new List<(string, int)>();
        int i = 0;
        while (i < text.Length && words.Count < MaxWords)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            int start = i;
            int close = text[i] == '"' ? text.IndexOf('"', i + 1) : -1;
            if (close > i)
            {
                words.Add((text[(i + 1)..close], start));
                i = close + 1;
                continue;
            }

            while (i < text.Length && !char.IsWhiteSpace(text[i]))
                i++;
            words.Add((text[start..i], start));
        }

        return words;
    }

    private static string Unquote(string text) => text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1] : text;
}
