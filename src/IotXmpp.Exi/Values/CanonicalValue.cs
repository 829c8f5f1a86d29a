using System.Globalization;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Values;

/// <summary>
/// Gives values the lexical form whose representation is the canonical one (Canonical EXI 4.5). What the representations of EXI 7 make
/// canonical by themselves (floats without zeros at the end, fractions of seconds that are zero) is left as it is.
/// </summary>
internal static class CanonicalValue
{
    private const int MinutesPerDay = 24 * 60;

    /// <summary>The canonical form of a value that the datatype can represent.</summary>
    /// <param name="datatype">The representation the value will have.</param>
    /// <param name="text">The value.</param>
    /// <param name="utc">Times of day with a zone are moved to UTC.</param>
    public static string Of(Datatype datatype, string text, bool utc)
    {
        switch (datatype.Kind)
        {
            case DatatypeKind.String:
                return WhiteSpaceFacet.Apply(datatype.WhiteSpace, text);

            case DatatypeKind.Decimal:
                return IsMinusZero(text) ? "0" : text;

            case DatatypeKind.DateTime or DatatypeKind.Time:
                return OfTime(datatype.Kind, XmlCharacters.Trim(text).ToString(), utc);

            case DatatypeKind.List:
                string[] items = text.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
                return string.Join(' ', items.Select(item => Of(datatype.Item!, item, utc)));

            default:
                return text;
        }
    }

    /// <summary>The sign of a decimal zero is always 0 (4.5.3).</summary>
    private static bool IsMinusZero(string text)
    {
        ReadOnlySpan<char> value = XmlCharacters.Trim(text);
        return value.StartsWith('-') && !value.ContainsAnyInRange('1', '9');
    }

    /// <summary>Hour 24 becomes hour 0 of the next day, and the zone UTC where that is asked for; second 60 stays what it is (4.5.5).</summary>
    private static string OfTime(int kind, string text, bool utc)
    {
        int timeAt = kind == DatatypeKind.Time ? 0 : text.IndexOf('T', StringComparison.Ordinal) + 1;
        ReadOnlySpan<char> time = text.AsSpan(timeAt);
        int zoneAt = time.LastIndexOfAny('Z', '+', '-');
        int zone = zoneAt >= 0 ? ZoneMinutes(time[zoneAt..]) : 0;
        bool isUtc = utc && zoneAt >= 0;
        int hour = Two(time);
        if (hour != 24 && (!isUtc || zone == 0))
            return text;

        int minutes = (hour * 60) + Two(time[3..]) - (isUtc ? zone : 0);
        int days = (int)Math.Floor((double)minutes / MinutesPerDay);
        minutes -= days * MinutesPerDay;
        string rest = (zoneAt < 0 ? time[5..] : time[5..zoneAt]).ToString();
        string date = kind == DatatypeKind.Time ? "" : AddDays(text.AsSpan(0, timeAt - 1), days) + "T";
        string end = zoneAt < 0 ? "" : isUtc ? "Z" : time[zoneAt..].ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{date}{minutes / 60:00}:{minutes % 60:00}{rest}{end}");
    }

    private static int ZoneMinutes(ReadOnlySpan<char> zone)
    {
        if (zone[0] == 'Z')
            return 0;
        int minutes = (Two(zone[1..]) * 60) + Two(zone[4..]);
        return zone[0] == '-' ? -minutes : minutes;
    }

    private static int Two(ReadOnlySpan<char> digits) => ((digits[0] - '0') * 10) + digits[1] - '0';

    /// <summary>A day more or less (XML Schema 1.0, part 2, appendix E). There is no year 0 in XML Schema 1.0.</summary>
    private static string AddDays(ReadOnlySpan<char> date, int days)
    {
        int yearLength = date.Length - 6;
        int year = int.Parse(date[..yearLength], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int month = Two(date[(yearLength + 1)..]);
        int day = Two(date[(yearLength + 4)..]) + days;
        if (day < 1)
        {
            month--;
            if (month == 0)
            {
                month = 12;
                year = year == 1 ? -1 : year - 1;
            }

            day += DaysIn(year, month);
        }
        else if (day > DaysIn(year, month))
        {
            day -= DaysIn(year, month);
            month++;
            if (month == 13)
            {
                month = 1;
                year = year == -1 ? 1 : year + 1;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(year < 0 ? "-" : "")}{Math.Abs(year):0000}-{month:00}-{day:00}");
    }

    private static int DaysIn(int year, int month)
    {
        int astronomical = year < 0 ? year + 1 : year;
        bool leap = astronomical % 4 == 0 && (astronomical % 100 != 0 || astronomical % 400 == 0);
        return month switch
        {
            2 => leap ? 29 : 28,
            4 or 6 or 9 or 11 => 30,
            _ => 31,
        };
    }
}
