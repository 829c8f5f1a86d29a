using IotXmpp.Concentrator.Service.Hosting;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Things.Model;
using IotXmpp.Things.Profiles;
using Microsoft.Extensions.Configuration;

namespace IotXmpp.Service.Tests.Options;

/// <summary>Types of board that an administrator adds.</summary>
public sealed class BoardTypesReaderTests : IDisposable
{
    private static readonly BoardType Pump = Described(new BoardType
    {
        Kind = "garden-pump",
        Revision = 2,
        Schemas = "",
        Title = "garden pump",
        DeviceType = "actuator",
        Fields = [new() { Name = "Level", Unit = "%", Minimum = 0, Maximum = 100 }, new() { Name = "Pump", Kind = FieldValueKind.Boolean }],
        Parameters = [new() { Name = "Pump", Kind = ControlParameterKind.Boolean, Description = "Runs or stops it." }],
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("iotxmpp-kinds-").FullName;

    [Fact]
    public void A_file_of_the_folder_is_a_type_with_its_configuration()
    {
        File.WriteAllText(Path.Combine(_folder, "pump.json"), Pump.ToJson());

        var types = Read();

        types.Should().HaveCount(BoardTypes.All.Count + 1);
        BoardTypes.Newest("GARDEN-PUMP", types).Should().BeEquivalentTo(Pump);
        ThingKinds.With(types).Should().Contain(kind => kind.Kind == "garden-pump" && kind.DeviceType == "actuator");
        ExiSetup.Of(types).Find("iot-garden-pump-2")!.Set.Id.Should().Be(Pump.Schemas);
        ExiSetup.Of(types).Find("iot-climate-devkit-1").Should().NotBeNull();
        ExiSetup.Of(types).Find("iot-board-1").Should().NotBeNull("boards without a type of their own speak it");
    }

    [Fact]
    public void What_cannot_be_used_is_named_with_its_file_and_reason()
    {
        File.WriteAllText(Path.Combine(_folder, "changed.json"), (Pump with { Fields = [Pump.Fields[0]] }).ToJson());
        File.WriteAllText(Path.Combine(_folder, "twice.json"), BoardTypes.Newest("relay-devkit", BoardTypes.All)!.ToJson());
        File.WriteAllText(Path.Combine(_folder, "unknown.json"), Pump.ToJson().Replace("\"title\"", "\"titel\"", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_folder, "wrong.json"), "{");

        var read = () => Read();

        read.Should().Throw<SettingsException>().Which.Message.Should()
            .Contain("changed.json").And.Contain("that is another revision")
            .And.Contain("twice.json, which is iot-relay-devkit-1").And.Contain("is there already")
            .And.Contain("unknown.json").And.Contain("titel")
            .And.Contain("wrong.json").And.Contain("line 1");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said()
    {
        var read = () => Read(Path.Combine(_folder, "none"));
        read.Should().Throw<SettingsException>().WithMessage("*Concentrator__Kinds*that is no folder*");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static BoardType Described(BoardType type) => type with { Schemas = type.CreateSchema().Id };

    private IReadOnlyList<BoardType> Read() => Read(_folder);

    private static IReadOnlyList<BoardType> Read(string folder) => ServiceOptionsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection([new("Concentrator:Kinds", folder)]).Build()).BoardTypes;
}
