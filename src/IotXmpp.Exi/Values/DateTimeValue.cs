using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Values;

/// <summary>The components of a Date-Time (EXI 7.1.8, tables 7-3 and 7-4).</summary>
internal readonly struct DateTimeValue
{
    private const int NoZone = int.MinValue;

    private readonly int _year;
    private readonly uint _monthDay;
    private readonly uint _time;
    private readonly bool _hasFraction;
    private readonly Natural _fraction;
    private readonly int _zone;

    private DateTimeValue(int year, uint monthDay, uint time, bool hasFraction, Natural fraction, int zone)
    {
        _year = year;
        _monthDay = monthDay;
        _time = time;
        _hasFraction = hasFraction;
        _fraction = fraction;
        _zone = zone;
    }

    /// <summary>Parses the lexical form of a kind of Date-Time; the text has no white space around it.</summary>
    public static bool TryParse(int kind, ReadOnlySpan<char> text, out DateTimeValue value)
    {
        value = default;
        int year = 0;
        uint month = 0;
        uint day = 0;
        uint time = 0;
        bool hasFraction = false;
        Natural fraction = default;
        switch (kind)
        {
            case DatatypeKind.DateTime:
                if (!TakeYear(ref text, out year) || !Take(ref text, '-') || !TakeTwo(ref text, 1, 12, out month)
                    || !Take(ref text, '-') || !TakeTwo(ref text, 1, 31, out day)
                    || !Take(ref text, 'T') || !TakeTime(ref text, out time, out hasFraction, out fraction))
                    return false;
                break;

            case DatatypeKind.Time:
                if (!TakeTime(ref text, out time, out hasFraction, out fraction))
                    return false;
                break;

            case DatatypeKind.Date:
                if (!TakeYear(ref text, out year) || !Take(ref text, '-') || !TakeTwo(ref text, 1, 12, out month)
                    || !Take(ref text, '-') || !TakeTwo(ref text, 1, 31, out day))
                    return false;
                break;

            case DatatypeKind.GYearMonth:
                if (!TakeYear(ref text, out year) || !Take(ref text, '-') || !TakeTwo(ref text, 1, 12, out month))
                    return false;
                break;

            case DatatypeKind.GYear:
                if (!TakeYear(ref text, out year))
                    return false;
                break;

            case DatatypeKind.GMonthDay:
                if (!Take(ref text, '-') || !Take(ref text, '-') || !TakeTwo(ref text, 1, 12, out month)
                    || !Take(ref text, '-') || !TakeTwo(ref text, 1, 31, out day))
                    return false;
                break;

            case DatatypeKind.GMonth:
                if (!Take(ref text, '-') || !Take(ref text, '-') || !TakeTwo(ref text, 1, 12, out month))
                    return false;
                if (text is ['-', '-', ..])
                    text = text[2..]; // --MM-- of the first edition of XML Schema
                break;

            case DatatypeKind.GDay:
                if (!Take(ref text, '-') || !Take(ref text, '-') || !Take(ref text, '-') || !TakeTwo(ref text, 1, 31, out day))
                    return false;
                break;
        }

        if (!TakeZone(ref text, out int zone) || text.Length > 0)
            return false;
        value = new DateTimeValue(year, (month * 32) + day, time, hasFraction, fraction, zone);
        return true;
    }

    /// <summary>Writes the components that the kind has.</summary>
    public void Write(BitWriter bits, int kind)
    {
        if (kind is DatatypeKind.DateTime or DatatypeKind.Date or DatatypeKind.GYearMonth or DatatypeKind.GYear)
            AtomicWriter.WriteInteger(bits, (long)_year - 2000);
        if (kind is not (DatatypeKind.GYear or DatatypeKind.Time))
            bits.WriteNBit(_monthDay, 9);
        if (kind is DatatypeKind.DateTime or DatatypeKind.Time)
        {
            bits.WriteNBit(_time, 17);
            bits.WriteBoolean(_hasFraction);
            if (_hasFraction)
                _fraction.Write(bits);
        }

        bits.WriteBoolean(_zone != NoZone);
        if (_zone != NoZone)
            bits.WriteNBit((uint)(_zone + 896), 11);
    }

    private static bool Take(ref ReadOnlySpan<char> text, char c)
    {
        if (text.Length == 0 || text[0] != c)
            return false;
        text = text[1..];
        return true;
    }

    private static bool TakeTwo(ref ReadOnlySpan<char> text, uint minimum, uint maximum, out uint value)
    {
        value = 0;
        if (text.Length < 2 || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[1]))
            return false;
        value = (uint)(((text[0] - '0') * 10) + text[1] - '0');
        text = text[2..];
        return value >= minimum && value <= maximum;
    }

    private static bool TakeYear(ref ReadOnlySpan<char> text, out int year)
    {
        year = 0;
        bool negative = Take(ref text, '-');
        int digits = text.IndexOfAnyExceptInRange('0', '9');
        if (digits < 0)
            digits = text.Length;
        if (digits is < 4 or > 9 || (digits > 4 && text[0] == '0'))
            return false;
        foreach (char digit in text[..digits])
            year = (year * 10) + digit - '0';
        year = negative ? -year : year;
        text = text[digits..];
        return true;
    }

    private static bool TakeTime(ref ReadOnlySpan<char> text, out uint time, out bool hasFraction, out Natural fraction)
    {
        time = 0;
        hasFraction = false;
        fraction = default;
        if (!TakeTwo(ref text, 0, 24, out uint hour) || !Take(ref text, ':') || !TakeTwo(ref text, 0, 59, out uint minute)
            || !Take(ref text, ':') || !TakeTwo(ref text, 0, 60, out uint second))
            return false;
        time = (((hour * 64) + minute) * 64) + second;
        if (!Take(ref text, '.'))
            return true;
        int digits = text.IndexOfAnyExceptInRange('0', '9');
        if (digits < 0)
            digits = text.Length;
        if (digits == 0)
            return false;
        fraction = AtomicWriter.ParseReversed(text[..digits]);
        hasFraction = !fraction.IsZero;
        text = text[digits..];
        return true;
    }

    private static bool TakeZone(ref ReadOnlySpan<char> text, out int zone)
    {
        zone = NoZone;
        if (text.Length == 0)
            return true;
        if (Take(ref text, 'Z'))
        {
            zone = 0;
            return true;
        }

        bool negative = Take(ref text, '-');
        if (!negative && !Take(ref text, '+'))
            return false;
        if (!TakeTwo(ref text, 0, 14, out uint hours) || !Take(ref text, ':') || !TakeTwo(ref text, 0, 59, out uint minutes))
            return false;
        zone = (int)((hours * 64) + minutes);
        zone = negative ? -zone : zone;
        return hours < 14 || minutes == 0;
    }
}
