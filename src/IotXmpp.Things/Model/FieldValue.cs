using System.Globalization;

namespace IotXmpp.Things.Model;

/// <summary>
/// A value as it was sent: data type and lexical form, so that the number of decimals, a time zone and the spelling survive
/// (XEP-0323 2 asks every party to keep the decimals).
/// </summary>
/// <remarks>
/// Two spellings are made one when a value is built: booleans are <c>true</c> or <c>false</c>, and a number with an exponent, as
/// an EXI Float decodes to, is written out with the decimals its exponent stands for (<c>215E-1</c> is <c>21.5</c>).
/// </remarks>
public readonly record struct FieldValue
{
    /// <summary>Digits a number may be stretched to when its exponent is written out.</summary>
    private const int MaxPlainDigits = 40;

    private FieldValue(FieldValueKind kind, string text, string? dataType)
    {
        Kind = kind;
        Text = text;
        DataType = dataType;
    }

    /// <summary>Data type.</summary>
    public FieldValueKind Kind { get; }

    /// <summary>Lexical form of the XML Schema type.</summary>
    public string Text { get; }

    /// <summary>Name of the set of an enumeration; null for other kinds.</summary>
    public string? DataType { get; }

    /// <summary>Builds a value of its lexical form; false if the text is none of that kind.</summary>
    public static bool TryCreate(FieldValueKind kind, string text, string? dataType, out FieldValue value)
    {
        value = default;
        string trimmed = kind is FieldValueKind.String or FieldValueKind.Enumeration ? text : text.Trim();
        switch (kind)
        {
            case FieldValueKind.Boolean:
                if (!Lexical.TryBoolean(trimmed, out bool boolean))
                    return false;
                trimmed = boolean ? "true" : "false";
                break;
            case FieldValueKind.Int:
                if (!int.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
                    return false;
                break;
            case FieldValueKind.Long:
                if (!long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
                    return false;
                break;
            case FieldValueKind.Numeric:
                if (!Lexical.TryDouble(trimmed, out _))
                    return false;
                trimmed = WithoutExponent(trimmed);
                break;
            case FieldValueKind.Date when !Lexical.IsDate(trimmed):
            case FieldValueKind.DateTime when !Lexical.TryDateTime(trimmed, TimeZoneInfo.Utc, out _):
            case FieldValueKind.Time when !Lexical.IsTime(trimmed):
            case FieldValueKind.Duration when !Lexical.IsDuration(trimmed):
                return false;
        }

        value = new FieldValue(kind, trimmed, kind == FieldValueKind.Enumeration ? dataType ?? "" : null);
        return true;
    }

    /// <summary>Builds a value of its lexical form.</summary>
    /// <exception cref="FormatException">The text is none of that kind.</exception>
    public static FieldValue Create(FieldValueKind kind, string text, string? dataType = null) =>
        TryCreate(kind, text, dataType, out var value) ? value : throw new FormatException($"Not a value of the kind {kind}.");

    /// <summary>A number with the decimals of its text, such as <c>21.50</c>.</summary>
    public static FieldValue Numeric(string text) => Create(FieldValueKind.Numeric, text);

    /// <summary>A boolean.</summary>
    public static FieldValue Boolean(bool value) => new(FieldValueKind.Boolean, value ? "true" : "false", null);

    /// <summary>A 32-bit number.</summary>
    public static FieldValue Int(int value) => new(FieldValueKind.Int, value.ToString(CultureInfo.InvariantCulture), null);

    /// <summary>A text.</summary>
    public static FieldValue String(string value) => new(FieldValueKind.String, value, null);

    /// <summary>The value as a number; false for kinds that are none.</summary>
    public bool TryGetNumber(out double number)
    {
        number = 0;
        return Kind switch
        {
            FieldValueKind.Boolean => Set(Text == "true" ? 1 : 0, out number),
            FieldValueKind.Int or FieldValueKind.Long or FieldValueKind.Numeric => Lexical.TryDouble(Text, out number),
            _ => false,
        };

        static bool Set(double value, out double number)
        {
            number = value;
            return true;
        }
    }

    /// <summary>The lexical form.</summary>
    public override string ToString() => Text;

    private static string WithoutExponent(string text)
    {
        int e = text.AsSpan().IndexOfAny('e', 'E');
        if (e < 0 || !int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent))
            return text;
        var mantissa = text.AsSpan(0, e);
        bool negative = mantissa[0] == '-';
        if (mantissa[0] is '-' or '+')
            mantissa = mantissa[1..];
        int point = mantissa.IndexOf('.');
        int decimals = point < 0 ? 0 : mantissa.Length - point - 1;
        string digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        // Trailing zeroes are digits that were sent: 12340E-3 has three decimals.
        if (digits.Length > MaxPlainDigits || exponent < -MaxPlainDigits || exponent > MaxPlainDigits)
            return text;
        decimals -= exponent;
        if (decimals <= 0)
            digits += new string('0', -decimals);
        else
        {
            digits = digits.PadLeft(decimals + 1, '0');
            digits = digits.Insert(digits.Length - decimals, ".");
        }

        digits = digits.TrimStart('0');
        if (digits.Length == 0 || digits[0] == '.')
            digits = "0" + digits;
        return negative ? "-" + digits : digits;
    }
}
