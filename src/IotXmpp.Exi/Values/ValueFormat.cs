using System.Numerics;
using System.Runtime.CompilerServices;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Values;

/// <summary>
/// Lexical forms of typed values, into UTF-16 (<see cref="char"/>) or UTF-8 (<see cref="byte"/>): they are ASCII in both. The destination
/// has room for the longest form of its type.
/// </summary>
internal static class ValueFormat
{
    /// <summary>Longest text of a number of 64 bits.</summary>
    public const int MaxIntegerLength = 20;

    /// <summary>Longest text of a value that is no string, list or binary.</summary>
    public const int MaxLength = 64;

    /// <summary>Plain notation up to here, an exponent beyond.</summary>
    private const int LongestPlainFloat = 21;

    /// <summary>Decimal digits of a number.</summary>
    public static int Unsigned<T>(ulong value, Span<T> destination) where T : unmanaged, INumberBase<T>
    {
        int digits = CountDigits(value);
        for (int i = digits - 1; i >= 0; i--)
        {
            (value, ulong digit) = Math.DivRem(value, 10);
            destination[i] = Ascii<T>((char)('0' + digit));
        }

        return digits;
    }

    /// <summary>Decimal digits, with a sign if negative.</summary>
    public static int Signed<T>(long value, Span<T> destination) where T : unmanaged, INumberBase<T>
    {
        if (value >= 0)
            return Unsigned((ulong)value, destination);
        destination[0] = Ascii<T>('-');
        return 1 + Unsigned((ulong)-(value + 1) + 1, destination[1..]);
    }

    /// <summary>xs:decimal; no point without a fraction.</summary>
    public static int Decimal<T>(in ExiDecimal value, Span<T> destination) where T : unmanaged, INumberBase<T>
    {
        int length = 0;
        if (value.IsNegative)
            destination[length++] = Ascii<T>('-');
        length += Unsigned(value.Integral, destination[length..]);
        return value.ReversedFraction == 0 ? length : length + Fraction(value.ReversedFraction, destination[length..]);
    }

    /// <summary>xs:double: plain as long as that is short, else with an exponent.</summary>
    public static int Float<T>(in ExiFloat value, Span<T> destination) where T : unmanaged, INumberBase<T>
    {
        (long mantissa, int exponent) = value;
        if (exponent == ExiFloat.SpecialExponent)
            return Copy(mantissa switch { 1 => "INF", -1 => "-INF", _ => "NaN" }, destination);
        int length = Signed(mantissa, destination);
        if (mantissa == 0 || exponent == 0)
            return length;

        int sign = mantissa < 0 ? 1 : 0;
        int digits = length - sign;
        if (exponent > 0 && digits + exponent <= LongestPlainFloat)
        {
            destination.Slice(length, exponent).Fill(Ascii<T>('0'));
            return length + exponent;
        }

        if (exponent < 0 && -exponent <= LongestPlainFloat)
        {
            // At least one digit stands before the point.
            int zeros = Math.Max(0, 1 - exponent - digits);
            int point = sign + zeros + digits + exponent;
            destination.Slice(sign, digits).CopyTo(destination[(sign + zeros)..]);
            destination.Slice(sign, zeros).Fill(Ascii<T>('0'));
            destination.Slice(point, -exponent).CopyTo(destination[(point + 1)..]);
            destination[point] = Ascii<T>('.');
            return length + zeros + 1;
        }

        destination[length++] = Ascii<T>('E');
        return length + Signed(exponent, destination[length..]);
    }

    /// <summary>The lexical form of a kind of Date-Time.</summary>
    public static int DateTime<T>(in ExiDateTime value, Span<T> destination) where T : unmanaged, INumberBase<T>
    {
        int kind = value.Kind;
        int length = 0;
        if (kind is DatatypeKind.DateTime or DatatypeKind.Date or DatatypeKind.GYearMonth or DatatypeKind.GYear)
            length = Year(value.Year, destination);
        if (kind is not (DatatypeKind.GYear or DatatypeKind.Time))
            length += MonthDay(value, destination[length..]);
        if (kind is DatatypeKind.DateTime)
            destination[length++] = Ascii<T>('T');
        if (kind is DatatypeKind.DateTime or DatatypeKind.Time)
        {
            Two(value.Hour, destination[length..]);
            destination[length + 2] = Ascii<T>(':');
            Two(value.Minute, destination[(length + 3)..]);
            destination[length + 5] = Ascii<T>(':');
            Two(value.Second, destination[(length + 6)..]);
            length += 8;
            if (value.HasFraction)
                length += Fraction(value.ReversedFraction, destination[length..]);
        }

        if (value.Zone == ExiDateTime.NoZone)
            return length;
        if (value.Zone == 0)
        {
            destination[length] = Ascii<T>('Z');
            return length + 1;
        }

        int zone = Math.Abs(value.Zone);
        destination[length] = Ascii<T>(value.Zone < 0 ? '-' : '+');
        Two(zone >> 6, destination[(length + 1)..]);
        destination[length + 3] = Ascii<T>(':');
        Two(zone & 63, destination[(length + 4)..]);
        return length + 6;
    }

    /// <summary>ASCII text.</summary>
    public static int Copy<T>(string text, Span<T> destination) where T : unmanaged, INumberBase<T>
    {
        for (int i = 0; i < text.Length; i++)
            destination[i] = Ascii<T>(text[i]);
        return text.Length;
    }

    /// <summary>Decimal digits of a number.</summary>
    public static int CountDigits(ulong value)
    {
        int digits = 1;
        for (; value >= 10_000; value /= 10_000)
            digits += 4;
        return digits + (value >= 1000 ? 3 : value >= 100 ? 2 : value >= 10 ? 1 : 0);
    }

    private static int Year<T>(int year, Span<T> destination) where T : unmanaged, INumberBase<T>
    {
        int length = 0;
        if (year < 0)
            destination[length++] = Ascii<T>('-');
        uint magnitude = (uint)Math.Abs((long)year);
        if (magnitude > 9999)
            return length + Unsigned(magnitude, destination[length..]);
        Two((int)(magnitude / 100), destination[length..]);
        Two((int)(magnitude % 100), destination[(length + 2)..]);
        return length + 4;
    }

    private static int MonthDay<T>(in ExiDateTime value, Span<T> destination) where T : unmanaged, INumberBase<T>
    {
        bool hasMonth = value.Kind != DatatypeKind.GDay;
        bool hasDay = value.Kind is not (DatatypeKind.GYearMonth or DatatypeKind.GMonth);
        int length = Copy(value.Kind switch { DatatypeKind.GDay => "---", DatatypeKind.GMonth or DatatypeKind.GMonthDay => "--", _ => "-" }, destination);
        if (hasMonth)
        {
            Two(value.Month, destination[length..]);
            length += 2;
        }

        if (hasMonth && hasDay)
            destination[length++] = Ascii<T>('-');
        if (hasDay)
        {
            Two(value.Day, destination[length..]);
            length += 2;
        }

        return length;
    }

    /// <summary>The point and the digits in reverse; ".0" for 0.</summary>
    private static int Fraction<T>(ulong reversed, Span<T> destination) where T : unmanaged, INumberBase<T>
    {
        destination[0] = Ascii<T>('.');
        int length = 1;
        do
        {
            (reversed, ulong digit) = Math.DivRem(reversed, 10);
            destination[length++] = Ascii<T>((char)('0' + digit));
        }
        while (reversed > 0);
        return length;
    }

    private static void Two<T>(int value, Span<T> destination) where T : unmanaged, INumberBase<T>
    {
        destination[1] = Ascii<T>((char)('0' + (value % 10)));
        destination[0] = Ascii<T>((char)('0' + (value / 10)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Ascii<T>(char c) where T : unmanaged, INumberBase<T> => T.CreateTruncating(c);
}
