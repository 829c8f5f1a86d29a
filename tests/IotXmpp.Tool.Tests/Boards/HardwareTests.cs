using System.Runtime.CompilerServices;
using System.Xml.Linq;
using IotXmpp.Things.Profiles;
using IotXmpp.Tool.Boards;

namespace IotXmpp.Tool.Tests.Boards;

/// <summary>The boards of the project.</summary>
public sealed class HardwareTests
{
    public static TheoryData<string> Boards => [.. Directory.GetFiles(Hardware(), "thing.yaml", SearchOption.AllDirectories).Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)).Order()];

    [Fact]
    public void The_four_boards_are_there() =>
        Boards.Select(row => row.Data).Should().Contain(["air-quality-s3", "climate-devkit", "energy-meter", "relay-devkit"]);

    [Theory]
    [MemberData(nameof(Boards))]
    public void What_follows_from_a_description_is_up_to_date(string name)
    {
        var board = BoardReader.ReadFile(Path.Combine(Hardware(), name, "thing.yaml"));
        const string Remedy = "run: dotnet run --project src/IotXmpp.Tool -- board generate hardware/*/thing.yaml";
        File.ReadAllText(Path.Combine(Hardware(), name, "wiring.svg")).Should().Be(WiringPicture.Draw(board), Remedy);
        File.ReadAllText(Path.Combine(Hardware(), name, "README.md")).Should().Be(BoardPage.Write(board), Remedy);
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Every_wire_is_in_the_picture(string name)
    {
        var board = BoardReader.ReadFile(Path.Combine(Hardware(), name, "thing.yaml"));
        var svg = XDocument.Parse(WiringPicture.Draw(board));
        svg.Descendants().Count(element => element.Name.LocalName == "path").Should().Be(Connections.Of(board).Count);
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void A_schema_can_be_made_of_it(string name)
    {
        var board = BoardReader.ReadFile(Path.Combine(Hardware(), name, "thing.yaml"));
        DeviceTypeSchema.Create(BoardProfile.Of(board, "board1", "things.localhost")).Compile().Should().NotBeNull();
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Every_driver_it_names_is_a_class_of_the_firmware(string name)
    {
        var board = BoardReader.ReadFile(Path.Combine(Hardware(), name, "thing.yaml"));
        string node = Path.Combine(Hardware(), "..", "firmware", "Node");
        foreach (var part in board.Parts)
            Directory.GetFiles(node, part.Driver.Class + ".cs", SearchOption.AllDirectories).Should().ContainSingle(part.Driver.Name);
    }

    private static string Hardware([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../hardware"));
}
