using IotXmpp.Testing;
using IotXmpp.Things.Model;

namespace IotXmpp.Things.Tests.Model;

public sealed class ControlParameterTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("100", "100")]
    [InlineData(" 7 ", "7")]
    [InlineData("7.0", "7")]
    [InlineData("-1", null)]
    [InlineData("101", null)]
    [InlineData("7.5", null)]
    [InlineData("1E99", null)]
    [InlineData("", null)]
    [Spec("CT-005", "CT-013")]
    public void A_number_stays_in_its_range(string text, string? kept) =>
        Check(new() { Name = "Brightness", Kind = ControlParameterKind.Int, Minimum = 0, Maximum = 100 }, null, text).Should().Be(kept);

    [Theory]
    [InlineData(null, "on", "true")]
    [InlineData(null, "Off", "false")]
    [InlineData(null, "TRUE", "true")]
    [InlineData(ControlParameterKind.Boolean, "1", "true")]
    [InlineData(ControlParameterKind.Boolean, "on", null)]
    [InlineData(ControlParameterKind.Int, "2", null)]
    [InlineData(ControlParameterKind.Double, "1", null)]
    public void People_may_write_on_and_off_and_programs_may_not(ControlParameterKind? kind, string text, string? kept) =>
        Check(new() { Name = "Relay", Kind = ControlParameterKind.Boolean }, kind, text).Should().Be(kept);

    [Theory]
    [InlineData(ControlParameterKind.Color, "ff00aa", "FF00AA")]
    [InlineData(ControlParameterKind.Color, "ff00aa80", "FF00AA80")]
    [InlineData(ControlParameterKind.Color, "ff00a", null)]
    [InlineData(ControlParameterKind.Date, "2026-07-01", "2026-07-01")]
    [InlineData(ControlParameterKind.Date, "tomorrow", null)]
    [InlineData(ControlParameterKind.DateTime, "2026-07-01T12:00:00", "2026-07-01T12:00:00")]
    [InlineData(ControlParameterKind.Time, "12:30:00", "12:30:00")]
    [InlineData(ControlParameterKind.Duration, "PT5M", "PT5M")]
    [InlineData(ControlParameterKind.Duration, "five", null)]
    [InlineData(ControlParameterKind.Double, "2.50", "2.50")]
    [InlineData(ControlParameterKind.Double, "NaN", null)]
    [InlineData(ControlParameterKind.Long, "9223372036854775807", "9223372036854775807")]
    [InlineData(ControlParameterKind.Int, "2147483648", null)]
    [InlineData(ControlParameterKind.String, "Açık", "Açık")]
    [InlineData(ControlParameterKind.String, "a\nb", null)]
    [Spec("CT-005", "SD-041")]
    public void Each_type_has_its_lexical_form(ControlParameterKind kind, string text, string? kept) =>
        Check(new() { Name = "P", Kind = kind }, kind, text).Should().Be(kept);

    [Fact]
    public void A_text_has_a_longest_length() =>
        Check(new() { Name = "Label", Kind = ControlParameterKind.String, MaxLength = 3 }, ControlParameterKind.String, "four").Should().BeNull();

    [Theory]
    [InlineData(null, null, "a whole number")]
    [InlineData(1L, null, "a whole number of at least 1")]
    [InlineData(null, 9L, "a whole number of at most 9")]
    [InlineData(1L, 9L, "a whole number from 1 to 9")]
    public void The_range_is_told_in_words(long? minimum, long? maximum, string range) =>
        new ControlParameter { Name = "P", Kind = ControlParameterKind.Int, Minimum = minimum, Maximum = maximum }.Range.Should().Be(range);

    [Fact]
    public void The_three_boards_are_as_the_contract_says()
    {
        ThingKinds.Climate.Fields.Select(field => $"{field.Name} {field.Unit}").Should().Equal("Temperature °C", "Humidity %", "Pressure hPa");
        ThingKinds.Relay.Fields.Select(field => $"{field.Name} {field.Kind}").Should().Equal("Relay Boolean", "Presses Int", "Brightness Numeric");
        ThingKinds.Energy.Fields[0].FieldTypes.Should().HaveFlag(FieldTypes.HistoricalMinute);
        new[] { ThingKinds.Climate, ThingKinds.Relay, ThingKinds.Energy }.SelectMany(kind => kind.Parameters).Select(parameter => parameter.Name).Distinct()
            .Should().BeEquivalentTo("Interval", "Label", "Relay", "Brightness", "PulsesPerKwh");
        ThingKinds.Of("CLIMATE").Should().BeSameAs(ThingKinds.Climate);
        ThingKinds.Of("pump").Fields.Should().BeEmpty();
    }

    private static string? Check(ControlParameter parameter, ControlParameterKind? kind, string text)
    {
        if (parameter.TryCheck(new ControlValue(parameter.Name, kind, text), out var value, out string? reason))
        {
            value!.Kind.Should().Be(parameter.Kind);
            return value.Text;
        }

        reason.Should().Contain(parameter.Range);
        return null;
    }
}
