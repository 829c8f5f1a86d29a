using System.Globalization;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Chat;

/// <summary>
/// The grammar of <c>allow</c> and <c>deny</c>: <c>verb WHO [read|control|see] [BOARD] [node NODE] [NAME...] [once | until TIME | for SPAN]</c>. Exact on purpose:
/// what is not understood is answered, never guessed.
/// </summary>
internal static class AccessOrderParser
{
    /// <summary>Longest time a rule with an end may last.</summary>
    private const int MaxDays = 3660;

    private static readonly string[] Fill = ["to", "on", "of", "from", "the", "and", "at", "may", "can"];

    /// <summary>Takes an order apart.</summary>
    /// <param name="isAllowed">True for <c>allow</c>.</param>
    /// <param name="words">What follows the verb.</param>
    /// <param name="isBoard">Whether a word is the name of a board.</param>
    /// <param name="order">The order.</param>
    /// <param name="problem">What was not understood, for the person.</param>
    public static bool TryParse(bool isAllowed, IReadOnlyList<string> words, Func<string, bool> isBoard, out AccessOrder? order, out string? problem)
    {
        order = null;
        int next = 0;
        if (Subject(words, ref next) is not { } subject)
        {
            problem = "Who? Type an address such as visitor@example.net, everyone at example.net, or everyone.";
            return false;
        }

        var draft = new AccessOrder { IsAllowed = isAllowed, Subject = subject };
        var names = new List<string>();
        while (next < words.Count)
        {
            string word = words[next++].TrimEnd(',');
            string lower = word.ToLowerInvariant();
            if (word.Length == 0 || Fill.Contains(lower))
                continue;
            if (ActionOf(lower) is { } action && draft.Action is null)
                draft = draft with { Action = action };
            else if (lower == "once")
                draft = draft with { IsOnce = true };
            else if (lower == "node" && next < words.Count)
                draft = draft with { Node = words[next++] };
            else if (lower == "until")
            {
                if (!TryUntil(words, ref next, out var until, out bool isTimeOfDay))
                {
                    problem = "Until when? Type a time such as 18:00, or 2026-12-24 18:00.";
                    return false;
                }

                draft = draft with { Until = until, IsTimeOfDay = isTimeOfDay };
            }
            else if (lower == "for")
            {
                if (!TrySpan(words, ref next, out var span))
                {
                    problem = "For how long? Type for example 30 minutes, 2 hours, or 3 days.";
                    return false;
                }

                draft = draft with { For = span };
            }
            else if (draft.Board is null && isBoard(word))
                draft = draft with { Board = word };
            else
                names.Add(word);
        }

        int ends = (draft.IsOnce ? 1 : 0) + (draft.Until is null ? 0 : 1) + (draft.For is null ? 0 : 1);
        problem = null;
        if (ends > 1)
            problem = "One end is enough: once, until a time, or for some time.";
        else if (!isAllowed && ends > 0)
            problem = "A denial has no end: allow it again when you like.";
        if (problem is not null)
            return false;
        order = draft with { Names = names };
        return true;
    }

    private static AccessSubject? Subject(IReadOnlyList<string> words, ref int next)
    {
        if (next == words.Count)
            return null;
        string word = words[next++].TrimEnd(',');
        if (word.ToLowerInvariant() is "everyone" or "anyone" or "everybody" or "anybody")
        {
            if (next + 1 >= words.Count || !words[next].Equals("at", StringComparison.OrdinalIgnoreCase))
                return AccessSubject.Anyone;
            next++;
            return Jid.TryParse(words[next++].TrimEnd(','), out var domain) && domain.IsDomain ? AccessSubject.OfDomain(domain.Domain) : null;
        }

        if (word.Equals("certificate", StringComparison.OrdinalIgnoreCase) && next < words.Count)
        {
            string thumbprint = words[next++].Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
            return thumbprint.Length == 64 && thumbprint.All(char.IsAsciiHexDigit) ? AccessSubject.OfCertificate(thumbprint) : null;
        }

        return word.Contains('@', StringComparison.Ordinal) && Jid.TryParse(word, out var jid) ? AccessSubject.Of(jid) : null;
    }

    private static AccessAction? ActionOf(string word) => word switch
    {
        "read" => AccessAction.Read,
        "control" or "set" => AccessAction.Control,
        "see" => AccessAction.See,
        _ => null,
    };

    private static bool TryUntil(IReadOnlyList<string> words, ref int next, out DateTime until, out bool isTimeOfDay)
    {
        until = default;
        isTimeOfDay = false;
        if (next == words.Count)
            return false;
        string first = words[next++];
        if (TryTime(first, out var time))
        {
            isTimeOfDay = true;
            until = DateTime.MinValue + time;
            return true;
        }

        if (!DateTime.TryParseExact(first, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out until) || until.Year > 9000)
            return false;
        // A day without a time: to its end.
        if (next < words.Count && TryTime(words[next], out time))
        {
            until += time;
            next++;
        }
        else
            until = until.AddDays(1);
        return true;
    }

    private static bool TryTime(string word, out TimeSpan time) =>
        TimeSpan.TryParseExact(word, ["h\\:mm", "hh\\:mm"], CultureInfo.InvariantCulture, out time);

    private static bool TrySpan(IReadOnlyList<string> words, ref int next, out TimeSpan span)
    {
        span = default;
        if (next + 1 >= words.Count || !int.TryParse(words[next], NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is 0 or > 1_000_000)
            return false;
        string unit = words[next + 1].TrimEnd('s', ',').ToLowerInvariant();
        next += 2;
        span = unit switch
        {
            "minute" or "min" => TimeSpan.FromMinutes(count),
            "hour" or "h" => TimeSpan.FromHours(count),
            "day" or "d" => TimeSpan.FromDays(count),
            "week" or "w" => TimeSpan.FromDays(7L * count),
            _ => default,
        };
        return span > TimeSpan.Zero && span <= TimeSpan.FromDays(MaxDays);
    }
}
