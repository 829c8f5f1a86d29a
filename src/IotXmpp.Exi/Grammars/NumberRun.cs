using System.Globalization;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Grammars;

/// <summary>
/// Plain numbers in ascending steps, such as -40.0, -39.9 ... 85.0: enumerations of measured values have thousands of them, and as strings they
/// would fill a board's flash. Nothing changes on the wire, where an enumerated value is its ordinal (EXI 7.2).
/// </summary>
/// <param name="First">First value, in units of the last decimal.</param>
/// <param name="Step">Distance of two values, in the same units; 1 or more.</param>
/// <param name="Decimals">Decimals that each value is written with.</param>
/// <param name="Count">Number of values.</param>
internal readonly record struct NumberRun(int First, int Step, int Decimals, int Count)
{
    /// <summary>Below this a list of strings is as good.</summary>
    private const int MinimumCount = 16;

    /// <summary>Splits the values of an enumeration into runs; false if they are not plain numbers, are compared as something other than text, or take
    /// less room as strings.</summary>
    public static bool TrySplit(DatatypeRecord enumeration, DatatypeRecord values, int fieldWidth, out IReadOnlyList<NumberRun> runs)
    {
        var found = new List<NumberRun>();
        runs = found;
        if (values.Kind != DatatypeKind.String || enumeration.Values.Count < MinimumCount)
            return false;
        foreach (string text in enumeration.Values)
        {
            if (!TryParse(text, out int number, out int decimals))
                return false;
            if (found.Count > 0 && found[^1] is var last && last.TryAppend(number, decimals, out NumberRun longer))
                found[^1] = longer;
            else
                found.Add(new NumberRun(number, 1, decimals, 1));
        }

        return (2 + found.Count) * (fieldWidth + 9) < enumeration.Values.Count * fieldWidth;
    }

    private bool TryAppend(int number, int decimals, out NumberRun longer)
    {
        long step = (long)number - First - (Count - 1L) * Step;
        longer = this with { Step = Count == 1 ? (int)Math.Clamp(step, 1, int.MaxValue) : Step, Count = Count + 1 };
        return decimals == Decimals && step > 0 && step == longer.Step;
    }

    private static bool TryParse(string text, out int number, out int decimals)
    {
        int point = text.IndexOf('.');
        decimals = point < 0 ? 0 : text.Length - point - 1;
        number = 0;
        return decimals <= GrammarImage.MaxRunDecimals
            && int.TryParse(point < 0 ? text : text.Remove(point, 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
            && Format(number, decimals) == text;
    }

    // The spelling that GrammarImage gives back: no other can be stored.
    private static string Format(int number, int decimals)
    {
        string digits = Math.Abs((long)number).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string text = decimals == 0 ? digits : digits.Insert(digits.Length - decimals, ".");
        return number < 0 ? "-" + text : text;
    }
}
