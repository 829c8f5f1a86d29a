using System.Globalization;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi;

/// <summary>
/// A Decimal (EXI 7.1.3) as the format has it: a sign, the digits before the point, and those behind it in reverse, so that 1.05 is
/// 1 and 50. Its parts fit 64 bits; longer ones are read and written as text.
/// </summary>
/// <param name="IsNegative">The sign is minus. There is a minus zero.</param>
/// <param name="Integral">The digits before the point.</param>
/// <param name="ReversedFraction">The digits behind the point as a number read from the right; 0 for none.</param>
public readonly record struct ExiDecimal(bool IsNegative, ulong Integral, ulong ReversedFraction)
{
    /// <summary>Longest text in characters: sign, two numbers of 64 bits, the point.</summary>
    public const int MaxTextLength = 42;

    /// <summary>The parts of a <see cref="decimal"/>.</summary>
    /// <exception cref="OverflowException">A part does not fit 64 bits.</exception>
    public static ExiDecimal FromDecimal(decimal value)
    {
        decimal magnitude = Math.Abs(value);
        decimal integral = decimal.Truncate(magnitude);
        decimal fraction = magnitude - integral;
        ulong reversed = 0;
        decimal unit = 1;
        for (; fraction != 0; unit *= 10)
        {
            fraction *= 10;
            decimal digit = decimal.Truncate(fraction);
            reversed = checked(reversed + (ulong)(digit * unit));
            fraction -= digit;
        }

        return new(value < 0, (ulong)integral, reversed);
    }

    /// <summary>The value as <see cref="decimal"/>.</summary>
    /// <exception cref="OverflowException">It has more digits than a <see cref="decimal"/> holds.</exception>
    public decimal ToDecimal()
    {
        Span<char> text = stackalloc char[MaxTextLength];
        return decimal.Parse(text[..ValueFormat.Decimal(this, text)], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<char> text = stackalloc char[MaxTextLength];
        return new string(text[..ValueFormat.Decimal(this, text)]);
    }
}
