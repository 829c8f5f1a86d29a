using System.Text;
using System.Xml.Linq;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Testing;
using IotXmpp.Things.Profiles;
using IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Things.Tests.Profiles;

/// <summary>What a reading costs with the schemas of its device type: one body of XEP-0322 without header, string tables empty.</summary>
public sealed class DeviceTypeReadingTests(ITestOutputHelper output)
{
    private static readonly ExiSchemaSet s_climate = DeviceTypeSchema.Create(DeviceTypes.Climate).Compile();
    private static readonly ExiSchemaSet s_wide = DeviceTypeSchema.Create(DeviceTypes.WideClimate).Compile();
    private static readonly ExiSchemaSet s_thermometer = DeviceTypeSchema.Create(DeviceTypes.Thermometer).Compile();

    [Fact]
    [Spec("XEP-0322 3.1")]
    public void Three_fields_take_18_bytes_or_less()
    {
        Show("three fields", s_climate, DeviceTypes.ThreeFields).Should().BeLessThanOrEqualTo(18);
        Show("three fields, 300 to 1100 hPa", s_wide, DeviceTypes.ThreeFields).Should().BeLessThanOrEqualTo(18);
    }

    [Fact]
    [Spec("XEP-0322 3.1")]
    public void One_field_takes_12_bytes_or_less()
    {
        Show("one field of a thermometer", s_thermometer, DeviceTypes.Reading(("Temperature", "21.5", "°C"))).Should().BeLessThanOrEqualTo(12);
        foreach (var field in new[] { ("Temperature", "-40.0", "°C"), ("Humidity", "100.0", "%"), ("Pressure", "1013.2", "hPa") })
            Show("one field of three", s_climate, DeviceTypes.Reading(field)).Should().BeLessThanOrEqualTo(12);
    }

    [Fact]
    [Spec("XEP-0323 2", "EXI-057")]
    public void Values_keep_their_decimals_and_sign()
    {
        foreach (string value in new[] { "-40.0", "-0.1", "0.0", "0.1", "9.9", "10.0", "84.9", "85.0", "100.0" })
            Show("value", s_climate, DeviceTypes.Reading(("Temperature", value, "°C")));
    }

    [Theory]
    [InlineData("85.05")]
    [InlineData("21")]
    [InlineData("021.5")]
    [InlineData("-0.0")]
    [InlineData("200.0")]
    [InlineData("NaN")]
    [InlineData("-")]
    [Spec("XEP-0322 3.7")]
    public void A_value_outside_the_profile_is_refused_strictly_and_fits_the_open_configuration(string value)
    {
        var reading = DeviceTypes.Reading(("Temperature", value, "°C"));
        var encode = () => Codecs.Encode(s_climate, reading);
        encode.Should().Throw<ExiException>();
        Codecs.CompactError(s_climate, reading).Should().Be(CompactExiError.InvalidValue);

        byte[] open = Codecs.Encode(s_climate, reading, strict: false);

        Codecs.CompactEncode(s_climate, reading, strict: false).Should().Equal(open);
        Codecs.Canonical(Codecs.Decode(s_climate, open, strict: false)).Should().Be(Codecs.Canonical(reading));
        Codecs.Canonical(Codecs.CompactDecode(s_climate, open, strict: false)).Should().Be(Codecs.Canonical(reading));
    }

    [Fact]
    public void The_open_configuration_costs_a_few_bytes_more()
    {
        byte[] open = Codecs.Encode(s_climate, DeviceTypes.ThreeFields, strict: false);

        output.WriteLine($"[wire] EXI {open.Length} bytes ({s_climate.Id}, not strict, three fields): {Convert.ToHexStringLower(open)}");
        open.Length.Should().BeLessThanOrEqualTo(24);
        Codecs.CompactEncode(s_climate, DeviceTypes.ThreeFields, strict: false).Should().Equal(open);
        Codecs.Canonical(Codecs.Decode(s_climate, open, strict: false)).Should().Be(Codecs.Canonical(DeviceTypes.ThreeFields));
    }

    [Fact]
    public void A_board_writes_the_same_bytes_from_numbers()
    {
        var writer = new CompactExiWriter(s_climate.Grammar, new CompactExiOptions());
        byte[] buffer = new byte[64];
        writer.StartBody(buffer, 0);
        writer.StartElement("jabber:client", "message");
        writer.Attribute(writer.FindName("", "to"), "things.localhost");
        writer.StartElement("urn:xmpp:iot:sensordata", "fields");
        writer.Attribute(writer.FindName("", "seqnr"), 7);
        writer.StartElement("urn:xmpp:iot:sensordata", "node");
        writer.Attribute(writer.FindName("", "nodeId"), "board1");
        writer.StartElement("urn:xmpp:iot:sensordata", "timestamp");
        writer.TimeAttribute(writer.FindName("", "value"), new DateTimeOffset(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero).ToUnixTimeMilliseconds());
        foreach ((string name, long value, string unit) in new[] { ("Temperature", 215L, "°C"), ("Humidity", 480L, "%"), ("Pressure", 10132L, "hPa") })
        {
            writer.StartElement("urn:xmpp:iot:sensordata", "numeric");
            writer.Attribute(writer.FindName("", "name"), name);
            writer.Attribute(writer.FindName("", "unit"), unit);
            writer.ScaledAttribute(writer.FindName("", "value"), value, 1);
            writer.Attribute(writer.FindName("", "automaticReadout"), true);
            writer.Attribute(writer.FindName("", "momentary"), true);
            writer.EndElement();
        }

        for (int i = 0; i < 4; i++)
            writer.EndElement();
        int length = writer.EndBody();

        buffer[..length].Should().Equal(Codecs.Encode(s_climate, DeviceTypes.ThreeFields));
    }

    [Fact]
    public void Several_times_and_any_choice_of_fields_fit_one_message()
    {
        var batch = new XElement(DeviceTypes.ThreeFields);
        XNamespace sn = "urn:xmpp:iot:sensordata";
        var fields = batch.Element(sn + "fields")!;
        fields.SetAttributeValue("done", "true");
        fields.Element(sn + "node")!.Add(
            DeviceTypes.Reading(("Pressure", "999.9", "hPa")).Descendants(sn + "timestamp").Single(),
            DeviceTypes.Reading(("Humidity", "0.0", "%"), ("Temperature", "-1.0", "°C")).Descendants(sn + "timestamp").Single());

        Show("six fields at three times", s_climate, batch).Should().BeLessThanOrEqualTo(40);
    }

    private int Show(string what, ExiSchemaSet set, XElement reading)
    {
        DeviceTypes.FaultsByPublishedSchemas(reading).Should().BeEmpty();
        byte[] body = Codecs.Encode(set, reading);
        output.WriteLine($"[wire] EXI {body.Length} bytes ({set.Id}, {what}; {Encoding.UTF8.GetByteCount(reading.ToString(SaveOptions.DisableFormatting))} as XML): {Convert.ToHexStringLower(body)}");

        var decoded = Codecs.Decode(set, body);

        Codecs.Canonical(decoded).Should().Be(Codecs.Canonical(reading));
        DeviceTypes.FaultsByPublishedSchemas(decoded).Should().BeEmpty();
        Codecs.Canonical(Codecs.CompactDecode(set, body)).Should().Be(Codecs.Canonical(reading));
        Codecs.CompactEncode(set, reading).Should().Equal(body);
        return body.Length;
    }
}
