using System.Globalization;
using System.Numerics;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Values;

/// <summary>A number without sign: 64 bits where they suffice, more where they do not.</summary>
internal readonly struct Natural
{
    /// <summary>So many decimal digits always fit 64 bits.</summary>
    public const int ShortDigits = 19;

    private readonly ulong _small;
    private readonly BigInteger _big;
    private readonly bool _isBig;

    /// <summary>A number of 64 bits.</summary>
    public Natural(ulong value) => _small = value;

    /// <summary>A number of any size.</summary>
    public Natural(BigInteger value)
    {
        _isBig = value > ulong.MaxValue;
        if (_isBig)
            _big = value;
        else
            _small = (ulong)value;
    }

    /// <summary>Zero.</summary>
    public bool IsZero => !_isBig && _small == 0;

    /// <summary>The value when it fits 63 bits.</summary>
    public bool TryGetInt64(out long value)
    {
        value = (long)_small;
        return !_isBig && _small <= long.MaxValue;
    }

    /// <summary>The value.</summary>
    public BigInteger ToBigInteger() => _isBig ? _big : _small;

    /// <summary>One more.</summary>
    public Natural Increment() => _isBig ? new(_big + 1) : _small == ulong.MaxValue ? new((BigInteger)_small + 1) : new(_small + 1);

    /// <summary>One less.</summary>
    public Natural Decrement() => _isBig ? new(_big - 1) : new(_small - 1);

    /// <summary>Parses decimal digits; there is at least one and nothing else.</summary>
    public static Natural Parse(ReadOnlySpan<char> digits)
    {
        if (digits.Length > ShortDigits)
            return new(BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture));
        ulong value = 0;
        foreach (char digit in digits)
            value = (value * 10) + (uint)(digit - '0');
        return new(value);
    }

    /// <summary>Reads an Unsigned Integer.</summary>
    public static Natural Read(ref BitReader bits, ExiLimits limits, out string? error)
    {
        error = null;
        long start = bits.Position;
        ulong small = bits.ReadUnsigned(out bool overflow);
        if (!overflow)
            return new Natural(small);
        bits.Rewind(start);
        BigInteger big = bits.ReadBigUnsigned(limits.MaxIntegerOctets, out bool tooLong);
        if (tooLong)
            error = $"an integer longer than {limits.MaxIntegerOctets} octets";
        return new Natural(big);
    }

    /// <summary>Writes an Unsigned Integer.</summary>
    public void Write(BitWriter bits)
    {
        if (_isBig)
            bits.WriteUnsigned(_big);
        else
            bits.WriteUnsigned(_small);
    }

    /// <summary>Appends the decimal digits.</summary>
    public void AppendTo(CharBuffer text)
    {
        if (_isBig)
            text.Append(_big);
        else
            text.Append(_small);
    }
}
