using System.Globalization;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi;

/// <summary>A Float (EXI 7.1.4): mantissa times ten to the exponent, or one of three special values.</summary>
/// <param name="Mantissa">The mantissa; 1, -1 and others mean INF, -INF and NaN with <see cref="SpecialExponent"/>.</param>
/// <param name="Exponent">-16384 to 16383.</param>
public readonly record struct ExiFloat(long Mantissa, int Exponent)
{
    /// <summary>The exponent that marks INF, -INF and NaN.</summary>
    public const int SpecialExponent = -16384;

    /// <summary>Longest text in characters.</summary>
    public const int MaxTextLength = 48;

    /// <summary>The shortest decimal that is nearest to no other <see cref="double"/>.</summary>
    public static ExiFloat FromDouble(double value)
    {
        if (!double.IsFinite(value))
            return new(double.IsNaN(value) ? 0 : double.IsNegative(value) ? -1 : 1, SpecialExponent);
        Span<char> text = stackalloc char[32];
        value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        return AtomicWriter.TryParseFloat(text[..length], out long mantissa, out int exponent) ? new(mantissa, exponent) : default;
    }

    /// <summary>The nearest <see cref="double"/>.</summary>
    public double ToDouble()
    {
        if (Exponent == SpecialExponent)
            return Mantissa switch { 1 => double.PositiveInfinity, -1 => double.NegativeInfinity, _ => double.NaN };
        Span<char> text = stackalloc char[MaxTextLength];
        return double.Parse(text[..ValueFormat.Float(this, text)], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<char> text = stackalloc char[MaxTextLength];
        return new string(text[..ValueFormat.Float(this, text)]);
    }
}
