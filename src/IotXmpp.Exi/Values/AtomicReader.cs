using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Values;

/// <summary>Reads values of bounded size (EXI 7.1.2 to 7.1.9) and prints them. The result of each method is an error, or null.</summary>
internal static class AtomicReader
{
    /// <summary>The exponent that marks INF, -INF and NaN (EXI 7.1.4).</summary>
    public const int SpecialExponent = -16384;

    /// <summary>Plain notation up to here, an exponent beyond.</summary>
    private const int LongestPlainFloat = 21;

    /// <summary>Reads a value of an atomic datatype. After starvation the result means nothing.</summary>
    public static string? Read(ref BitReader bits, Datatype datatype, CharBuffer text, ExiLimits limits)
    {
        switch (datatype.Kind)
        {
            case DatatypeKind.Boolean:
                text.Append(bits.ReadBoolean() ? "true" : "false");
                return null;

            case DatatypeKind.BooleanWithPattern:
                text.Append(bits.ReadNBit(2) switch { 0 => "false", 1 => "0", 2 => "true", _ => "1" });
                return null;

            case DatatypeKind.Decimal:
                return ReadDecimal(ref bits, text, limits);

            case DatatypeKind.Float:
                return ReadFloat(ref bits, text, limits);

            case DatatypeKind.NBitUnsignedInteger:
                uint offset = bits.ReadNBit(datatype.Width);
                if (offset > (uint)datatype.Range)
                    return $"offset {offset} in a range of {datatype.Range + 1} integers";
                AppendSigned(text, datatype.Minimum + offset);
                return null;

            case DatatypeKind.UnsignedInteger:
                Natural.Read(ref bits, limits, out string? error).AppendTo(text);
                return error;

            case DatatypeKind.Integer:
                return ReadInteger(ref bits, text, limits);

            case >= DatatypeKind.DateTime and <= DatatypeKind.GMonth:
                return ReadDateTime(ref bits, datatype.Kind, text, limits);

            default:
                throw new InvalidOperationException($"datatype kind {datatype.Kind} is not atomic");
        }
    }

    private static string? ReadInteger(ref BitReader bits, CharBuffer text, ExiLimits limits)
    {
        bool negative = bits.ReadBoolean();
        Natural magnitude = Natural.Read(ref bits, limits, out string? error);
        if (negative)
        {
            text.Append('-');
            magnitude = magnitude.Increment();
        }

        magnitude.AppendTo(text);
        return error;
    }

    private static string? ReadDecimal(ref BitReader bits, CharBuffer text, ExiLimits limits)
    {
        if (bits.ReadBoolean())
            text.Append('-');
        Natural.Read(ref bits, limits, out string? error).AppendTo(text);
        if (error is not null)
            return error;
        Natural reversed = Natural.Read(ref bits, limits, out error);
        if (!reversed.IsZero)
            AppendFraction(text, reversed);
        return error;
    }

    private static void AppendFraction(CharBuffer text, Natural reversed)
    {
        text.Append('.');
        int start = text.Length;
        reversed.AppendTo(text);
        text.Reverse(start);
    }

    private static string? ReadFloat(ref BitReader bits, CharBuffer text, ExiLimits limits)
    {
        if (!ReadInt64(ref bits, limits, out long mantissa))
            return "a mantissa outside 64 bits";
        if (!ReadInt64(ref bits, limits, out long exponent) || exponent is < SpecialExponent or > 16383)
            return "an exponent outside -16384 to 16383";
        if (exponent == SpecialExponent)
            text.Append(mantissa switch { 1 => "INF", -1 => "-INF", _ => "NaN" });
        else
            AppendFloat(text, mantissa, (int)exponent);
        return null;
    }

    private static void AppendFloat(CharBuffer text, long mantissa, int exponent)
    {
        int start = text.Length;
        AppendSigned(text, mantissa);
        if (mantissa == 0 || exponent == 0)
            return;

        int digits = text.Length - start - (mantissa < 0 ? 1 : 0);
        if (exponent > 0 && digits + exponent <= LongestPlainFloat)
        {
            for (int i = 0; i < exponent; i++)
                text.Append('0');
        }
        else if (exponent < 0 && -exponent <= LongestPlainFloat)
        {
            // Insert the point: the digits are rebuilt with as many leading zeros as the fraction needs.
            string all = text.ToString(start + (mantissa < 0 ? 1 : 0)).PadLeft(1 - exponent, '0');
            text.Truncate(start + (mantissa < 0 ? 1 : 0));
            text.Append(all.AsSpan(0, all.Length + exponent));
            text.Append('.');
            text.Append(all.AsSpan(all.Length + exponent));
        }
        else
        {
            text.Append('E');
            AppendSigned(text, exponent);
        }
    }

    private static string? ReadDateTime(ref BitReader bits, int kind, CharBuffer text, ExiLimits limits)
    {
        bool hasYear = kind is DatatypeKind.DateTime or DatatypeKind.Date or DatatypeKind.GYearMonth or DatatypeKind.GYear;
        if (hasYear)
        {
            if (!ReadInt64(ref bits, limits, out long year) || Math.Abs(year) > 1_000_000_000)
                return "a year beyond a thousand million";
            year += 2000;
            if (year < 0)
                text.Append('-');
            text.Append((ulong)Math.Abs(year), digits: 4);
        }

        string? error = null;
        if (kind is not (DatatypeKind.GYear or DatatypeKind.Time))
            error = ReadMonthDay(bits.ReadNBit(9), kind, text);
        if (error is null && kind is DatatypeKind.DateTime or DatatypeKind.Time)
            error = ReadTime(ref bits, kind, text, limits);
        return error ?? ReadTimeZone(ref bits, text);
    }

    private static string? ReadMonthDay(uint monthDay, int kind, CharBuffer text)
    {
        uint month = monthDay >> 5;
        uint day = monthDay & 31;
        bool hasMonth = kind != DatatypeKind.GDay;
        bool hasDay = kind is not (DatatypeKind.GYearMonth or DatatypeKind.GMonth);
        // Month 13 is no date, but it fits the bits and there are encoders that write it: printed, it stays the invalid value it was.
        if (!hasMonth && month != 0)
            return $"month {month} in a value without month";
        if (!hasDay && day != 0)
            return $"day {day} in a value without day";

        text.Append(kind switch { DatatypeKind.GDay => "---", DatatypeKind.GMonth or DatatypeKind.GMonthDay => "--", _ => "-" });
        if (hasMonth)
            text.Append(month, digits: 2);
        if (hasMonth && hasDay)
            text.Append('-');
        if (hasDay)
            text.Append(day, digits: 2);
        return null;
    }

    private static string? ReadTime(ref BitReader bits, int kind, CharBuffer text, ExiLimits limits)
    {
        uint time = bits.ReadNBit(17);
        uint hour = time >> 12;
        uint minute = (time >> 6) & 63;
        uint second = time & 63;
        if (kind == DatatypeKind.DateTime)
            text.Append('T');
        text.Append(hour, digits: 2);
        text.Append(':');
        text.Append(minute, digits: 2);
        text.Append(':');
        text.Append(second, digits: 2);
        if (!bits.ReadBoolean())
            return null;
        Natural reversed = Natural.Read(ref bits, limits, out string? error);
        AppendFraction(text, reversed);
        return error;
    }

    private static string? ReadTimeZone(ref BitReader bits, CharBuffer text)
    {
        if (!bits.ReadBoolean())
            return null;
        int zone = (int)bits.ReadNBit(11) - 896;
        if (zone == 0)
        {
            text.Append('Z');
            return null;
        }

        uint minutes = (uint)Math.Abs(zone);
        if (minutes >> 6 > 14 || (minutes & 63) > 59)
            return $"time zone {zone}";
        text.Append(zone < 0 ? '-' : '+');
        text.Append(minutes >> 6, digits: 2);
        text.Append(':');
        text.Append(minutes & 63, digits: 2);
        return null;
    }

    private static bool ReadInt64(ref BitReader bits, ExiLimits limits, out long value)
    {
        bool negative = bits.ReadBoolean();
        Natural magnitude = Natural.Read(ref bits, limits, out string? error);
        bool fits = magnitude.TryGetInt64(out value);
        if (negative)
            value = ~value; // -(magnitude + 1)
        return fits && error is null;
    }

    private static void AppendSigned(CharBuffer text, long value)
    {
        if (value < 0)
            text.Append('-');
        text.Append(value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value);
    }
}
