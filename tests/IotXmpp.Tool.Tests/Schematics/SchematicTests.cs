using IotXmpp.Tool.Boards;
using IotXmpp.Tool.Schematics;
using IotXmpp.Tool.Tests.Boards;

namespace IotXmpp.Tool.Tests.Schematics;

/// <summary>The schematics say what the descriptions say. What KiCad itself makes of them is in the interop tests.</summary>
public sealed class SchematicTests
{
    public static TheoryData<string> Boards => HardwareTests.Boards;

    /// <summary>Each wire of the description is in the netlist, directly or through a resistor in series; and no pin of the module goes anywhere else.</summary>
    [Theory]
    [MemberData(nameof(Boards))]
    public void The_netlist_of_the_sheet_is_that_of_the_description(string name)
    {
        var board = HardwareTests.Read(name);
        var sheet = new SheetReader(File.ReadAllText(HardwareTests.File(name, name + ".kicad_sch")));
        var nets = sheet.Nets.Values.Select(net => net.ToHashSet()).ToList();
        string[] supplies = ["3V3", "5V", "GND"];
        foreach (string resistor in sheet.Values.Keys.Where(reference => reference[0] == 'R'))
        {
            var ends = nets.Where(net => net.Any(pin => pin.Reference == resistor)).ToList();
            ends.Should().HaveCount(2, resistor);
            if (ends.Exists(end => supplies.Any(supply => sheet.Nets.GetValueOrDefault(supply)?.SetEquals(end) == true)))
                continue;
            nets.RemoveAll(ends.Contains);
            nets.Add([.. ends[0], .. ends[1]]);
        }

        // Pins of module and parts only, as texts: "J 21" for a pin of the module by its label, "air SDA" for a terminal.
        var found = nets.Select(net => net.Select(Text).OfType<string>().Distinct().Order().ToList()).Where(net => net.Exists(pin => !pin.StartsWith("J ", StringComparison.Ordinal))).ToList();
        var expected = Connections.Of(board).GroupBy(wire => wire.Label)
            .Select(wires => wires.Select(wire => $"{wire.Part} {Terminal(board, wire)}").Append($"J {wires.Key}").ToHashSet()).ToList();
        while (expected.Select(net => (net, other: expected.Find(other => other != net && other.Overlaps(net)))).FirstOrDefault(pair => pair.other is not null) is { net: { } one, other: { } two })
        {
            // Two pins of the module that are joined at a terminal.
            one.UnionWith(two);
            expected.Remove(two);
        }

        found.Should().BeEquivalentTo(expected.Select(net => net.Order().ToList()));

        string? Text((string Reference, string Pin) pin) => pin.Reference switch
        {
            "J1" or "J2" => $"J {sheet.Names[pin]}",
            _ when board.Parts.Any(part => part.Id == sheet.Purposes[pin.Reference]) => $"{sheet.Purposes[pin.Reference]} {sheet.Names[pin]}",
            _ => null,
        };
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void No_pin_is_left_open_without_a_cross(string name) =>
        new SheetReader(File.ReadAllText(HardwareTests.File(name, name + ".kicad_sch"))).Loose.Should().BeEmpty();

    [Theory]
    [InlineData("climate-devkit", "4.7 kΩ", 2)]
    [InlineData("relay-devkit", "4.7 kΩ", 1)]
    [InlineData("relay-devkit", "10 kΩ", 2)]
    [InlineData("relay-devkit", "100 nF", 1)]
    [InlineData("energy-meter", "10 kΩ", 1)]
    [InlineData("energy-meter", "330 Ω", 1)]
    [InlineData("air-quality-s3", "330 Ω", 1)]
    [InlineData("air-quality-s3", "100 µF", 1)]
    public void What_a_bus_or_a_part_needs_around_it_is_there(string name, string value, int count) =>
        Schematic.Of(HardwareTests.Read(name)).Count(part => part.Value == value).Should().Be(count);

    [Theory]
    [MemberData(nameof(Boards))]
    public void What_is_soldered_has_a_part_number_and_a_footprint(string name)
    {
        foreach (var part in Schematic.Of(HardwareTests.Read(name)))
        {
            part.Footprint.Should().Contain(":", part.Reference);
            if (part.Reference is not ("J1" or "J2"))
                part.PartNumber.Should().NotBeEmpty(part.Reference);
        }
    }

    /// <summary>By hand: an ESP32 that receives at 100 mA for 3 s of 60 s, the sensor at 0.714 mA, the button at 0.073 mA, else 10 µA and 1 µA.</summary>
    [Fact]
    public void The_battery_lasts_as_long_as_counted_by_hand()
    {
        var budget = new PowerBudget(HardwareTests.Read("climate-devkit"));
        double mean = ((100_787.0 * 3) + (11.0 * 57)) / 60;
        budget.Mean(0).Should().BeApproximately(mean, 0.001);
        budget.Days(0).Should().BeApproximately(2_500_000 / mean / 24, 0.001);
        budget.Mean(5000).Should().BeApproximately(mean + 5000, 0.001);
        budget.Peak.Should().Be(240_787);
    }

    private static string Terminal(BoardDescription board, Connection wire) => (board.Parts.First(part => part.Id == wire.Part).Driver.Name, wire.Terminal) switch
    {
        ("led", "GND") => "K",
        ("pulse-meter", "GND") => "S0-",
        _ => wire.Terminal,
    };
}
