using System.Globalization;
using System.Text;
using System.Xml;
using CsCheck;
using IotXmpp.Device.Wire;

namespace IotXmpp.Device.Tests.Wire;

/// <summary>The board's number and time formats against .NET's.</summary>
public sealed class WireTextTests
{
    [Fact]
    public void Scaled_numbers_are_exact_both_ways() =>
        Gen.Select(Gen.OneOf(Gen.Long, Gen.Long[-100000, 100000]), Gen.Int[0, 6]).Sample((value, decimals) =>
        {
            if (value == long.MinValue)
            {
                return;
            }

            string text = Format(value, decimals);
            text.Should().MatchRegex(decimals == 0 ? @"^-?(0|[1-9]\d*)$" : $@"^-?(0|[1-9]\d*)\.\d{{{decimals}}}$");
            decimal.Parse(text, CultureInfo.InvariantCulture).Should().Be(value / (decimal)Math.Pow(10, decimals));
            if (Math.Abs(value) < long.MaxValue / 20)
            {
                WireText.TryParseScaled(Encoding.ASCII.GetBytes(text), 0, text.Length, decimals, out long back).Should().BeTrue();
                back.Should().Be(value);
            }
        });

    [Theory]
    [InlineData(225, 1, "22.5")]
    [InlineData(-5, 1, "-0.5")]
    [InlineData(1234567, 3, "1234.567")]
    [InlineData(7, 3, "0.007")]
    [InlineData(0, 0, "0")]
    [InlineData(0, 1, "0.0")]
    public void Scaled_numbers_look_as_people_write_them(long value, int decimals, string text) => Format(value, decimals).Should().Be(text);

    [Theory]
    [InlineData("2.25E1", 1, 225)]
    [InlineData("225E-1", 1, 225)]
    [InlineData("+3", 0, 3)]
    [InlineData("3.0", 0, 3)]
    [InlineData("0E9", 3, 0)]
    [InlineData("-1.5e2", 0, -150)]
    public void Scientific_notation_is_read_exactly(string text, int decimals, long value)
    {
        WireText.TryParseScaled(Encoding.ASCII.GetBytes(text), 0, text.Length, decimals, out long result).Should().BeTrue();
        result.Should().Be(value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1x")]
    [InlineData("0x10")]
    [InlineData("1.5")]
    [InlineData("1e")]
    [InlineData("1e9999")]
    [InlineData("99999999999999999999")]
    [InlineData(" 1")]
    public void What_is_no_integer_is_refused(string text) =>
        WireText.TryParseInteger(Encoding.ASCII.GetBytes(text), 0, text.Length, out _).Should().BeFalse();

    [Fact]
    public void Times_agree_with_the_platform_for_eight_thousand_years() =>
        Gen.Long[0, 253402300799999].Sample(utc =>
        {
            byte[] into = new byte[24];
            WireText.FormatDateTime(into, utc).Should().Be(24);
            string text = Encoding.ASCII.GetString(into);
            text.Should().Be(DateTimeOffset.FromUnixTimeMilliseconds(utc).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            WireText.TryParseDateTime(into, 0, 24, out long back).Should().BeTrue();
            back.Should().Be(utc);
        });

    [Theory]
    [InlineData("2026-02-03T04:05:06.789Z", 1770091506789)]
    [InlineData("2026-02-03T04:05:06+01:00", 1770087906000)]
    [InlineData("2026-02-03T04:05:06", 1770091506000)]
    [InlineData("2026-02-03T04:05:06.7891234Z", 1770091506789)]
    public void Times_of_others_are_read(string text, long utc)
    {
        WireText.TryParseDateTime(Encoding.ASCII.GetBytes(text), 0, text.Length, out long result).Should().BeTrue();
        result.Should().Be(utc);
        XmlConvert.ToDateTimeOffset(text.TrimEnd('Z') == text && !text.Contains('+') ? text + "Z" : text).ToUnixTimeMilliseconds().Should().Be(utc);
    }

    [Theory]
    [InlineData("2026-02-30T04:05:06Z")]
    [InlineData("2026-2-3T04:05:06Z")]
    [InlineData("2026-02-03")]
    [InlineData("2026-02-03T04:05:06Zx")]
    [InlineData("2026-02-03T04:05:60Z")]
    public void What_is_no_time_is_refused(string text) =>
        WireText.TryParseDateTime(Encoding.ASCII.GetBytes(text), 0, text.Length, out _).Should().BeFalse();

    private static string Format(long value, int decimals)
    {
        byte[] into = new byte[WireText.MaxLength];
        return Encoding.ASCII.GetString(into, 0, WireText.FormatScaled(into, value, decimals));
    }
}
