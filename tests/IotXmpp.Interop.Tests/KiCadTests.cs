using System.Runtime.CompilerServices;
using IotXmpp.Interop.Tests.Peers;

namespace IotXmpp.Interop.Tests;

/// <summary>KiCad opens the schematics of <c>hardware/</c>, sees the nets they are meant to have, and has nothing to say against them.</summary>
public sealed class KiCadTests
{
    /// <summary>The signals, written down by hand from each thing.yaml: pins of the sockets by their place in the row of the module.</summary>
    public static TheoryData<string, string[]> Boards => new()
    {
        { "climate-devkit", ["I2C1_SDA: J2.6 R1.2 U1.3", "I2C1_SCL: J2.3 R2.2 U1.4", "3V3: J1.1 R1.1 R2.1 U1.1", "GND: J1.14 J2.1 J2.7 U1.2"] },
        {
            "relay-devkit",
            [
                "RELAY1_OUTPUT: J1.10 K1.3 R1.2", "RELAY2_OUTPUT: J1.11 K2.3 R2.2", "ONEWIRE_DATA: J2.11 J2.12 R3.2 U1.2", "5V: J1.19 K1.1 K2.1",
                "3V3: C1.1 J1.1 R1.1 R2.1 R3.1 U1.3", "GND: C1.2 J1.14 J2.1 J2.7 K1.2 K2.2 U1.1",
            ]
        },
        { "energy-meter", ["METER_INPUT: C1.1 J1.7 J3.2 R1.2", "LAMP_OUTPUT: J2.2 R2.1", "LAMP_A: D1.2 R2.2", "3V3: J1.1 R1.1", "GND: C1.2 D1.1 J1.14 J2.1 J2.7 J3.1"] },
        {
            "air-quality-s3",
            [
                "I2C1_SDA: J1.12 R2.2 U1.3 U2.3", "I2C1_SCL: J1.15 R3.2 U1.4 U2.4", "SPI1_DATA: J1.17 R1.1", "LAMP_DIN: D1.3 R1.2", "5V: C1.1 D1.1 J1.21",
                "3V3: J1.1 J1.2 R2.1 R3.1 U1.1 U2.1", "GND: C1.2 D1.2 J1.22 J2.1 J2.21 J2.22 U1.2 U2.2",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task The_netlist_KiCad_exports_is_that_of_the_board_and_its_rules_hold(string board, string[] expected)
    {
        var folder = Directory.CreateTempSubdirectory("iotxmpp-kicad-");
        try
        {
            // KiCad writes beside the sheet it opens.
            foreach (string file in Directory.EnumerateFiles(Path.Combine(Hardware(), board), "*.kicad_*"))
                File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
            var (nets, report) = await KiCad.ExportAsync(Path.Combine(folder.FullName, board + ".kicad_sch"), folder.FullName, TestContext.Current.CancellationToken);
            nets.Where(net => net.Value.Count > 1).Select(net => $"{net.Key}: {string.Join(' ', net.Value.Select(pin => $"{pin.Reference}.{pin.Pin}").Order(StringComparer.Ordinal))}")
                .Should().BeEquivalentTo(expected.Select(net => net[..(net.IndexOf(' ', StringComparison.Ordinal) + 1)] + string.Join(' ', net[(net.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split(' ').Order(StringComparer.Ordinal))));
            report.Should().Contain("Errors 0  Warnings 0");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Hardware([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../hardware"));
}
