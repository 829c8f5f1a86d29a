using System.Runtime.CompilerServices;
using System.Xml.Linq;
using IotXmpp.Things.Model;
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
        string folder = Path.Combine(Hardware(), name);
        var board = BoardReader.ReadFile(Path.Combine(folder, "thing.yaml"));
        foreach (var (path, text) in BoardFiles.Of(folder, BoardFiles.Firmware(folder), board))
            System.IO.File.ReadAllText(path).Should().Be(text, "{0} is made by: dotnet run --project src/IotXmpp.Tool -- board generate hardware/*/thing.yaml", path);
    }

    [Theory]
    [MemberData(nameof(Boards))]
    public void Every_wire_is_in_the_picture(string name)
    {
        var board = BoardReader.ReadFile(Path.Combine(Hardware(), name, "thing.yaml"));
        var svg = XDocument.Parse(WiringPicture.Draw(board));
        svg.Descendants().Count(element => element.Name.LocalName == "path").Should().Be(Connections.Of(board).Count);
    }

    [Fact]
    public void The_service_knows_them_by_what_is_made()
    {
        foreach (var row in Boards)
        {
            var board = BoardReader.ReadFile(Path.Combine(Hardware(), row.Data, "thing.yaml"));
            var type = BoardTypes.Newest(board.Id, BoardTypes.All);
            type!.ConfigurationId.Should().Be($"iot-{board.Id}-{board.Revision}");
            type.Schemas.Should().Be(BoardProfile.Of(board).Schemas);
            ThingKinds.Of(board.Id).Fields.Select(field => (field.Name, field.Unit)).Should().Equal(board.Fields.Select(field => (field.Name, field.Unit)));
            ThingKinds.Of(board.Id).Parameters.Select(parameter => parameter.Name).Should().Equal(board.Parameters.Select(parameter => parameter.Definition.Name));
        }
    }

    [Fact]
    public void A_board_in_the_field_keeps_its_schemas()
    {
        string folder = Directory.CreateTempSubdirectory("iotxmpp-board-").FullName;
        try
        {
            string home = Directory.CreateDirectory(Path.Combine(folder, "relay-devkit")).FullName;
            string text = System.IO.File.ReadAllText(Path.Combine(Hardware(), "relay-devkit", "thing.yaml"));
            BoardFiles.Write(home, null, Read(text), replace: false);
            BoardFiles.Write(home, null, Read(text), replace: false);
            string wider = text.Replace("[-55, 125]", "[-55, 120]", StringComparison.Ordinal);

            var write = () => BoardFiles.Write(home, null, Read(wider), replace: false);

            write.Should().Throw<BoardFileException>().Which.Problems.Should().ContainSingle()
                .Which.Should().Match<BoardProblem>(problem => problem.Line == 2 && problem.Text.Contains("say 'revision: 2'"));
            BoardFiles.Write(home, null, Read(wider.Replace("revision: 1", "revision: 2", StringComparison.Ordinal)), replace: false);
            Directory.GetFiles(home, "*.json").Select(Path.GetFileName).Order().Should().Equal("relay-devkit-1.json", "relay-devkit-2.json");
            BoardFiles.Write(home, null, Read(wider), replace: true);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static BoardDescription Read(string text) => BoardReader.Read("thing.yaml", text, "relay-devkit");
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

    /// <summary>A file of a board.</summary>
    internal static string File(string board, string name) => Path.Combine(Hardware(), board, name);

    /// <summary>A description.</summary>
    internal static BoardDescription Read(string board) => BoardReader.ReadFile(File(board, "thing.yaml"));

    private static string Hardware([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../hardware"));
}
