using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Values;

/// <summary>Writes values that are no text (EXI 7.1) where the datatype is of their kind: no digit is printed or parsed.</summary>
internal static class TypedWriter
{
    private const int LargestExponent = 16383;

    /// <summary>Writes a value. False: the datatype is of another kind, or has no such value; its text may still do.</summary>
    public static bool TryWrite(BitWriter bits, Datatype datatype, in EventValue value)
    {
        switch (value.Kind)
        {
            case ExiValueKind.Boolean when datatype.Kind == DatatypeKind.Boolean:
                bits.WriteBoolean(value.X != 0);
                return true;

            case ExiValueKind.Integer:
                return TryWriteInteger(bits, datatype, (long)value.X);

            case ExiValueKind.UnsignedInteger:
                if (datatype.Kind == DatatypeKind.UnsignedInteger)
                {
                    bits.WriteUnsigned(value.X);
                    return true;
                }

                return value.X <= long.MaxValue && TryWriteInteger(bits, datatype, (long)value.X);

            case ExiValueKind.Decimal when datatype.Kind == DatatypeKind.Decimal:
                ExiDecimal number = value.Decimal;
                bits.WriteBoolean(number.IsNegative);
                bits.WriteUnsigned(number.Integral);
                bits.WriteUnsigned(number.ReversedFraction);
                return true;

            case ExiValueKind.Float when datatype.Kind == DatatypeKind.Float:
                return TryWriteFloat(bits, value.Float);

            case ExiValueKind.DateTime when datatype.Kind == value.DateKind:
                Write(bits, value.DateTime);
                return true;

            default:
                return false;
        }
    }

    private static bool TryWriteInteger(BitWriter bits, Datatype datatype, long value)
    {
        switch (datatype.Kind)
        {
            case DatatypeKind.NBitUnsignedInteger:
                if (value < datatype.Minimum || (ulong)(value - datatype.Minimum) > (ulong)datatype.Range)
                    return false;
                bits.WriteNBit((uint)(value - datatype.Minimum), datatype.Width);
                return true;

            case DatatypeKind.UnsignedInteger when value >= 0:
                bits.WriteUnsigned((ulong)value);
                return true;

            case DatatypeKind.Integer:
                AtomicWriter.WriteInteger(bits, value);
                return true;

            default:
                return false;
        }
    }

    /// <summary>The mantissa has no zeros at its end, as one that was parsed has none.</summary>
    private static bool TryWriteFloat(BitWriter bits, ExiFloat value)
    {
        (long mantissa, int exponent) = value;
        if (exponent == ExiFloat.SpecialExponent)
        {
            mantissa = mantissa is 1 or -1 ? mantissa : 0;
        }
        else if (mantissa == 0)
        {
            exponent = 0;
        }
        else
        {
            while (mantissa % 10 == 0)
            {
                mantissa /= 10;
                exponent++;
            }

            if (exponent is <= ExiFloat.SpecialExponent or > LargestExponent)
                return false;
        }

        AtomicWriter.WriteInteger(bits, mantissa);
        AtomicWriter.WriteInteger(bits, exponent);
        return true;
    }

    private static void Write(BitWriter bits, in ExiDateTime value)
    {
        int kind = value.Kind;
        if (kind is DatatypeKind.DateTime or DatatypeKind.Date or DatatypeKind.GYearMonth or DatatypeKind.GYear)
            AtomicWriter.WriteInteger(bits, (long)value.Year - 2000);
        if (kind is not (DatatypeKind.GYear or DatatypeKind.Time))
            bits.WriteNBit(value.MonthDay, 9);
        if (kind is DatatypeKind.DateTime or DatatypeKind.Time)
        {
            bits.WriteNBit(value.Time, 17);
            bits.WriteBoolean(value.ReversedFraction != 0);
            if (value.ReversedFraction != 0)
                bits.WriteUnsigned(value.ReversedFraction);
        }

        bits.WriteBoolean(value.Zone != ExiDateTime.NoZone);
        if (value.Zone != ExiDateTime.NoZone)
            bits.WriteNBit((uint)(value.Zone + 896), 11);
    }
}
