using System.Numerics;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Values;

/// <summary>Values of bounded size (EXI 7.1.2 to 7.1.9). The result of each method is an error, or null; after starvation it means nothing.</summary>
internal sealed partial class ValueReader
{
    private string? ReadAtomic(ref BitReader bits, Datatype datatype)
    {
        ref EventValue value = ref target.Value;
        switch (datatype.Kind)
        {
            case DatatypeKind.Boolean:
                value.Kind = ExiValueKind.Boolean;
                value.X = bits.ReadNBit(1);
                value.Y = 0;
                return value.X > 1 ? $"the Boolean {value.X}" : null;

            case DatatypeKind.BooleanWithPattern:
                uint form = bits.ReadNBit(2);
                value.Kind = ExiValueKind.Boolean;
                value.X = form >> 1;
                value.Y = form & 1;
                return form > 3 ? $"the Boolean {form}" : null;

            case DatatypeKind.NBitUnsignedInteger:
                uint offset = bits.ReadNBit(datatype.Width);
                if (offset > (uint)datatype.Range)
                    return $"offset {offset} in a range of {datatype.Range + 1} integers";
                value.Kind = ExiValueKind.Integer;
                value.X = (ulong)(datatype.Minimum + offset);
                return null;

            case DatatypeKind.NBitBigInteger:
                uint above = bits.ReadNBit(datatype.Width);
                if (above > (uint)datatype.Range)
                    return $"offset {above} in a range of {datatype.Range + 1} integers";
                if (!bits.Starved)
                    SetDigits(Digits(datatype.BigMinimum + above));
                return null;

            case DatatypeKind.UnsignedInteger:
                return ReadUnsignedInteger(ref bits, ref value);

            case DatatypeKind.Integer:
                return ReadInteger(ref bits, ref value);

            case DatatypeKind.Decimal:
                return ReadDecimal(ref bits, ref value);

            case DatatypeKind.Float:
                return ReadFloat(ref bits, ref value);

            case >= DatatypeKind.DateTime and <= DatatypeKind.GMonth:
                return ReadDateTime(ref bits, datatype.Kind, ref value);

            default:
                throw new InvalidOperationException($"datatype kind {datatype.Kind} is not atomic");
        }
    }

    private string? ReadUnsignedInteger(ref BitReader bits, ref EventValue value)
    {
        long start = bits.Position;
        value.Kind = ExiValueKind.UnsignedInteger;
        value.X = bits.ReadUnsigned(out bool overflow);
        if (!overflow)
            return null;
        bits.Rewind(start);
        BigInteger big = ReadBig(ref bits, out string? error);
        if (!bits.Starved)
            SetDigits(Digits(big));
        return error;
    }

    private string? ReadInteger(ref BitReader bits, ref EventValue value)
    {
        bool negative = bits.ReadBoolean();
        long start = bits.Position;
        ulong magnitude = bits.ReadUnsigned(out bool overflow);
        if (!overflow && magnitude <= long.MaxValue)
        {
            value.Kind = ExiValueKind.Integer;
            value.X = negative ? ~magnitude : magnitude; // -(magnitude + 1)
            return null;
        }

        bits.Rewind(start);
        BigInteger big = ReadBig(ref bits, out string? error);
        if (!bits.Starved)
            SetDigits(Digits(negative ? -big - 1 : big));
        return error;
    }

    private string? ReadDecimal(ref BitReader bits, ref EventValue value)
    {
        bool negative = bits.ReadBoolean();
        long start = bits.Position;
        value.X = bits.ReadUnsigned(out bool overflow);
        if (!overflow)
            value.Y = bits.ReadUnsigned(out overflow);
        if (!overflow)
        {
            value.Kind = ExiValueKind.Decimal;
            value.Start = negative ? 1 : 0;
            return null;
        }

        bits.Rewind(start);
        BigInteger integral = ReadBig(ref bits, out string? error);
        if (error is not null)
            return error;
        BigInteger reversed = ReadBig(ref bits, out error);
        if (bits.Starved || error is not null)
            return error;
        SetDigits((negative ? "-" : "") + Digits(integral) + (reversed.IsZero ? "" : "." + Reverse(Digits(reversed))));
        return null;
    }

    private string? ReadFloat(ref BitReader bits, ref EventValue value)
    {
        if (!ReadInt64(ref bits, out long mantissa))
            return "a mantissa outside 64 bits";
        if (!ReadInt64(ref bits, out long exponent) || exponent is < ExiFloat.SpecialExponent or > 16383)
            return "an exponent outside -16384 to 16383";
        value.Kind = ExiValueKind.Float;
        value.X = (ulong)mantissa;
        value.Y = (ulong)exponent;
        return null;
    }

    private string? ReadDateTime(ref BitReader bits, int kind, ref EventValue value)
    {
        long year = 0;
        uint monthDay = 0;
        uint time = 0;
        bool hasFraction = false;
        ulong fraction = 0;
        string? longFraction = null;
        int zone = ExiDateTime.NoZone;
        if (kind is DatatypeKind.DateTime or DatatypeKind.Date or DatatypeKind.GYearMonth or DatatypeKind.GYear)
        {
            if (!ReadInt64(ref bits, out year) || year is < -1_000_000_000 or > 1_000_000_000)
                return "a year beyond a thousand million";
            year += 2000;
        }

        if (kind is not (DatatypeKind.GYear or DatatypeKind.Time))
        {
            monthDay = bits.ReadNBit(9);
            // Month 13 is no date, but it fits the bits and there are encoders that write it: printed, it stays the invalid value it was.
            if (kind == DatatypeKind.GDay && monthDay >> 5 != 0)
                return $"month {monthDay >> 5} in a value without month";
            if (kind is DatatypeKind.GYearMonth or DatatypeKind.GMonth && (monthDay & 31) != 0)
                return $"day {monthDay & 31} in a value without day";
            if (monthDay > 511)
                return $"the month and day {monthDay}";
        }

        if (kind is DatatypeKind.DateTime or DatatypeKind.Time)
        {
            time = bits.ReadNBit(17);
            if (time >> 17 != 0)
                return $"the time {time}";
            hasFraction = bits.ReadBoolean();
            if (hasFraction)
            {
                long start = bits.Position;
                fraction = bits.ReadUnsigned(out bool overflow);
                if (overflow)
                {
                    bits.Rewind(start);
                    longFraction = Reverse(Digits(ReadBig(ref bits, out string? error)));
                    if (error is not null)
                        return error;
                }
            }
        }

        if (bits.ReadBoolean())
        {
            zone = (int)bits.ReadNBit(11) - 896;
            uint minutes = (uint)Math.Abs(zone);
            if (minutes >> 6 > 14 || (minutes & 63) > 59)
                return $"time zone {zone}";
        }

        value.Kind = ExiValueKind.DateTime;
        value.DateKind = (byte)kind;
        value.Length = (int)year;
        value.X = time | ((ulong)monthDay << 32) | (hasFraction ? 1UL << 63 : 0);
        value.Y = fraction;
        value.Start = zone;
        if (longFraction is not null && !bits.Starved)
        {
            // Printed, with the digits in the place of the ".0" that stands for them.
            string text = value.DateTime.ToString();
            SetDigits(text.Replace(".0", "." + longFraction, StringComparison.Ordinal));
        }

        return null;
    }

    private static bool ReadInt64(ref BitReader bits, out long value)
    {
        bool negative = bits.ReadBoolean();
        ulong magnitude = bits.ReadUnsigned(out bool overflow);
        value = (long)(negative ? ~magnitude : magnitude);
        return !overflow && magnitude <= long.MaxValue;
    }

    private BigInteger ReadBig(ref BitReader bits, out string? error)
    {
        BigInteger big = bits.ReadBigUnsigned(limits.MaxIntegerOctets, out bool tooLong);
        error = tooLong ? $"an integer longer than {limits.MaxIntegerOctets} octets" : null;
        return big;
    }

    private static string Reverse(string digits)
    {
        char[] reversed = digits.ToCharArray();
        Array.Reverse(reversed);
        return new string(reversed);
    }
}
