using System.Text.Json.Nodes;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Bridges.Mqtt;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.HomeAssistant;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Service.Tests.Bridges.Mqtt;

public sealed class HomeAssistantDiscoveryTests
{
    private static readonly MqttTopics Topics = new("iotxmpp");
    private static readonly HomeAssistantDiscovery Discovery = new("homeassistant", "iotxmpp", Topics, "1.2.3");

    [Theory]
    [InlineData("climate")]
    [InlineData("relay")]
    [InlineData("energy")]
    public void What_is_said_of_the_built_in_kinds_is_as_Home_Assistant_documents_it(string kind)
    {
        var board = Board("board1", ThingKinds.Of(kind));

        HomeAssistantSchema.Check(Discovery.Topic("board1"), Discovery.Build(board)).Should().BeEmpty();
    }

    [Fact]
    public void Every_unit_goes_with_its_device_class_and_state_class()
    {
        string[] units = ["°C", "°F", "K", "C", "%", "hPa", "mbar", "Pa", "kPa", "bar", "mW", "W", "kW", "Wh", "kWh", "MWh", "VA", "mV", "V", "mA", "A", "Hz", "lx", "lux", "ppm", "µg/m³", "ug/m3",
            "W/m²", "dBm", "dB", "ms", "s", "min", "h", "d", "mm", "m", "km", "m/s", "km/h", "g", "kg", "m³", "L", "l", "pH", "", "var", "rpm"];
        string[] names = ["Value", "Humidity", "Battery level", "Soil moisture", "CO2", "PM2.5", "PM10", "RSSI", "Wind", "Gas", "Water"];
        var fields = units.SelectMany((unit, i) => names.Select(name => new FieldDescription($"{name} {i}", FieldValueKind.Numeric, unit))).ToList();

        HomeAssistantSchema.Check(Discovery.Topic("all"), Discovery.Build(Board("all", new ThingDescription { Kind = "all", Title = "all", Fields = fields }))).Should().BeEmpty();
    }

    [Fact]
    public void Every_kind_of_parameter_and_names_of_any_letters_make_a_valid_announcement()
    {
        var kind = new ThingDescription
        {
            Kind = "x",
            Title = "x",
            Fields = [new("Größe / m", FieldValueKind.String), new("Größe + m", FieldValueKind.Boolean), new("State", FieldValueKind.Enumeration), new("At", FieldValueKind.DateTime)],
            Parameters =
            [
                .. Enum.GetValues<ControlParameterKind>().Select(each => new ControlParameter { Name = $"P {each}", Kind = each }),
                new() { Name = "Mode", Kind = ControlParameterKind.String, Options = ["eco", "comfort"] },
                new() { Name = "Text", Kind = ControlParameterKind.String, MaxLength = 1_000 },
            ],
        };
        var announcement = Discovery.Build(Board("küche+1", kind));

        HomeAssistantSchema.Check(Discovery.Topic("küche+1"), announcement).Should().BeEmpty();
        announcement["cmps"]!.AsObject().Should().HaveCount(kind.Fields.Count + kind.Parameters.Count + 1);
    }

    [Fact]
    public void The_schema_notices_what_is_wrong()
    {
        var announcement = Discovery.Build(Board("board1", ThingKinds.Climate));
        announcement["dev"]!.AsObject().Remove("ids");
        announcement.Remove("o");
        announcement["cmps"]!["Temperature"]!["unit_of_meas"] = "hPa";
        announcement["cmps"]!["Humidity"]!.AsObject().Remove("uniq_id");
        announcement["cmps"]!["Pressure"]!["sate_t"] = "x";

        HomeAssistantSchema.Check("homeassistant/sensor/x/config", announcement).Should().BeEquivalentTo(
            "homeassistant/sensor/x/config is no discovery topic of a device",
            "root: origin is missing",
            "device: nothing identifies it",
            "origin: name is missing",
            "Temperature: unit 'hPa' does not go with temperature",
            "Humidity: unique_id is missing",
            "Pressure: sate_t is unknown");
    }

    [Fact]
    public void A_relay_is_a_switch_a_brightness_a_number_and_energy_a_total()
    {
        var relay = Discovery.Build(Board("board2", ThingKinds.Relay))["cmps"]!;
        relay["set_Relay"]!.ToJsonString().Should().Be(
            """{"p":"switch","name":"Relay","uniq_id":"iotxmpp_board2_set_Relay","cmd_t":"iotxmpp/board2/Relay/set","stat_t":"iotxmpp/board2/Relay","pl_on":"true","pl_off":"false"}""");
        relay["set_Brightness"]!.ToJsonString().Should().Be(
            """{"p":"number","name":"Brightness","uniq_id":"iotxmpp_board2_set_Brightness","cmd_t":"iotxmpp/board2/Brightness/set","stat_t":"iotxmpp/board2/Brightness","min":0,"max":100,"step":1,"mode":"box","unit_of_meas":"%"}""");
        relay["Relay"].Should().BeNull("the switch shows it");
        var energy = Discovery.Build(Board("board3", ThingKinds.Energy))["cmps"]!["Energy"]!;
        ((string)energy["dev_cla"]!, (string)energy["stat_cla"]!, (string)energy["unit_of_meas"]!).Should().Be(("energy", "total_increasing", "kWh"));
    }

    [Fact]
    public void A_component_that_is_gone_is_first_announced_with_its_platform_alone()
    {
        byte[] told = HomeAssistantDiscovery.Update(null, Discovery.Build(Board("board2", ThingKinds.Relay))).Single();
        var less = Discovery.Build(Board("board2", ThingKinds.Relay with { Parameters = [] }));

        var steps = HomeAssistantDiscovery.Update(told, less).Select(step => JsonNode.Parse(step)!["cmps"]!.AsObject()).ToList();

        steps.Should().HaveCount(2);
        steps[0]["set_Relay"]!.ToJsonString().Should().Be("""{"p":"switch"}""");
        steps[1].ContainsKey("set_Relay").Should().BeFalse();
        HomeAssistantDiscovery.Update(told, Discovery.Build(Board("board2", ThingKinds.Relay))).Should().ContainSingle();
    }

    private static BridgedBoard Board(string name, ThingDescription kind) => new(name, Jid.Create("board", "things.localhost"), kind) { IsUp = true };
}
