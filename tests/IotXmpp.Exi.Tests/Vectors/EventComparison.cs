using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>Value-aware comparison of two event texts, after the rules of tests/vectors/exi/README.md.</summary>
internal static partial class EventComparison
{
    /// <summary>The first difference, or null.</summary>
    public static string? Compare(string expected, string actual)
    {
        string[] a = expected.TrimEnd('\n').Split('\n');
        string[] b = actual.TrimEnd('\n').Split('\n');
        for (int i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            if (a[i] == b[i])
                continue;
            Match m = Valued().Match(a[i]);
            Match n = Valued().Match(b[i]);
            if (m.Success && n.Success && m.Groups[1].Value == n.Groups[1].Value && SameValue(Unescape(m.Groups[2].Value), Unescape(n.Groups[2].Value)))
                continue;
            return $"line {i + 1}: expected {Short(a[i])}, got {Short(b[i])}";
        }

        return a.Length == b.Length ? null : $"{a.Length} lines expected, {b.Length} read";
    }

    private static string Short(string line) => line.Length <= 160 ? line : line[..160] + "...";

    private static bool SameValue(string a, string b)
    {
        if (a == b)
            return true;
        string[] x = a.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string[] y = b.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (x.Length != y.Length)
            return string.Concat(x) == string.Concat(y);
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] != y[i] && !SameToken(x[i], y[i]))
                return false;
        }

        return true;
    }

    private static bool SameToken(string a, string b) =>
        (Number(a) is { } m && m == Number(b))
        || (a is "true" or "1" && b is "true" or "1")
        || (a is "false" or "0" && b is "false" or "0")
        || NormalDate(a) == NormalDate(b)
        || (Hex().IsMatch(a) && string.Equals(a, b, StringComparison.OrdinalIgnoreCase));

    /// <summary>A number as digits and exponent without zeros at the end, or null.</summary>
    private static (BigInteger Digits, int Exponent)? Number(string text)
    {
        Match match = Numeric().Match(text);
        if (!match.Success)
            return null;
        string fraction = match.Groups[3].Value;
        int exponent = match.Groups[4].Success ? int.Parse(match.Groups[4].Value, CultureInfo.InvariantCulture) : 0;
        string digits = match.Groups[2].Value + fraction;
        exponent -= fraction.Length;
        BigInteger value = BigInteger.Parse("0" + digits, CultureInfo.InvariantCulture);
        if (value.IsZero)
            return (value, 0);
        while (value % 10 == 0)
        {
            value /= 10;
            exponent++;
        }

        return (match.Groups[1].Value == "-" ? -value : value, exponent);
    }

    private static string NormalDate(string text)
    {
        Match match = DateTime().Match(text);
        if (!match.Success)
            return text.Replace("+00:00", "Z").Replace("-00:00", "Z");
        string fraction = match.Groups[3].Value.TrimEnd('0').TrimEnd('.');
        return match.Groups[1].Value + match.Groups[2].Value + fraction + match.Groups[4].Value.Replace("+00:00", "Z").Replace("-00:00", "Z");
    }

    public static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            switch (text[i])
            {
                case 'n': plain.Append('\n'); break;
                case 'r': plain.Append('\r'); break;
                case 't': plain.Append('\t'); break;
                case 'u':
                    plain.Append((char)int.Parse(text.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 4;
                    break;
                default: plain.Append(text[i]); break;
            }
        }

        return plain.ToString();
    }

    [GeneratedRegex("^(AT \\S+?=|CH )\"(.*)\"$")]
    private static partial Regex Valued();

    [GeneratedRegex(@"^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$")]
    private static partial Regex Numeric();

    [GeneratedRegex(@"^(-?\d{4,}-\d\d-\d\dT)?(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$")]
    private static partial Regex DateTime();

    [GeneratedRegex("^[0-9a-fA-F]*$")]
    private static partial Regex Hex();
}
