using System.Text;

namespace IotXmpp.Things.Discovery;

/// <summary>
/// The text of the code on a thing by which its owner claims it (XEP-0347 3.9): <c>IoTDisco;SN:1234;#V:1.2;KEY:...</c>. Its tags in order, a number marked
/// by a hash sign, semicolons and backslashes of a value escaped by a backslash.
/// </summary>
/// <remarks>
/// Read also as the URI that the registered scheme <c>iotdisco</c> gives the same tags: <c>iotdisco:SN=1234;#V=1.2;KEY=...</c>, with colons or equal signs,
/// percent-encoded or not.
/// </remarks>
public static class ClaimCode
{
    private const string Prefix = "IoTDisco";
    private const string Scheme = "iotdisco:";

    /// <summary>Longest code read, in characters.</summary>
    private const int MaxLength = 4096;

    /// <summary>The text to be printed.</summary>
    public static string Format(IEnumerable<MetaTag> tags)
    {
        var text = new StringBuilder(Prefix);
        foreach (var tag in tags)
        {
            text.Append(tag.IsNumeric ? ";#" : ";").Append(tag.Name).Append(':');
            Escape(text, tag.Value);
        }

        return text.ToString();
    }

    /// <summary>The same as a URI, which a phone hands to the program for it.</summary>
    public static string FormatUri(IEnumerable<MetaTag> tags)
    {
        var text = new StringBuilder(Scheme);
        foreach (var tag in tags)
        {
            if (text.Length > Scheme.Length)
                text.Append(';');
            var value = new StringBuilder();
            Escape(value, tag.Value);
            text.Append(tag.IsNumeric ? "#" : "").Append(Uri.EscapeDataString(tag.Name)).Append('=').Append(Uri.EscapeDataString(value.ToString()));
        }

        return text.ToString();
    }

    /// <summary>Reads a code; false if it is none.</summary>
    public static bool TryParse(string? text, out IReadOnlyList<MetaTag> tags)
    {
        tags = [];
        text = text?.Trim();
        if (text is null || text.Length > MaxLength)
            return false;
        bool isUri = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        if (isUri)
            text = ";" + Uri.UnescapeDataString(text[Scheme.Length..].TrimStart(';'));
        else if (text.StartsWith(Prefix + ";", StringComparison.OrdinalIgnoreCase))
            text = text[Prefix.Length..];
        else
            return false;

        var found = new List<MetaTag>();
        int at = 0;
        while (at < text.Length)
        {
            // At a semicolon: a name up to its sign, then a value up to the next semicolon that is not escaped.
            int sign = text.AsSpan(at + 1).IndexOfAny(isUri ? ":=" : ":");
            if (sign < 0)
                return false;
            string name = text.Substring(at + 1, sign);
            bool isNumeric = name.StartsWith('#');
            at += sign + 2;
            var value = new StringBuilder();
            for (; at < text.Length && text[at] != ';'; at++)
            {
                if (text[at] == '\\' && ++at == text.Length)
                    return false;
                value.Append(text[at]);
            }

            if (!MetaTag.TryCreate(isNumeric ? name[1..] : name, value.ToString(), isNumeric, out var tag) || found.Any(other => other.Name == tag.Name))
                return false;
            found.Add(tag);
        }

        tags = found;
        return found.Count > 0;
    }

    private static void Escape(StringBuilder text, string value)
    {
        foreach (char c in value)
        {
            if (c is ';' or '\\')
                text.Append('\\');
            text.Append(c);
        }
    }
}
