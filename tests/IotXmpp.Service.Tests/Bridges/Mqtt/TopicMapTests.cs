using System.Text;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Devices;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Things.Model;

namespace IotXmpp.Service.Tests.Bridges.Mqtt;

/// <summary>Payloads as Tasmota's and Zigbee2MQTT's documentation prints them, by the topic maps of the README.</summary>
public sealed class TopicMapTests
{
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_Tasmota_plug_with_a_meter()
    {
        var map = new TopicMap(WorkedExamples.TasmotaPlug);

        map.Topics.Should().BeEquivalentTo("tele/plug1/LWT", "tele/plug1/SENSOR", "stat/plug1/POWER");
        // tasmota.github.io/docs/MQTT, and what an energy meter reports.
        Read(map, "tele/plug1/SENSOR", """{"Time":"2019-11-03T20:45:37","ENERGY":{"TotalStartTime":"2018-02-10T22:46:34","Total":11.744,"Yesterday":0.006,"Today":0.002,"Period":0,"Power":45,"ApparentPower":75,"ReactivePower":59,"Factor":0.60,"Voltage":233,"Current":0.320}}""")
            .Should().Equal("Energy 11.744 kWh", "Power 45 W", "Voltage 233 V");
        Read(map, "stat/plug1/POWER", "ON").Should().Equal("Relay true ");
        Read(map, "stat/plug1/POWER", "OFF").Should().Equal("Relay false ");
        Read(map, "stat/plug1/POWER", "ON", isRetained: true).Should().BeEmpty("nobody knows how old it is");
        Read(map, "stat/plug1/POWER", "HALF").Should().BeEmpty();
        Read(map, "tele/plug1/SENSOR", "{\"Time\":").Should().BeEmpty();
        map.ReadAvailability("tele/plug1/LWT", "Online"u8).Should().BeTrue();
        map.ReadAvailability("tele/plug1/LWT", "Offline"u8).Should().BeFalse();
        map.ReadAvailability("tele/plug1/LWT", "?"u8).Should().BeNull();
        Command(WorkedExamples.TasmotaPlug, "Relay", "true").Should().Be("cmnd/plug1/POWER ON");
    }

    [Fact]
    public void A_Zigbee2MQTT_thermometer()
    {
        var map = new TopicMap(WorkedExamples.ZigbeeThermometer);

        // zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html, with last_seen.
        var fields = map.Read("zigbee2mqtt/bedroom", """{"battery":100,"humidity":46.20,"last_seen":"2026-06-30T10:20:30+02:00","linkquality":120,"temperature":21.3,"voltage":3000}"""u8, isRetained: true, Now);

        fields.Select(Line).Should().Equal("Battery 100 %", "Humidity 46.20 %", "Supply 3.000 V", "Temperature 21.3 °C");
        fields.Should().AllSatisfy(field => field.Timestamp.Should().Be(new DateTimeOffset(2026, 6, 30, 8, 20, 30, TimeSpan.Zero), "it has a time of its own"));
        map.ReadAvailability("zigbee2mqtt/bedroom/availability", """{"state":"online"}"""u8).Should().BeTrue();
        map.ReadAvailability("zigbee2mqtt/bedroom/availability", """{"state":"offline"}"""u8).Should().BeFalse();
    }

    [Fact]
    public void A_Zigbee2MQTT_lamp()
    {
        var lamp = WorkedExamples.ZigbeeLamp;

        Read(new TopicMap(lamp), "zigbee2mqtt/lamp", """{"brightness":254,"color_mode":"color_temp","state":"ON"}""").Should().Equal("Brightness 254 ", "Light true ");
        Command(lamp, "Light", "false").Should().Be("""zigbee2mqtt/lamp/set {"state": "OFF"}""");
        Command(lamp, "Brightness", "40").Should().Be("""zigbee2mqtt/lamp/set {"brightness": 40}""");
        lamp.Description.Parameter("Brightness")!.Range.Should().Be("a whole number from 0 to 254");
    }

    [Fact]
    public void A_text_cannot_break_out_of_a_JSON_template()
    {
        var parameter = new MqttParameterOptions
        {
            Parameter = new ControlParameter { Name = "Text", Kind = ControlParameterKind.String },
            Topic = "display/set",
            Template = """{"text": "{value}"}""",
            Field = "Text",
        };

        string payload = Encoding.UTF8.GetString(TopicMap.Write(parameter, new ControlValue("Text", null, "a\", \"unlock\": \"yes")));

        System.Text.Json.JsonDocument.Parse(payload).RootElement.EnumerateObject().Should().ContainSingle().Which.Value.GetString().Should().Be("a\", \"unlock\": \"yes");
    }

    [Theory]
    [InlineData("1656662400", "2022-07-01T08:00:00Z")]
    [InlineData("1656662400123", "2022-07-01T08:00:00.123Z")]
    [InlineData("\"2022-07-01T10:00:00+02:00\"", "2022-07-01T08:00:00Z")]
    public void Times_of_payloads(string time, string expected)
    {
        var map = new TopicMap(new MqttDeviceOptions { Name = "x", Fields = [new MqttFieldOptions { Name = "T", Topic = "x", Path = "v.0.t", TimePath = "at" }] });

        map.Read("x", Encoding.UTF8.GetBytes($$"""{"at":{{time}},"v":[{"t":1}]}"""), isRetained: true, Now).Single().Timestamp.Should().Be(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("40", "40.0", true)]
    [InlineData("40", "41", false)]
    [InlineData("true", "true", true)]
    [InlineData("true", "false", false)]
    public void A_command_is_confirmed_by_the_value_not_its_spelling(string asked, string shown, bool confirms)
    {
        var value = shown is "true" or "false" ? FieldValue.Boolean(shown == "true") : FieldValue.Numeric(shown);

        TopicMap.Confirms(new Field { Name = "x", Value = value, Timestamp = Now }, new ControlValue("x", null, asked)).Should().Be(confirms);
    }

    private static string Line(Field field) => $"{field.Name} {field.Value.Text} {field.Unit}";

    private static IEnumerable<string> Read(TopicMap map, string topic, string payload, bool isRetained = false) => map.Read(topic, Encoding.UTF8.GetBytes(payload), isRetained, Now).Select(Line);

    private static string Command(MqttDeviceOptions device, string name, string text)
    {
        var parameter = device.Parameters.Single(each => each.Parameter.Name == name);
        return $"{parameter.Topic} {Encoding.UTF8.GetString(TopicMap.Write(parameter, new ControlValue(name, parameter.Parameter.Kind, text)))}";
    }
}
