using System.Xml.Linq;
using IotXmpp.Device.Boards;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Tests.Session;

/// <summary>Readout and control, as the concentrator asks for them.</summary>
public sealed class RequestTests
{
    private static readonly XNamespace Client = Ns.Client;
    private static readonly XNamespace Sensor = Ns.SensorData;
    private static readonly XNamespace Control = Ns.Control;

    [Fact]
    [Spec("XEP-0323 3.1")]
    public void Readout_is_accepted_and_answered_with_fields()
    {
        var rig = Ready(TestBoard.Climate());
        Request(rig, "get", "<req xmlns='urn:xmpp:iot:sensordata' seqnr='7' momentary='true'/>");
        var iq = rig.Peer.Stanzas[^2];
        iq.Attribute("type")!.Value.Should().Be("result");
        iq.Attribute("to")!.Value.Should().Be("things.localhost");
        iq.Element(Sensor + "accepted")!.Attribute("seqnr")!.Value.Should().Be("7");
        var fields = rig.Peer.Stanzas[^1].Element(Sensor + "fields")!;
        fields.Attribute("seqnr")!.Value.Should().Be("7");
        fields.Attribute("done")!.Value.Should().Be("true");
        fields.Element(Sensor + "node")!.Attribute("nodeId")!.Value.Should().Be("board1");
        fields.Descendants(Sensor + "numeric").Select(f => $"{f.Attribute("name")!.Value} {f.Attribute("unit")!.Value} {f.Attribute("momentary")!.Value}")
            .Should().Equal("Temperature °C true", "Humidity % true", "Pressure hPa true");
        rig.Session.Counters.ReadoutsAnswered.Should().Be(1);
    }

    [Fact]
    public void Readout_of_named_fields_leaves_the_others_out()
    {
        var rig = Ready(TestBoard.Relay());
        Request(rig, "get", "<req xmlns='urn:xmpp:iot:sensordata' seqnr='7' momentary='true'><node nodeId='board1'/><field name='Relay'/><field name='Presses'/><field name='Nothing'/></req>");
        rig.Peer.Stanzas[^1].Descendants(Sensor + "timestamp").Single().Elements().Select(f => f.Name.LocalName + " " + f.Attribute("name")!.Value)
            .Should().Equal("boolean Relay", "int Presses");
    }

    [Fact]
    public void Minute_history_comes_in_parts_and_within_its_bounds()
    {
        var rig = Ready(TestBoard.Meter());
        rig.Run(20 * 60_000);
        int before = rig.Peer.Stanzas.Count;
        Request(rig, "get", "<req xmlns='urn:xmpp:iot:sensordata' seqnr='8' historicalMinute='true' from='2026-02-02T02:45:30Z' to='2026-02-02T02:58:00Z'/>");
        var parts = rig.Peer.Stanzas.Skip(before + 1).Select(stanza => stanza.Element(Sensor + "fields")!).ToList();
        parts.Select(part => part.Attribute("done")!.Value).Should().Equal("false", "true");
        parts.SelectMany(part => part.Descendants(Sensor + "timestamp")).Select(t => t.Attribute("value")!.Value)
            .Should().Equal(Enumerable.Range(46, 13).Select(minute => $"2026-02-02T02:{minute}:00.000Z"));
        parts.SelectMany(part => part.Descendants(Sensor + "numeric")).Should().OnlyContain(f => f.Attribute("name")!.Value == "Energy" && f.Attribute("historicalMinute")!.Value == "true" && f.Attribute("value")!.Value.IndexOf('.') == f.Attribute("value")!.Value.Length - 4);
    }

    [Fact]
    public void All_means_momentary_values_and_history()
    {
        var rig = Ready(TestBoard.Meter());
        rig.Run(5 * 60_000);
        int before = rig.Peer.Stanzas.Count;
        Request(rig, "get", "<req xmlns='urn:xmpp:iot:sensordata' seqnr='9' all='true'/>");
        var parts = rig.Peer.Stanzas.Skip(before + 1).Select(stanza => stanza.Element(Sensor + "fields")!).ToList();
        parts.Select(part => part.Attribute("done")!.Value).Should().Equal("false", "true");
        parts[0].Descendants(Sensor + "numeric").Should().HaveCount(2);
        parts[1].Descendants(Sensor + "timestamp").Should().HaveCount(5);
    }

    [Fact]
    public void History_of_a_board_that_keeps_none_is_an_empty_answer()
    {
        var rig = Ready(TestBoard.Climate());
        Request(rig, "get", "<req xmlns='urn:xmpp:iot:sensordata' seqnr='9' historical='true'/>");
        var fields = rig.Peer.Stanzas[^1].Element(Sensor + "fields")!;
        fields.Attribute("done")!.Value.Should().Be("true");
        fields.Elements().Should().BeEmpty();
    }

    [Theory]
    [InlineData("<req xmlns='urn:xmpp:iot:sensordata' seqnr='1' momentary='true'><node nodeId='board9'/></req>", "get", "item-not-found")]
    [InlineData("<req xmlns='urn:xmpp:iot:sensordata' seqnr='1' momentary='true'><field name='Nothing'/></req>", "get", "item-not-found")]
    [InlineData("<req xmlns='urn:xmpp:iot:sensordata' momentary='true'/>", "get", "bad-request")]
    [InlineData("<req xmlns='urn:xmpp:iot:sensordata' seqnr='1' from='yesterday'/>", "get", "bad-request")]
    [InlineData("<req xmlns='urn:xmpp:iot:sensordata' seqnr='1' when='2026-02-02T02:40:00Z'/>", "get", "feature-not-implemented")]
    [InlineData("<query xmlns='jabber:iq:version'/>", "get", "service-unavailable")]
    [InlineData("<ping xmlns='urn:xmpp:ping'/>", "set", "service-unavailable")]
    [InlineData("", "get", "bad-request")]
    [InlineData("<set xmlns='urn:xmpp:iot:control'/>", "set", "bad-request")]
    [InlineData("<set xmlns='urn:xmpp:iot:control'><x xmlns='jabber:x:data' type='submit'/></set>", "set", "feature-not-implemented")]
    public void What_cannot_be_answered_is_refused_with_the_error_that_says_why(string payload, string type, string condition)
    {
        var rig = Ready(TestBoard.Climate());
        Request(rig, type, payload);
        Error(rig).Should().Be(condition);
    }

    [Theory]
    [InlineData("<boolean name='Relay' value='maybe'/>", "bad-request", "Relay")]
    [InlineData("<int name='Relay' value='1'/>", "bad-request", "Relay")]
    [InlineData("<int name='Brightness' value='101'/>", "bad-request", "Brightness")]
    [InlineData("<int name='Brightness' value='-1'/>", "bad-request", "Brightness")]
    [InlineData("<int name='Brightness'/>", "bad-request", "Brightness")]
    [InlineData("<int name='Power' value='1'/>", "item-not-found", "Power")]
    [InlineData("<node nodeId='board9'/><boolean name='Relay' value='true'/>", "item-not-found", null)]
    [InlineData("<string name='Label' value='12345678901234567890123456789012345678901234567890123456789012345'/>", "bad-request", "Label")]
    [Spec("XEP-0325 5")]
    public void One_wrong_parameter_and_nothing_moves(string parameter, string condition, string? faulty)
    {
        var rig = Ready(TestBoard.Relay());
        Request(rig, "set", $"<set xmlns='urn:xmpp:iot:control'><boolean name='Relay' value='true'/>{parameter}</set>");
        Error(rig).Should().Be(condition);
        rig.Peer.Stanzas[^1].Descendants(Control + "paramError").SingleOrDefault()?.Attribute("var")!.Value.Should().Be(faulty);
        rig.Board.Applied.Should().Be(0);
    }

    [Fact]
    [Spec("XEP-0325 3.1.2")]
    public void Control_is_carried_out_and_the_new_state_follows_at_once()
    {
        var rig = Ready(TestBoard.Relay());
        int before = rig.Peer.Stanzas.Count;
        Request(rig, "set", "<set xmlns='urn:xmpp:iot:control'><node nodeId='board1'/><boolean name='Relay' value='1'/><int name='Brightness' value='80'/><string name='Label' value='Küche &amp; Flur'/></set>");
        rig.Peer.Stanzas[before].Element(Control + "setResponse").Should().NotBeNull();
        rig.Board.Numbers[BoardDefinitions.Relay].Should().Be(1);
        rig.Board.Numbers[BoardDefinitions.Brightness].Should().Be(80);
        rig.Board.Texts[BoardDefinitions.RelayLabel].Should().Be("Küche & Flur");
        rig.Peer.Stanzas[^1].Descendants(Sensor + "boolean").Single().Attribute("value")!.Value.Should().Be("true");
    }

    [Fact]
    [Spec("SEC-16")]
    public void A_command_that_comes_again_is_answered_again_but_done_once()
    {
        var rig = Ready(TestBoard.Relay());
        const string Set = "<set xmlns='urn:xmpp:iot:control'><boolean name='Relay' value='true'/></set>";
        Request(rig, "set", Set, id: "c1");
        Request(rig, "set", Set, id: "c1");
        rig.Board.Applied.Should().Be(1);
        rig.Peer.Stanzas.Count(stanza => stanza.Element(Control + "setResponse") != null).Should().Be(2);
        Request(rig, "set", Set, id: "c2");
        rig.Board.Applied.Should().Be(2);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(2, true)]
    [Spec("SEC-16", "CT-050")]
    public void A_command_that_comes_later_than_its_id_allows_is_not_done(int secondsLeft, bool isDone)
    {
        var rig = Ready(TestBoard.Relay());
        long now = (DeviceRig.StartUtc + rig.Now) / 1000;
        Request(rig, "set", "<set xmlns='urn:xmpp:iot:control'><boolean name='Relay' value='true'/></set>", id: $"c17-{now + secondsLeft - 1}");
        rig.Board.Applied.Should().Be(isDone ? 1 : 0);
        if (!isDone)
            Error(rig).Should().Be("unexpected-request");
    }

    [Theory]
    [InlineData("c1")]
    [InlineData("c1-")]
    [InlineData("a-b-c")]
    [InlineData("c1-17x")]
    [InlineData("1234567890123456")]
    [InlineData("x-1234567890123")]
    public void An_id_without_a_time_has_no_end(string id)
    {
        var rig = Ready(TestBoard.Relay());
        Request(rig, "set", "<set xmlns='urn:xmpp:iot:control'><boolean name='Relay' value='true'/></set>", id: id);
        rig.Board.Applied.Should().Be(1);
    }

    [Theory]
    [InlineData("stranger@localhost/phone")]
    [InlineData("board2@things.localhost")]
    [InlineData("things.localhost.example.org")]
    [InlineData("things.localhostx/y")]
    [Spec("SEC-1", "SEC-3")]
    public void Only_the_concentrator_is_obeyed(string from)
    {
        var rig = Ready(TestBoard.Relay());
        Request(rig, "set", "<set xmlns='urn:xmpp:iot:control'><boolean name='Relay' value='true'/></set>", from);
        Error(rig).Should().Be("forbidden");
        Request(rig, "get", "<req xmlns='urn:xmpp:iot:sensordata' seqnr='7' momentary='true'/>", from);
        Error(rig).Should().Be("forbidden");
        rig.Board.Applied.Should().Be(0);
        rig.Session.Counters.RequestsRefused.Should().Be(2);
    }

    [Fact]
    [Spec("XEP-0199", "GEN-068")]
    public void Ping_is_answered()
    {
        var rig = Ready(TestBoard.Relay());
        Request(rig, "get", "<ping xmlns='urn:xmpp:ping'/>");
        rig.Peer.Stanzas[^1].Attribute("type")!.Value.Should().Be("result");
        rig.Peer.Stanzas[^1].Elements().Should().BeEmpty();
    }

    [Fact]
    public void A_burst_of_requests_is_answered_completely_though_the_output_is_small()
    {
        var rig = Ready(TestBoard.Climate());
        int before = rig.Peer.Stanzas.Count;
        rig.Send(string.Concat(Enumerable.Range(0, 200).Select(i => $"<iq id='p{i}' from='things.localhost' type='get'><ping xmlns='urn:xmpp:ping'/></iq>")));
        rig.Peer.Stanzas.Skip(before).Select(stanza => stanza.Attribute("id")!.Value).Should().Equal(Enumerable.Range(0, 200).Select(i => $"p{i}"));
    }

    [Fact]
    public void Broken_sensor_is_left_out()
    {
        var rig = Ready(TestBoard.Climate());
        rig.Board.SensorWorks = false;
        Request(rig, "get", "<req xmlns='urn:xmpp:iot:sensordata' seqnr='7' momentary='true'/>");
        rig.Peer.Stanzas[^1].Descendants(Sensor + "timestamp").Single().Elements().Should().BeEmpty();
    }

    private static DeviceRig Ready(TestBoard board)
    {
        var rig = new DeviceRig(board);
        rig.RunUntilReady();
        return rig;
    }

    private static void Request(DeviceRig rig, string type, string payload, string from = "things.localhost", string id = "q1") =>
        rig.Send($"<iq id='{id}' from='{from}' to='board1@things.localhost/board' type='{type}'>{payload}</iq>");

    private static string? Error(DeviceRig rig)
    {
        var stanza = rig.Peer.Stanzas[^1];
        stanza.Attribute("type")!.Value.Should().Be("error");
        return stanza.Element(Client + "error")!.Elements().First().Name.LocalName;
    }
}
