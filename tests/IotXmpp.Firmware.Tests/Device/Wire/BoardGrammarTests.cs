extern alias server;

using IotXmpp.Device.Generated;
using IotXmpp.Device.Session;
using IotXmpp.Simulator.Tests;
using IotXmpp.Testing;
using server::IotXmpp.Things.Schemas;

namespace IotXmpp.Device.Tests.Wire;

/// <summary>The grammars in the firmware are those of the schemas in the repository.</summary>
public sealed class BoardGrammarTests
{
    [Fact]
    public void Generated_image_is_what_the_schemas_compile_into() =>
        BoardGrammar.Image.Should().Equal(BoardServer.CompiledGrammar, "regenerate it by the command in its header");

    [Fact]
    [Spec("EXI-067")]
    public void Firmware_names_the_set_its_grammars_come_from() => FirmwareConfiguration.Id.Should().Be(BoardSchemas.Id);
}
