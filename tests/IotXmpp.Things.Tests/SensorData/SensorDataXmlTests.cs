using IotXmpp.Testing;
using IotXmpp.Things.Dialects;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Tests.SensorData;

public sealed class SensorDataXmlTests
{
    private static readonly SensorDataLimits Limits = new();

    // XEP-0323 examples 1 and 6 to 8, shortened.
    private const string Fields = """
        <fields xmlns='urn:xmpp:iot:sensordata' seqnr='4' done='true'>
          <node nodeId='Device01' sourceId='S' cacheType='C'>
            <timestamp value='2013-03-07T19:00:00+02:00'>
              <numeric name='Temperature' momentary='true' automaticReadout='true' value='23.40' unit='°C'/>
              <boolean name='Open' status='true' signed='true' writable='true' value='1'/>
              <string name='Device ID' identity='true' module='M' stringIds='1,2' value='Device01'/>
            </timestamp>
            <timestamp value='2013-03-07T18:00:00Z'>
              <enum name='State' historicalHour='true' historicalDay='true' powerFailure='true' value='On' dataType='States'/>
              <int name='Count' computed='true' missing='true' value='-3'/>
              <long name='Total' peak='true' value='3000000000'/>
              <date name='D' value='2013-03-07'/>
              <dateTime name='T' value='2013-03-07T18:00:00Z'/>
              <duration name='Runtime' value='PT5H'/>
              <time name='At' value='18:00:00'/>
            </timestamp>
          </node>
        </fields>
        """;

    [Fact]
    [Spec("SD-034", "SD-038", "SD-043", "SD-047", "SD-049", "SD-055", "SD-057", "SD-059", "SD-040")]
    public void Fields_are_read()
    {
        var read = SensorDataXml.ReadFields(XmppElement.Parse(Fields), TimeZoneInfo.Utc, Limits);

        read.SequenceNumber.Should().Be("4");
        read.Done.Should().BeTrue();
        read.Malformed.Should().Be(0);
        var node = read.Nodes.Should().ContainSingle().Subject;
        node.Node.Should().Be(new NodeRef("Device01", "S", "C"));
        node.Fields.Should().HaveCount(10);
        node.Fields[0].Should().Be(new Field
        {
            Name = "Temperature",
            Value = FieldValue.Numeric("23.40"),
            Unit = "°C",
            Timestamp = new DateTimeOffset(2013, 3, 7, 19, 0, 0, TimeSpan.FromHours(2)),
            FieldTypes = FieldTypes.Momentary,
            Quality = FieldQuality.AutomaticReadout,
        });
        node.Fields[0].Timestamp.Offset.Should().Be(TimeSpan.FromHours(2));
        node.Fields[1].Writable.Should().BeTrue();
        node.Fields[1].Value.Should().Be(FieldValue.Boolean(true));
        node.Fields[2].StringIds.Should().Be("1,2");
        node.Fields[3].FieldTypes.Should().Be(FieldTypes.HistoricalHour | FieldTypes.HistoricalDay);
        node.Fields[3].Quality.Should().Be(FieldQuality.PowerFailure);
        node.Fields[3].Value.DataType.Should().Be("States");
    }

    [Fact]
    [Spec("SD-035", "SD-039", "SD-057", "SD-058")]
    public void Fields_are_written_as_they_were_read()
    {
        var read = SensorDataXml.ReadFields(XmppElement.Parse(Fields), TimeZoneInfo.Utc, Limits);

        var written = SensorDataXml.WriteFields(read, WireDialect.Xep);

        SensorDataXml.ReadFields(written, TimeZoneInfo.Utc, Limits).Nodes[0].Fields.Should().Equal(read.Nodes[0].Fields);
        var timestamps = written.Elements.Single().Elements.ToList();
        timestamps.Select(timestamp => timestamp.Attribute("value")).Should().Equal("2013-03-07T19:00:00+02:00", "2013-03-07T18:00:00Z");
        timestamps[0].Elements.First().ToString().Should()
            .Be("<numeric name=\"Temperature\" momentary=\"true\" automaticReadout=\"true\" value=\"23.40\" unit=\"°C\" xmlns=\"urn:xmpp:iot:sensordata\" />");
        timestamps[0].Elements.ElementAt(1).Attribute("value").Should().Be("true");
    }

    [Fact]
    public void Unknown_children_and_attributes_are_ignored()
    {
        var read = SensorDataXml.ReadFields(
            XmppElement.Parse("""
                <fields xmlns='urn:xmpp:iot:sensordata' seqnr='4' colour='red'><extra/><node nodeId='a' colour='red'><extra xmlns='urn:x'/>
                <timestamp value='2013-03-07T18:00:00Z'><hologram name='h' value='1'/><numeric xmlns='urn:x' name='n' value='1'/>
                <numeric name='T' momentary='true' sparkling='true' value='1' unit='K'/></timestamp></node></fields>
                """),
            TimeZoneInfo.Utc,
            Limits);

        read.Nodes.Single().Fields.Should().ContainSingle().Which.Name.Should().Be("T");
        read.Malformed.Should().Be(0);
    }

    [Fact]
    public void A_malformed_value_costs_its_field_only()
    {
        var read = SensorDataXml.ReadFields(
            XmppElement.Parse("""
                <fields xmlns='urn:xmpp:iot:sensordata' seqnr='4'><node nodeId='a'><timestamp value='2013-03-07T18:00:00Z'>
                <int name='A' value='x'/><int name='B'/><int value='1'/><int name='C' value='1'/></timestamp></node></fields>
                """),
            TimeZoneInfo.Utc,
            Limits);

        read.Nodes.Single().Fields.Should().ContainSingle().Which.Name.Should().Be("C");
        read.Malformed.Should().Be(3);
    }

    [Theory]
    [InlineData("<fields xmlns='urn:xmpp:iot:sensordata'/>", "bad-request")]
    [InlineData("<fields xmlns='urn:xmpp:iot:sensordata' seqnr=''/>", "bad-request")]
    [InlineData("<fields xmlns='urn:xmpp:iot:sensordata' seqnr='1'><node><timestamp/></node></fields>", "bad-request")]
    [InlineData("<fields xmlns='urn:xmpp:iot:sensordata' seqnr='1'><node><timestamp value='noon'/></node></fields>", "bad-request")]
    [InlineData("<fields xmlns='urn:xmpp:iot:sensordata' seqnr='1'><node><timestamp value='2013-03-07T18:00:00Z'><int name='a' value='1'/><int name='b' value='1'/><int name='c' value='1'/></timestamp></node></fields>", "policy-violation")]
    [InlineData("<fields xmlns='urn:xmpp:iot:sensordata' seqnr='1'><node><timestamp value='2013-03-07T18:00:00Z'><string name='a' value='12345678901'/></timestamp></node></fields>", "policy-violation")]
    public void Malformed_or_oversized_fields_are_refused(string xml, string condition)
    {
        var read = () => SensorDataXml.ReadFields(XmppElement.Parse(xml), TimeZoneInfo.Utc, new SensorDataLimits { MaxFields = 2, MaxText = 10 });

        read.Should().Throw<StanzaException>().Which.Error.Condition.Should().Be(condition);
    }

    [Fact]
    [Spec("SD-002", "SD-003", "SD-046", "SD-053", "SD-056")]
    public void A_request_is_read()
    {
        var request = SensorDataXml.ReadRequest(
            XmppElement.Parse("""
                <req xmlns='urn:xmpp:iot:sensordata' seqnr='0007' momentary='true' peak='false' historical='1' from='2013-03-07T16:00:00' to='2013-03-07T18:00:00Z'
                     when='2013-03-07T19:00:00+01:00' userToken='secret'><node nodeId='a' sourceId='s'/><node/><field name='T'/></req>
                """),
            TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(3), "test", "test"),
            Limits);

        request.SequenceNumber.Should().Be("0007", "it is opaque: no renumbering, no lost zeroes");
        request.FieldTypes.Should().Be(FieldTypes.Momentary | FieldTypes.Historical);
        request.Nodes.Should().Equal(new NodeRef("a", "s"), new NodeRef(""));
        request.Fields.Should().Equal("T");
        request.From.Should().Be(new DateTimeOffset(2013, 3, 7, 13, 0, 0, TimeSpan.Zero), "a time without zone is in the zone we were told");
        request.When.Should().Be(new DateTimeOffset(2013, 3, 7, 18, 0, 0, TimeSpan.Zero));
        request.ToString().Should().NotContain("secret");
    }

    [Fact]
    public void A_request_is_written_as_it_is_read()
    {
        var request = new ReadoutRequest
        {
            SequenceNumber = "9",
            FieldTypes = FieldTypes.Momentary | FieldTypes.HistoricalMinute,
            Nodes = [new NodeRef("a")],
            Fields = ["T", "H"],
            From = new DateTimeOffset(2013, 3, 7, 13, 0, 0, TimeSpan.Zero),
        };

        SensorDataXml.ReadRequest(SensorDataXml.WriteRequest(request), TimeZoneInfo.Utc, Limits).Should().BeEquivalentTo(request);
        SensorDataXml.WriteRequest(request with { FieldTypes = FieldTypes.All }).Attribute("all").Should().Be("true");
        SensorDataXml.WriteRequest(request with { FieldTypes = FieldTypes.Historical }).Attribute("historical").Should().Be("true");
    }

    [Fact]
    [Spec("SD-019")]
    public void A_failure_is_read_as_it_is_written()
    {
        var failure = new ReadoutFailure("3", true, [new ReadoutError(new NodeRef("a", "s"), new DateTimeOffset(2013, 3, 7, 13, 0, 0, TimeSpan.Zero), "Timeout.")]);

        SensorDataXml.ReadFailure(SensorDataXml.WriteFailure(failure), TimeZoneInfo.Utc, Limits).Should().BeEquivalentTo(failure);
        SensorDataXml.ReadFailure(XmppElement.Parse("<failure xmlns='urn:xmpp:iot:sensordata' seqnr='3'><error nodeId='a' timestamp='yesterday'>x</error></failure>"), TimeZoneInfo.Utc, Limits)
            .Errors.Single().Text.Should().Be("x", "a board without a clock still gets its failure through");
    }

    [Fact]
    public void Old_names_are_understood()
    {
        var read = SensorDataXml.ReadFields(
            XmppElement.Parse("""
                <fields xmlns='urn:xmpp:iot:sensordata' seqnr='4'><node nodeId='a'><timestamp value='2013-03-07T18:00:00'>
                <timeSpan name='R' value='PT5H'/><string name='Id' identification='true' value='x'/><numeric name='N' value='1'/></timestamp></node></fields>
                """),
            TimeZoneInfo.Utc,
            Limits);

        read.Nodes[0].Fields.Select(field => (field.Value.Kind, field.FieldTypes)).Should().Equal(
            (FieldValueKind.Duration, FieldTypes.Momentary), (FieldValueKind.String, FieldTypes.Identity), (FieldValueKind.Numeric, FieldTypes.Momentary));
    }

    [Theory]
    [InlineData("", true, true, false)]
    [InlineData("status", false, true, false)]
    [InlineData("historicalMinute", false, false, true)]
    [InlineData("momentary historicalMinute", true, false, true)]
    [Spec("SD-042", "SD-006")]
    public void Types_of_a_request_are_a_union(string types, bool momentary, bool status, bool historical)
    {
        var request = new ReadoutRequest
        {
            SequenceNumber = "1",
            FieldTypes = types.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(FieldTypes.None, (all, type) => all | Enum.Parse<FieldTypes>(type, ignoreCase: true)),
        };
        Field Of(FieldTypes type) => new() { Name = "T", Value = FieldValue.Int(1), Timestamp = default, FieldTypes = type };

        request.Matches(Of(FieldTypes.Momentary)).Should().Be(momentary);
        request.Matches(Of(FieldTypes.Status)).Should().Be(status);
        request.Matches(Of(FieldTypes.HistoricalMinute | FieldTypes.HistoricalHour)).Should().Be(historical);
    }
}
