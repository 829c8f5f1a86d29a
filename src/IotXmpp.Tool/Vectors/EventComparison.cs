using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace IotXmpp.Tool.Vectors;

/// <summary>
/// Compares two event dumps by value: typed values have no lexical form in EXI, so that "1.0" and "1", "1" and "true",
/// "+00:00" and "Z", hexadecimal digits of either case, and any white space in lists and base64 are the same.
/// </summary>
public static partial class EventComparison
{
    private const int ShownCharacters = 120;

    /// <summary>The first difference, for a reader; null when both mean the same events.</summary>
    public static string? Difference(string expected, string actual)
    {
        var expectedLines = Lines(expected);
        var actualLines = Lines(actual);
        var common = Math.Min(expectedLines.Length, actualLines.Length);
        for (var i = 0; i < common; i++)
        {
            if (!SameLine(expectedLines[i], actualLines[i]))
                return $"event {i + 1}: expected {Shorten(expectedLines[i])}, got {Shorten(actualLines[i])}";
        }

        if (expectedLines.Length == actualLines.Length)
            return null;
        var where = expectedLines.Length > common ? "missing " + Shorten(expectedLines[common]) : "unexpected " + Shorten(actualLines[common]);
        return $"{expectedLines.Length} events expected, got {actualLines.Length}: {where}";
    }

    /// <summary>Two lexical forms of one value, whatever its datatype.</summary>
    public static bool SameValue(string a, string b)
    {
        if (a == b)
            return true;
        var left = Items(a);
        var right = Items(b);
        if (left.Length != right.Length)
            return string.Concat(left) == string.Concat(right);
        for (var i = 0; i < left.Length; i++)
        {
            if (!SameItem(left[i], right[i]))
                return false;
        }

        return true;
    }

    /// <summary>Namespace declarations of a start tag have no order: sorted here.</summary>
    private static string[] Lines(string events)
    {
        var lines = events.TrimEnd('\n').Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var end = i;
            while (end < lines.Length && lines[end].StartsWith("NS ", StringComparison.Ordinal))
                end++;
            if (end > i + 1)
                Array.Sort(lines, i, end - i, StringComparer.Ordinal);
            i = Math.Max(i, end - 1);
        }

        return lines;
    }

    private static bool SameLine(string expected, string actual)
    {
        if (expected == actual)
            return true;
        var left = ValueLine().Match(expected);
        var right = ValueLine().Match(actual);
        return left.Success && right.Success && left.Groups[1].Value == right.Groups[1].Value
            && SameValue(Unescape(left.Groups[2].Value), Unescape(right.Groups[2].Value));
    }

    private static string[] Items(string value) => value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static bool SameItem(string a, string b) =>
        a == b
        || SameNumber(a, b)
        || SameBoolean(a, b)
        || SameDateTime(a, b)
        || (Hexadecimal().IsMatch(a) && a.Equals(b, StringComparison.OrdinalIgnoreCase));

    private static bool SameBoolean(string a, string b) => Truth(a) is { } truth && Truth(b) == truth;

    private static bool? Truth(string text) => text switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => null,
    };

    private static bool SameNumber(string a, string b) =>
        Number(a) is { } left && Number(b) is { } right && left == right;

    /// <summary>Mantissa without trailing zeros, and exponent to base 10: a comparison of exact values.</summary>
    private static (BigInteger Mantissa, long Exponent)? Number(string text)
    {
        var match = Numeric().Match(text);
        if (!match.Success || match.Groups["digits"].Length + match.Groups["fraction"].Length == 0)
            return null;
        var fraction = match.Groups["fraction"].Value;
        var mantissa = BigInteger.Parse("0" + match.Groups["digits"].Value + fraction, CultureInfo.InvariantCulture);
        if (mantissa.IsZero)
            return (BigInteger.Zero, 0);
        long exponent = -fraction.Length;
        if (match.Groups["exponent"].Success)
        {
            if (!int.TryParse(match.Groups["exponent"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var stated))
                return null;
            exponent += stated;
        }

        while (mantissa % 10 == 0)
        {
            mantissa /= 10;
            exponent++;
        }

        return (match.Groups["sign"].Value == "-" ? -mantissa : mantissa, exponent);
    }

    private static bool SameDateTime(string a, string b) => NormalizedTime(a) == NormalizedTime(b);

    private static string NormalizedTime(string text)
    {
        var utc = text.Replace("+00:00", "Z", StringComparison.Ordinal).Replace("-00:00", "Z", StringComparison.Ordinal);
        var match = Time().Match(utc);
        if (!match.Success)
            return utc;
        var fraction = match.Groups["fraction"].Value.TrimEnd('0').TrimEnd('.');
        return match.Groups["date"].Value + match.Groups["time"].Value + fraction + match.Groups["zone"].Value;
    }

    /// <summary>The text behind the escapes of a dump.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
                continue;
            }

            var escape = text[++i];
            if (escape == 'u' && i + 4 < text.Length
                && int.TryParse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                plain.Append((char)code);
                i += 4;
                continue;
            }

            plain.Append(escape switch { 'n' => '\n', 'r' => '\r', 't' => '\t', _ => escape });
        }

        return plain.ToString();
    }

    private static string Shorten(string line) => line.Length <= ShownCharacters ? line : line[..ShownCharacters] + "...";

    [GeneratedRegex("^(AT \\S+?=|CH )\"(.*)\"$", RegexOptions.Singleline)]
    private static partial Regex ValueLine();

    [GeneratedRegex(@"^(?<sign>[+-]?)(?<digits>[0-9]*)(\.(?<fraction>[0-9]*))?([eE](?<exponent>[+-]?[0-9]+))?$")]
    private static partial Regex Numeric();

    [GeneratedRegex(@"^(?<date>-?[0-9]{4,}-[0-9][0-9]-[0-9][0-9]T)?(?<time>[0-9][0-9]:[0-9][0-9]:[0-9][0-9])(?<fraction>\.[0-9]+)?(?<zone>Z|[+-][0-9][0-9]:[0-9][0-9])?$")]
    private static partial Regex Time();

    [GeneratedRegex("^[0-9a-fA-F]*$")]
    private static partial Regex Hexadecimal();
}
