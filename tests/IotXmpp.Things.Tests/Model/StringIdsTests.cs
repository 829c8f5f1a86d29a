using IotXmpp.Testing;
using IotXmpp.Things.Model;

namespace IotXmpp.Things.Tests.Model;

public sealed class StringIdsTests
{
    // The table of XEP-0323 6.2.
    private static readonly Dictionary<(string Module, int Id), string> Strings = new()
    {
        [("Whatchamacallit", 1)] = "Temperature",
        [("Whatchamacallit", 2)] = "%0%, Max",
        [("MathModule", 1)] = "sum(%0%)",
        [("Whatchamacallit", 3)] = "Input %1%",
        [("Whatchamacallit", 4)] = "Entrance %1%",
        [("Whatchamacallit", 5)] = "%0%, Floor %1%",
    };

    [Theory]
    [InlineData("1", "Temperature")]
    [InlineData("1,2", "Temperature, Max")]
    [InlineData("1,1|MathModule", "sum(Temperature)")]
    [InlineData("3||A1", "Input A1")]
    [InlineData("4||A1,2", "Entrance A1, Max")]
    [InlineData("4||A1,5||3", "Entrance A1, Floor 3")]
    [InlineData("3||%0%,5||%1%", "Input %0%, Floor %1%")]
    [Spec("SD-059", "SD-061", "SD-062")]
    public void Strings_are_put_together_from_left_to_right(string text, string result)
    {
        StringIds.TryParse(text, out var ids).Should().BeTrue();
        ids!.Localise("Whatchamacallit", (module, id) => Strings.GetValueOrDefault((module, id))).Should().Be(result);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("1,")]
    [InlineData(",1")]
    [InlineData("1 ,2")]
    [InlineData("1|My Module")]
    [InlineData("1\n")]
    [InlineData("99999999999")]
    [Spec("SD-060")]
    public void What_the_pattern_forbids_is_none(string text) => StringIds.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void An_unknown_string_makes_no_name()
    {
        StringIds.TryParse("1,7", out var ids).Should().BeTrue();
        ids!.Localise("Whatchamacallit", (module, id) => Strings.GetValueOrDefault((module, id))).Should().BeNull();
    }
}
