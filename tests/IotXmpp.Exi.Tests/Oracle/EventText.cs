using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace IotXmpp.Exi.Tests.Oracle;

/// <summary>Compares two event texts by value, as the vectors' README describes.</summary>
internal static partial class EventText
{
    /// <summary>Null if they agree, else the first difference. The oracle does not keep the prefixes of names, so they are ignored.</summary>
    public static string? Difference(string expected, string actual)
    {
        string[] a = NamePrefix().Replace(expected, "$1").TrimEnd('\n').Split('\n');
        string[] b = actual.TrimEnd('\n').Split('\n');
        for (int i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            if (a[i] == b[i])
                continue;
            Match x = Valued().Match(a[i]);
            Match y = Valued().Match(b[i]);
            if (!x.Success || !y.Success || x.Groups[1].Value != y.Groups[1].Value || !SameValue(x.Groups[2].Value, y.Groups[2].Value))
                return $"line {i + 1}: expected {a[i]}, found {b[i]}";
        }

        return a.Length == b.Length ? null : $"{a.Length} events expected, {b.Length} found";
    }

    private static bool SameValue(string a, string b)
    {
        string[] x = a.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        string[] y = b.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (x.Length != y.Length)
            return string.Concat(x) == string.Concat(y);
        return x.Zip(y).All(pair => pair.First == pair.Second || SameWord(pair.First, pair.Second));
    }

    private static bool SameWord(string a, string b) =>
        (Number(a) is { } x && Number(b) is { } y && x == y)
        || (a is "true" or "1" && b is "true" or "1")
        || (a is "false" or "0" && b is "false" or "0")
        || Moment(a) == Moment(b)
        || (Hex().IsMatch(a) && a.Equals(b, StringComparison.OrdinalIgnoreCase));

    /// <summary>Digits without trailing zeros, and the power of ten.</summary>
    private static (BigInteger Digits, int Exponent)? Number(string text)
    {
        Match match = Numeric().Match(text);
        if (!match.Success)
            return null;
        string fraction = match.Groups["fraction"].Value;
        BigInteger digits = BigInteger.Parse("0" + match.Groups["whole"].Value + fraction, CultureInfo.InvariantCulture);
        int exponent = (match.Groups["exponent"].Success ? int.Parse(match.Groups["exponent"].Value, CultureInfo.InvariantCulture) : 0) - fraction.Length;
        if (digits.IsZero)
            return (0, 0);
        while (digits % 10 == 0)
        {
            digits /= 10;
            exponent++;
        }

        return (match.Groups["sign"].Value == "-" ? -digits : digits, exponent);
    }

    private static string Moment(string text)
    {
        Match match = DateAndTime().Match(text);
        string zone = text.Replace("+00:00", "Z", StringComparison.Ordinal).Replace("-00:00", "Z", StringComparison.Ordinal);
        if (!match.Success)
            return zone;
        return match.Groups[1].Value + match.Groups[2].Value + match.Groups[3].Value.TrimEnd('0').TrimEnd('.')
            + match.Groups[4].Value.Replace("+00:00", "Z", StringComparison.Ordinal).Replace("-00:00", "Z", StringComparison.Ordinal);
    }

    [GeneratedRegex("^((?:SE|AT) {[^}]*})[^ :=\n]+:(?=[^ :=\n]+(?:=|$))", RegexOptions.Multiline)]
    private static partial Regex NamePrefix();

    [GeneratedRegex("^(AT \\S+?=|CH )\"(.*)\"$", RegexOptions.Singleline)]
    private static partial Regex Valued();

    [GeneratedRegex(@"^(?<sign>[+-]?)(?=[.\d])(?<whole>\d*)(\.(?<fraction>\d*))?([eE](?<exponent>[+-]?\d+))?$")]
    private static partial Regex Numeric();

    [GeneratedRegex(@"^(-?\d{4,}-\d\d-\d\dT)?(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$")]
    private static partial Regex DateAndTime();

    [GeneratedRegex("^[0-9a-fA-F]*$")]
    private static partial Regex Hex();
}
