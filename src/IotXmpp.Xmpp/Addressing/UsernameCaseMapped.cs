using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace IotXmpp.Xmpp.Addressing;

/// <summary>The UsernameCaseMapped profile of PRECIS (RFC 8265 3.3), for localparts.</summary>
internal static class UsernameCaseMapped
{
    /// <summary>RFC 8264 7: a profile is applied until nothing changes, and a string that does not come to rest is refused.</summary>
    private const int MaxPasses = 4;

    internal static bool TryEnforce(string text, [NotNullWhen(true)] out string? enforced)
    {
        enforced = null;
        if (text.Length == 0)
            return false;
        if (!text.AsSpan().ContainsAnyExceptInRange('\x21', '\x7E'))
        {
            enforced = text.AsSpan().ContainsAnyInRange('A', 'Z') ? text.ToLowerInvariant() : text;
            return true;
        }

        string current = text;
        for (int pass = 0; pass < MaxPasses; pass++)
        {
            if (Apply(current) is not { } next)
                return false;
            if (next == current)
            {
                enforced = current;
                return true;
            }

            current = next;
        }

        return false;
    }

    private static string? Apply(string text)
    {
        // string.Normalize throws on half a surrogate pair.
        if (!IsWellFormed(text))
            return null;
        text = MapWidth(text);
        if (!PrecisClass.IsIdentifier(text))
            return null;

        // U+0130 is the one letter whose lower case of every context is two characters; the runtime leaves it as it is.
        text = text.Replace("\u0130", "i\u0307").ToLowerInvariant().Normalize(NormalizationForm.FormC);
        return text.Length > 0 && BidiRule.Holds(text) && PrecisClass.IsIdentifier(text) ? text : null;
    }

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
                return false;
            i += rune.Utf16SequenceLength;
        }

        return true;
    }

    /// <summary>
    /// Fullwidth and halfwidth characters become their usual form (RFC 8264 5.2.1). That NFKC goes a step further for some of them
    /// makes no difference: those are not of the IdentifierClass in either form.
    /// </summary>
    internal static string MapWidth(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uFF01', '\uFFEE') && !text.Contains('\u3000'))
            return text;
        var mapped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c is (>= '\uFF01' and <= '\uFFEE') or '\u3000')
                mapped.Append(c.ToString().Normalize(NormalizationForm.FormKC));
            else
                mapped.Append(c);
        }

        return mapped.ToString();
    }
}
