using IotXmpp.Testing;
using IotXmpp.Things.Model;

namespace IotXmpp.Things.Tests.Model;

public sealed class FieldValueTests
{
    [Theory]
    [InlineData("21.50", "21.50")]
    [InlineData("-0.0", "-0.0")]
    [InlineData("215E-1", "21.5")]
    [InlineData("12340E-3", "12.340")]
    [InlineData("5E-3", "0.005")]
    [InlineData("-5E-3", "-0.005")]
    [InlineData("0E-1", "0.0")]
    [InlineData("0E0", "0")]
    [InlineData("1.5e2", "150")]
    [InlineData("1.25E1", "12.5")]
    [InlineData("+3E0", "3")]
    [InlineData("7E3", "7000")]
    [InlineData("1E300", "1E300")]
    [InlineData(" 4 ", "4")]
    [Spec("SD-035")]
    public void A_number_keeps_its_decimals(string text, string kept)
    {
        FieldValue.Numeric(text).Text.Should().Be(kept);
    }

    [Fact]
    [Spec("SD-035")]
    public void Any_mantissa_and_exponent_give_the_same_number_in_plain_text()
    {
        CsCheck.Check.Sample(
            CsCheck.Gen.Select(CsCheck.Gen.Long, CsCheck.Gen.Int[-20, 20]),
            pair =>
            {
                string text = $"{pair.Item1}E{pair.Item2}";
                string plain = FieldValue.Numeric(text).Text;
                return !plain.Contains('E', StringComparison.Ordinal)
                    && double.Parse(plain, System.Globalization.CultureInfo.InvariantCulture) == double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
                    && (plain.Contains('.', StringComparison.Ordinal) ? plain.Length - plain.IndexOf('.') - 1 : 0) == Math.Max(0, -pair.Item2);
            });
    }

    [Theory]
    [InlineData(FieldValueKind.Numeric, "hot")]
    [InlineData(FieldValueKind.Numeric, "NaN")]
    [InlineData(FieldValueKind.Numeric, "INF")]
    [InlineData(FieldValueKind.Numeric, "1,5")]
    [InlineData(FieldValueKind.Numeric, "")]
    [InlineData(FieldValueKind.Numeric, "E5")]
    [InlineData(FieldValueKind.Int, "2147483648")]
    [InlineData(FieldValueKind.Int, "1.0")]
    [InlineData(FieldValueKind.Long, "9223372036854775808")]
    [InlineData(FieldValueKind.Boolean, "TRUE")]
    [InlineData(FieldValueKind.Date, "2026-13-01")]
    [InlineData(FieldValueKind.DateTime, "2026-07-01")]
    [InlineData(FieldValueKind.Time, "25:00:00")]
    [InlineData(FieldValueKind.Duration, "5 minutes")]
    public void What_is_no_value_of_the_type_is_refused(FieldValueKind kind, string text)
    {
        FieldValue.TryCreate(kind, text, null, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData(FieldValueKind.Boolean, "1", "true")]
    [InlineData(FieldValueKind.Boolean, "0", "false")]
    [InlineData(FieldValueKind.Long, "-9223372036854775808", "-9223372036854775808")]
    [InlineData(FieldValueKind.Date, "2026-02-28+01:00", "2026-02-28+01:00")]
    [InlineData(FieldValueKind.DateTime, "2026-07-01T12:00:00.5+02:00", "2026-07-01T12:00:00.5+02:00")]
    [InlineData(FieldValueKind.Time, "23:59:59", "23:59:59")]
    [InlineData(FieldValueKind.Duration, "P1DT2H", "P1DT2H")]
    [InlineData(FieldValueKind.String, "  kept  ", "  kept  ")]
    [Spec("SD-038", "SD-057")]
    public void A_value_is_kept_as_it_was_sent(FieldValueKind kind, string text, string kept)
    {
        FieldValue.Create(kind, text).Text.Should().Be(kept);
    }
}
