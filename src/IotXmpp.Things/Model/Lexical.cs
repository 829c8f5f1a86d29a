using System.Globalization;
using System.Xml;

namespace IotXmpp.Things.Model;

/// <summary>Lexical forms of XML Schema types, read with the tolerance real peers need.</summary>
internal static class Lexical
{
    private static readonly string[] TimeFormats = ["HH':'mm':'ss", "HH':'mm':'ss.FFFFFFF", "HH':'mm':'ssK", "HH':'mm':'ss.FFFFFFFK"];
    private static readonly string[] DateFormats = ["yyyy-MM-dd", "yyyy-MM-ddK"];

    private static readonly string[] DateTimeFormats =
        ["yyyy-MM-dd'T'HH':'mm':'ss.FFFFFFF", "yyyy-MM-dd'T'HH':'mm':'ss.FFFFFFFK"];

    internal static bool TryBoolean(string text, out bool value)
    {
        value = text is "true" or "1";
        return value || text is "false" or "0";
    }

    /// <summary>xs:double without its infinities and NaN: nothing a thing measures.</summary>
    internal static bool TryDouble(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value);

    internal static bool IsDate(string text) =>
        DateTime.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);

    internal static bool IsTime(string text) =>
        DateTime.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault | DateTimeStyles.RoundtripKind, out _);

    internal static bool IsDuration(string text)
    {
        if (text.Length is 0 or > 64)
            return false;
        try
        {
            _ = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>xs:dateTime. Without a zone it is taken in <paramref name="naive"/> (XEP-0323 6.1; slixmpp sends such).</summary>
    internal static bool TryDateTime(string text, TimeZoneInfo naive, out DateTimeOffset value)
    {
        value = default;
        text = text.Trim();
        // XML Schema allows any number of fraction digits, .NET seven.
        int point = text.IndexOf('.');
        if (point >= 0)
        {
            int end = point + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            if (end - point > 8)
                text = string.Concat(text.AsSpan(0, point + 8), text.AsSpan(end));
        }

        if (!DateTime.TryParseExact(text, DateTimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var dateTime))
            return false;
        if (dateTime.Kind == DateTimeKind.Unspecified)
        {
            try
            {
                value = new DateTimeOffset(dateTime, naive.GetUtcOffset(dateTime));
                return true;
            }
            catch (ArgumentOutOfRangeException)
            {
                return false;
            }
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
    }

    /// <summary>xs:dateTime with the zone it came with; <c>Z</c> for UTC, fractions only where there are any.</summary>
    internal static string DateTimeText(DateTimeOffset value) => value.Offset == TimeSpan.Zero
        ? value.ToString("yyyy-MM-dd'T'HH':'mm':'ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)
        : value.ToString("yyyy-MM-dd'T'HH':'mm':'ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
}
