using System.Globalization;
using IotXmpp.Things.Model;

namespace IotXmpp.Things.Profiles;

/// <summary>
/// The type of the <c>value</c> attribute that all fields of one kind share: in one content model, elements of one name have one type (XML Schema 1.0,
/// 3.8.6).
/// </summary>
/// <remarks>
/// A numeric value is enumerated if the ranges allow it. EXI Decimal takes 17 bits for 21.5 and 25 for 1013.2; the ordinal among the 3902 values of
/// a room sensor takes 12. Values are enumerated as text, so that 21.0 stays 21.0.
/// </remarks>
internal static class NumericValues
{
    /// <summary>14 bits: above that EXI Decimal, which has no range, is nearly as small.</summary>
    public const int MaxEnumerated = 16384;

    /// <summary>Type of numeric fields.</summary>
    public static object Numeric(IReadOnlyList<DeviceTypeField> fields)
    {
        if (fields.Any(field => field.Minimum is null))
            return "xs:decimal";
        var ranges = fields
            .Select(field => (field.Decimals, First: Scaled(field.Minimum!.Value, field.Decimals), Last: Scaled(field.Maximum!.Value, field.Decimals)))
            .OrderBy(range => range.Decimals).ThenBy(range => range.First)
            .ToList();
        var merged = new List<(int Decimals, long First, long Last)>();
        foreach (var range in ranges)
        {
            if (merged.Count > 0 && merged[^1] is var last && last.Decimals == range.Decimals && range.First <= last.Last + 1)
                merged[^1] = last with { Last = Math.Max(last.Last, range.Last) };
            else
                merged.Add(range);
        }

        if (merged.Any(range => range.Last - range.First >= MaxEnumerated) || merged.Sum(range => range.Last - range.First + 1) > MaxEnumerated)
            return Xsd.Between("xs:decimal", Text(fields.Min(field => field.Minimum)), Text(fields.Max(field => field.Maximum)));
        if (merged is [{ Decimals: 0 } only] && only.Last - only.First < 4096)
            return Xsd.Between("xs:int", Text(only.First), Text(only.Last));
        return Xsd.OneOf(merged.SelectMany(Values));
    }

    /// <summary>Type of integer fields.</summary>
    public static object Integer(string baseType, IReadOnlyList<DeviceTypeField> fields) =>
        fields.Any(field => field.Minimum is null)
            ? baseType
            : Xsd.Between(baseType, Text(fields.Min(field => field.Minimum)), Text(fields.Max(field => field.Maximum)));

    /// <summary>Type of integer parameters.</summary>
    public static object Integer(string baseType, IReadOnlyList<ControlParameter> parameters)
    {
        long? minimum = parameters.All(parameter => parameter.Minimum is not null) ? parameters.Min(parameter => parameter.Minimum) : null;
        long? maximum = parameters.All(parameter => parameter.Maximum is not null) ? parameters.Max(parameter => parameter.Maximum) : null;
        return minimum is null && maximum is null ? baseType : Xsd.Between(baseType, Text(minimum), Text(maximum));
    }

    private static IEnumerable<string> Values((int Decimals, long First, long Last) range)
    {
        for (long value = range.First; value <= range.Last; value++)
            yield return Scale(value, range.Decimals);
    }

    private static string Scale(long value, int decimals)
    {
        string digits = Math.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string text = decimals == 0 ? digits : digits.Insert(digits.Length - decimals, ".");
        return value < 0 ? "-" + text : text;
    }

    private static long Scaled(decimal value, int decimals)
    {
        for (int i = 0; i < decimals; i++)
            value *= 10;
        return (long)Math.Clamp(value, long.MinValue / 4, long.MaxValue / 4);
    }

    // 5.0 is a number like 5, and no xs:int.
    private static string? Text(decimal? value) => value?.ToString("0.#############################", CultureInfo.InvariantCulture);
}
