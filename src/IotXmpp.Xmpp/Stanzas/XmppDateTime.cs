using System.Globalization;

namespace IotXmpp.Xmpp.Stanzas;

/// <summary>Points in time as XMPP writes them (XEP-0082 3.2).</summary>
public static class XmppDateTime
{
    private static readonly string[] s_formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>UTC, with as many digits of a second as it takes.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a point in time, in UTC; false for one without a zone, which is none.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;

        // More digits of a second than we can keep are allowed (XEP-0082 3.2), and dropped.
        if (text is null or { Length: > 64 } || text.Length < 20 || !(text[^1] == 'Z' || (text[^3] == ':' && text[^6] is '+' or '-')))
            return false;
        int zone = text[^1] == 'Z' ? 1 : 6;
        int fraction = text.IndexOf('.');
        if (fraction >= 0 && text.Length - zone - fraction - 1 > 7)
            text = text[..(fraction + 8)] + text[^zone..];
        return DateTimeOffset.TryParseExact(text, s_formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }
}
