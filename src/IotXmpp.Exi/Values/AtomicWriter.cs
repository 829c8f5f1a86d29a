using System.Buffers;
using System.Numerics;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Values;

/// <summary>
/// Parses the lexical forms of values of bounded size and writes them (EXI 7.1.1 to 7.1.9). Every method parses all before it
/// writes anything; false means the text is no such value.
/// </summary>
internal static class AtomicWriter
{
    /// <summary>Writes a value of an atomic or binary datatype.</summary>
    public static bool TryWrite(BitWriter bits, Datatype datatype, ReadOnlySpan<char> text)
    {
        if (datatype.Kind is DatatypeKind.Base64Binary or DatatypeKind.HexBinary)
            return TryWriteBinary(bits, datatype.Kind, text);

        text = XmlCharacters.Trim(text);
        switch (datatype.Kind)
        {
            case DatatypeKind.Boolean:
                if (text is not ("true" or "1" or "false" or "0"))
                    return false;
                bits.WriteBoolean(text is "true" or "1");
                return true;

            case DatatypeKind.BooleanWithPattern:
                int form = text switch { "false" => 0, "0" => 1, "true" => 2, "1" => 3, _ => -1 };
                if (form >= 0)
                    bits.WriteNBit((uint)form, 2);
                return form >= 0;

            case DatatypeKind.Decimal:
                return TryWriteDecimal(bits, text);

            case DatatypeKind.Float:
                return TryWriteFloat(bits, text);

            case DatatypeKind.NBitUnsignedInteger:
                if (!TryParseInteger(text, out bool below, out Natural magnitude) || !magnitude.TryGetInt64(out long value))
                    return false;
                long offset = (below ? -value : value) - datatype.Minimum;
                if (offset < 0 || offset > datatype.Range)
                    return false;
                bits.WriteNBit((uint)offset, datatype.Width);
                return true;

            case DatatypeKind.NBitBigInteger:
                if (!TryParseInteger(text, out bool isBelow, out Natural big))
                    return false;
                BigInteger above = (isBelow ? -big.ToBigInteger() : big.ToBigInteger()) - datatype.BigMinimum;
                if (above < 0 || above > datatype.Range)
                    return false;
                bits.WriteNBit((uint)above, datatype.Width);
                return true;

            case DatatypeKind.UnsignedInteger:
                if (!TryParseInteger(text, out bool minus, out Natural natural) || minus)
                    return false;
                natural.Write(bits);
                return true;

            case DatatypeKind.Integer:
                if (!TryParseInteger(text, out bool negative, out Natural integer))
                    return false;
                WriteInteger(bits, negative, integer);
                return true;

            case >= DatatypeKind.DateTime and <= DatatypeKind.GMonth:
                if (!DateTimeValue.TryParse(datatype.Kind, text, out DateTimeValue dateTime))
                    return false;
                dateTime.Write(bits, datatype.Kind);
                return true;

            default:
                throw new InvalidOperationException($"datatype kind {datatype.Kind} is not atomic");
        }
    }

    /// <summary>Writes an Integer: sign, then the magnitude, less one when negative (EXI 7.1.5).</summary>
    public static void WriteInteger(BitWriter bits, bool negative, Natural magnitude)
    {
        bits.WriteBoolean(negative);
        (negative ? magnitude.Decrement() : magnitude).Write(bits);
    }

    /// <summary>Writes an Integer of 64 bits.</summary>
    public static void WriteInteger(BitWriter bits, long value)
    {
        bits.WriteBoolean(value < 0);
        bits.WriteUnsigned((ulong)(value < 0 ? ~value : value));
    }

    private static bool TryWriteBinary(BitWriter bits, int kind, ReadOnlySpan<char> text)
    {
        byte[]? rented = null;
        Span<byte> octets = text.Length <= 1024 ? stackalloc byte[1024] : rented = ArrayPool<byte>.Shared.Rent(text.Length);
        bool isBinary = kind == DatatypeKind.HexBinary
            ? BinaryText.TryParseHex(text, octets, out int length)
            : BinaryText.TryParseBase64(text, octets, out length);
        if (isBinary)
        {
            bits.WriteUnsigned((uint)length);
            bits.WriteOctets(octets[..length]);
        }

        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return isBinary;
    }

    /// <summary>Parses [+-]?digits. Minus zero is zero: Integer cannot say it.</summary>
    private static bool TryParseInteger(ReadOnlySpan<char> text, out bool negative, out Natural magnitude)
    {
        magnitude = default;
        negative = TakeSign(ref text);
        if (text.Length == 0 || text.ContainsAnyExceptInRange('0', '9'))
            return false;
        magnitude = Natural.Parse(text);
        negative &= !magnitude.IsZero;
        return true;
    }

    private static bool TakeSign(ref ReadOnlySpan<char> text)
    {
        if (text.Length == 0 || text[0] is not ('+' or '-'))
            return false;
        bool negative = text[0] == '-';
        text = text[1..];
        return negative;
    }

    /// <summary>Splits digits and fraction; at least one digit must be there, and nothing else.</summary>
    private static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> integral, out ReadOnlySpan<char> fraction)
    {
        int point = text.IndexOf('.');
        integral = point < 0 ? text : text[..point];
        fraction = point < 0 ? [] : text[(point + 1)..];
        return integral.Length + fraction.Length > 0
            && !integral.ContainsAnyExceptInRange('0', '9')
            && !fraction.ContainsAnyExceptInRange('0', '9');
    }

    private static bool TryWriteDecimal(BitWriter bits, ReadOnlySpan<char> text)
    {
        bool negative = TakeSign(ref text);
        if (!TrySplit(text, out ReadOnlySpan<char> integral, out ReadOnlySpan<char> fraction))
            return false;
        bits.WriteBoolean(negative);
        (integral.Length == 0 ? default : Natural.Parse(integral)).Write(bits);
        ParseReversed(fraction).Write(bits);
        return true;
    }

    /// <summary>The number whose digits are those of the fraction, last one first: leading zeros survive, trailing ones do not.</summary>
    public static Natural ParseReversed(ReadOnlySpan<char> fraction)
    {
        fraction = fraction.TrimEnd('0');
        if (fraction.Length <= Natural.ShortDigits)
        {
            ulong value = 0;
            for (int i = fraction.Length - 1; i >= 0; i--)
                value = (value * 10) + (uint)(fraction[i] - '0');
            return new Natural(value);
        }

        char[] reversed = fraction.ToArray();
        Array.Reverse(reversed);
        return Natural.Parse(reversed);
    }

    private static bool TryWriteFloat(BitWriter bits, ReadOnlySpan<char> text)
    {
        if (!TryParseFloat(text, out long mantissa, out int exponent))
            return false;
        WriteInteger(bits, mantissa);
        WriteInteger(bits, exponent);
        return true;
    }

    /// <summary>Parses a Float.</summary>
    public static bool TryParseFloat(ReadOnlySpan<char> text, out long mantissa, out int exponent)
    {
        exponent = ExiFloat.SpecialExponent;
        mantissa = text switch { "INF" => 1, "-INF" => -1, _ => 0 };
        if (mantissa != 0 || text is "NaN")
            return true;

        exponent = 0;
        int e = text.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            ReadOnlySpan<char> digits = text[(e + 1)..];
            bool below = TakeSign(ref digits);
            if (digits.Length is 0 or > 9 || digits.ContainsAnyExceptInRange('0', '9'))
                return false;
            exponent = int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
            exponent = below ? -exponent : exponent;
            text = text[..e];
        }

        bool negative = TakeSign(ref text);
        if (!TrySplit(text, out ReadOnlySpan<char> integral, out ReadOnlySpan<char> fraction))
            return false;

        // The shortest mantissa: no zeros at either end.
        fraction = fraction.TrimEnd('0');
        exponent -= fraction.Length;
        if (fraction.IsEmpty)
        {
            ReadOnlySpan<char> digits = integral.TrimEnd('0');
            exponent += integral.Length - digits.Length;
            integral = digits;
        }

        integral = integral.TrimStart('0');
        if (integral.IsEmpty)
            fraction = fraction.TrimStart('0');
        int count = integral.Length + fraction.Length;
        if (count == 0)
        {
            exponent = 0;
            return true;
        }

        if (count > Natural.ShortDigits || exponent is <= ExiFloat.SpecialExponent or > 16383)
            return false;
        ulong magnitude = 0;
        foreach (char digit in integral)
            magnitude = (magnitude * 10) + (uint)(digit - '0');
        foreach (char digit in fraction)
            magnitude = (magnitude * 10) + (uint)(digit - '0');
        if (magnitude > (ulong)long.MaxValue + (negative ? 1u : 0u))
            return false;
        mantissa = negative ? -(long)(magnitude - 1) - 1 : (long)magnitude;
        return true;
    }
}
