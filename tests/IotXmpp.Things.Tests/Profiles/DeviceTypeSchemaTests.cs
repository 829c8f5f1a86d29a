using System.Xml.Linq;
using IotXmpp.Exi.Grammars;
using IotXmpp.Testing;
using IotXmpp.Things.Model;
using IotXmpp.Things.Profiles;
using IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Things.Tests.Profiles;

/// <summary>The generated sets themselves.</summary>
public sealed class DeviceTypeSchemaTests(ITestOutputHelper output)
{
    private const string Session = """
        <session>
          <streamStart xmlns='http://jabber.org/protocol/compress/exi' from='things.localhost' id='s1' version='1' xml:lang='en'><xmlns namespace='jabber:client' prefix=''/></streamStart>
          <features xmlns='http://etherx.jabber.org/streams'><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-256</mechanism></mechanisms></features>
          <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256'>biwsbj11c2Vy</auth>
          <challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>cj1meWtv</challenge>
          <response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>Yz1iaXdz</response>
          <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>dj1ybUY5</success>
          <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><temporary-auth-failure/></failure>
          <features xmlns='http://etherx.jabber.org/streams'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><sm xmlns='urn:xmpp:sm:3'/></features>
          <iq xmlns='jabber:client' id='bind' type='set'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>dev</resource></bind></iq>
          <iq xmlns='jabber:client' id='bind' type='result'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>left@things.localhost/dev</jid></bind></iq>
          <enable xmlns='urn:xmpp:sm:3' resume='true'/>
          <enabled xmlns='urn:xmpp:sm:3' id='abc' max='300' resume='true'/>
          <resume xmlns='urn:xmpp:sm:3' h='4' previd='abc'/>
          <resumed xmlns='urn:xmpp:sm:3' h='4' previd='abc'/>
          <failed xmlns='urn:xmpp:sm:3'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>
          <r xmlns='urn:xmpp:sm:3'/>
          <a xmlns='urn:xmpp:sm:3' h='12'/>
          <presence xmlns='jabber:client'/>
          <iq xmlns='jabber:client' id='p1' to='things.localhost' type='get'><ping xmlns='urn:xmpp:ping'/></iq>
          <iq xmlns='jabber:client' from='things.localhost' id='r1' to='left@things.localhost/dev' type='get'><req xmlns='urn:xmpp:iot:sensordata' seqnr='3' momentary='true' from='2026-02-03T00:00:00Z'><node nodeId='left'/><field name='Energy'/></req></iq>
          <iq xmlns='jabber:client' id='r1' to='things.localhost' type='result'><accepted xmlns='urn:xmpp:iot:sensordata' seqnr='3'/></iq>
          <iq xmlns='jabber:client' id='c1' type='set'><set xmlns='urn:xmpp:iot:control' xml:lang='en'><node nodeId='right'/><boolean name='Relay' value='true'/><int name='Brightness' value='100'/><long name='Count' value='-5'/><color name='Colour' value='FF00AA'/></set></iq>
          <iq xmlns='jabber:client' id='c1' to='things.localhost' type='result'><setResponse xmlns='urn:xmpp:iot:control'/></iq>
          <iq xmlns='jabber:client' id='c2' to='things.localhost' type='error'><error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>No.</text><paramError xmlns='urn:xmpp:iot:control' var='Nothing'>No such parameter.</paramError></error></iq>
          <error xmlns='http://etherx.jabber.org/streams'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></error>
          <streamEnd xmlns='http://jabber.org/protocol/compress/exi'/>
          <message xmlns='jabber:client' to='owner@example.org/phone'>
            <fields xmlns='urn:xmpp:iot:sensordata' done='true' seqnr='300'>
              <node nodeId='left'><timestamp value='2026-02-03T04:05:06.789Z'>
                <numeric automaticReadout='true' historicalMinute='true' name='Energy' signed='true' unit='kWh' value='1234567.125'/>
                <boolean automaticReadout='true' momentary='true' name='Relay' signed='true' value='true'/>
                <int automaticReadout='true' momentary='true' name='Presses' signed='true' value='4095'/>
                <long automaticReadout='true' momentary='true' name='Total' signed='true' value='-99999999999'/>
                <enum automaticReadout='true' dataType='DoorState' momentary='true' name='State' signed='true' value='on &amp; off'/>
                <string automaticReadout='true' identity='true' name='Label' signed='true' value='Küche'/>
                <dateTime automaticReadout='true' name='Started' signed='true' status='true' value='2026-02-03T04:05:06Z'/>
                <date automaticReadout='true' momentary='true' name='Built' signed='true' value='2025-12-31'/>
                <time automaticReadout='true' momentary='true' name='Alarm' signed='true' value='06:30:00'/>
                <duration automaticReadout='true' momentary='true' name='Uptime' signed='true' value='P3DT2H'/>
              </timestamp></node>
              <node nodeId='right'><timestamp value='2026-02-03T04:05:06.789Z'>
                <numeric automaticReadout='true' momentary='true' name='Power' signed='true' unit='W' value='-12'/>
              </timestamp></node>
            </fields>
          </message>
        </session>
        """;

    public static TheoryData<string> Names => ["climate", "wide-climate", "thermometer", "everything"];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_set_is_legal_XML_Schema_with_every_check(string id)
    {
        var schema = DeviceTypeSchema.Create(Description(id));

        DeviceTypes.Set(schema.Documents.Select(document => document.Content)).GlobalElements.Count.Should().BeLessThanOrEqualTo(
            31, "a stanza's event code has five bits: its own element, one of the others, or any");
    }

    [Fact]
    [Spec("EXI-056")]
    public void Whatever_a_board_and_its_concentrator_say_to_each_other_fits()
    {
        var set = DeviceTypeSchema.Create(DeviceTypes.Everything).Compile();
        foreach (var element in XElement.Parse(Session).Elements())
        {
            foreach (var nested in element.DescendantNodesAndSelf().OfType<XText>().Where(text => string.IsNullOrWhiteSpace(text.Value)).ToList())
                nested.Remove();
            DeviceTypes.FaultsByPublishedSchemas(element).Should().BeEmpty("{0} is standard", element);

            byte[] body = Codecs.Encode(set, element);
            output.WriteLine($"{body.Length,4} bytes  {element.Name.LocalName}");

            Codecs.Canonical(Codecs.Decode(set, body)).Should().Be(Codecs.Canonical(element));
            Codecs.Canonical(Codecs.CompactDecode(set, body)).Should().Be(Codecs.Canonical(element));
            Codecs.CompactEncode(set, element).Should().Equal(body);
        }
    }

    [Fact]
    [Spec("EXI-065")]
    public void The_same_description_gives_the_same_bytes_and_another_one_another_name()
    {
        var schema = DeviceTypeSchema.Create(DeviceTypes.Climate);
        var again = DeviceTypeSchema.Create(DeviceTypes.Climate with { Nodes = [.. DeviceTypes.Climate.Nodes] });
        var other = DeviceTypeSchema.Create(DeviceTypes.Climate with { Nodes = ["board2"] });

        again.Documents.Select(document => Convert.ToHexString(document.Content.Span)).Should().Equal(
            schema.Documents.Select(document => Convert.ToHexString(document.Content.Span)));
        again.Id.Should().Be(schema.Id).And.StartWith("climate-");
        again.Compile().Grammar.Data.Should().Equal(schema.Compile().Grammar.Data);
        other.Id.Should().NotBe(schema.Id);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_image_is_sound_and_leaves_a_board_its_memory(string id)
    {
        ExiSchemaSet set = DeviceTypeSchema.Create(Description(id)).Compile();

        GrammarImageVerifier.Verify(set.Grammar);
        output.WriteLine($"{set.Id}: {set.Grammar.Data.Length} bytes");
        set.Grammar.Data.Length.Should().BeLessThan(16 * 1024, "the image of the general set has 25 KB");
        GrammarImageSource.Write(set.Grammar, "Made.Grammar", []).Should().Contain("class Grammar");
    }

    [Fact]
    public void Faults_of_a_description_are_named()
    {
        var good = DeviceTypes.Climate;
        var field = good.Fields[0];
        (DeviceTypeDescription Description, string Message)[] faults =
        [
            (good with { Id = "a b" }, "Id: must be 1 to 31 letters, digits and hyphens"),
            (good with { Nodes = [] }, "Nodes: must be 1 to 32"),
            (good with { Nodes = ["a", "a"] }, "Nodes: \"a\" is there twice"),
            (good with { SendsTo = ["a@b@c"] }, "SendsTo[0]: \"a@b@c\" is not an XMPP address"),
            (good with { Fields = [] }, "Fields: must be 1 to 64"),
            (good with { Fields = [field, field] }, "Fields: \"Temperature\" is there twice"),
            (good with { Fields = [field with { Name = "" }] }, "Fields[0].Name: must be 1 to 64 characters"),
            (good with { Fields = [field with { Name = "a\nb" }] }, "Fields[0].Name: has a character that XML does not allow in one line"),
            (good with { Fields = [field with { Name = "a\ud800" }] }, "Fields[0].Name: has a character that XML does not allow in one line"),
            (good with { Fields = [field with { Decimals = 10 }] }, "Fields[0].Decimals: must be 0 to 9"),
            (good with { Fields = [field with { Minimum = 0.05m }] }, "Fields[0].Minimum: 0.05 has more than 1 decimals"),
            (good with { Fields = [field with { Minimum = null }] }, "Fields[0]: a range has both a Minimum and a Maximum"),
            (good with { Fields = [field with { Maximum = -41 }] }, "Fields[0].Maximum: -41 is below the Minimum -40"),
            (good with { Fields = [field with { Kind = FieldValueKind.Boolean }] }, "Fields[0].Unit: only a numeric field has one"),
            (good with { Fields = [new() { Name = "a", Kind = FieldValueKind.Enumeration, DataType = "t" }] }, "Fields[0].Values: an enumeration needs them"),
            (good with { Parameters = [new() { Name = "a", Kind = ControlParameterKind.Int, Minimum = 2, Maximum = 1 }] }, "Parameters[0].Maximum: 1 is below the Minimum 2"),
        ];
        foreach (var (description, message) in faults)
        {
            var create = () => DeviceTypeSchema.Create(description);
            create.Should().Throw<DeviceTypeException>().Which.Message.Should().Be(message);
        }
    }

    private static DeviceTypeDescription Description(string id) =>
        new[] { DeviceTypes.Climate, DeviceTypes.WideClimate, DeviceTypes.Thermometer, DeviceTypes.Everything }.Single(description => description.Id == id);
}
