extern alias server;

using IotXmpp.Testing;
using server::IotXmpp.Xmpp.Addressing;
using server::IotXmpp.Xmpp.Stanzas;
using server::IotXmpp.Xmpp.Streams;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Simulator.Tests;

/// <summary>Simulated boards against the project's own stream server, over loopback sockets.</summary>
public sealed class EndToEndTests
{
    private static readonly Jid s_concentrator = Jid.Parse("things.localhost");

    public static TheoryData<WayIn> WaysIn => [WayIn.BinaryBinding, WayIn.StreamCompression, WayIn.PlainXml];

    [Theory]
    [MemberData(nameof(WaysIn))]
    [Spec("EXI-003", "EXI-031", "EXI-059", "SD-040")]
    public async Task Board_connects_reports_answers_and_obeys(WayIn wayIn)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var ct = timeout.Token;
        await using var peer = new BoardServer(Entry(wayIn));
        await using var running = new RunningBoard(Options(peer, wayIn, BoardKind.Relay));
        var board = running.Board;

        var presence = await peer.NextAsync<Presence>(_ => true, ct);
        presence.From!.ToString().Should().Be("board2@things.localhost/board");
        peer.Session!.Traits.IsExi.Should().Be(wayIn != WayIn.PlainXml);

        var reading = await peer.NextAsync<Message>(_ => true, ct);
        var fields = reading.Payload(Ns.SensorData, "fields")!;
        var node = fields.Element("node")!;
        node.Attribute("nodeId").Should().Be("board2");
        node.Element("timestamp")!.Elements.Select(f => $"{f.LocalName} {f.Attribute("name")}={f.Attribute("value")}{f.Attribute("unit")}")
            .Should().Equal("boolean Relay=false", "int Presses=0", "numeric Brightness=50%");
        DateTimeOffset.Parse(node.Element("timestamp")!.Attribute("value")!, null).Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));

        Send(peer, IqType.Set, "c1", "<set xmlns='urn:xmpp:iot:control'><boolean name='Relay' value='true'/><int name='Brightness' value='75'/></set>");
        var set = await peer.NextAsync<Iq>(iq => iq.Id == "c1", ct);
        set.Type.Should().Be(IqType.Result);
        set.Request!.Is(Ns.Control, "setResponse").Should().BeTrue();

        Send(peer, IqType.Get, "r1", "<req xmlns='urn:xmpp:iot:sensordata' seqnr='5' momentary='true'><field name='Relay'/><field name='Brightness'/></req>");
        var accepted = await peer.NextAsync<Iq>(iq => iq.Id == "r1", ct);
        accepted.Request!.Is(Ns.SensorData, "accepted").Should().BeTrue();
        var answer = await peer.NextAsync<Message>(message => message.Payload(Ns.SensorData, "fields")!.Attribute("seqnr") == "5", ct);
        answer.Payload(Ns.SensorData, "fields")!.Attribute("done").Should().BeOneOf("true", "1");
        answer.Payload(Ns.SensorData, "fields")!.Element("node")!.Element("timestamp")!.Elements.Select(f => f.Attribute("value")).Should().Equal("true", "75");

        Send(peer, IqType.Set, "c2", "<set xmlns='urn:xmpp:iot:control'><int name='Brightness' value='101'/></set>");
        var refused = await peer.NextAsync<Iq>(iq => iq.Id == "c2", ct);
        refused.Type.Should().Be(IqType.Error);
        refused.Error!.Condition.Should().Be("bad-request");

        await running.StopAsync();
        board.Connected.Should().BeFalse();
        board.Counters.ControlsApplied.Should().Be(1);
        board.Counters.RequestsRefused.Should().Be(1);
        board.LastError.Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(WaysIn))]
    public async Task Cut_connection_is_resumed_and_no_reading_is_lost_or_comes_twice(WayIn wayIn)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var ct = timeout.Token;
        await using var peer = new BoardServer(Entry(wayIn));
        await using var running = new RunningBoard(Options(peer, wayIn, BoardKind.Climate) with { SampleInterval = TimeSpan.FromMilliseconds(50) });
        var seen = new List<string>();
        for (int cuts = 0; cuts < 2; cuts++)
        {
            for (int i = 0; i < 20; i++)
            {
                var reading = await peer.NextAsync<Message>(_ => true, ct);
                seen.AddRange(reading.Payload(Ns.SensorData, "fields")!.Element("node")!.Elements.SelectMany(t => t.Elements.Select(f => t.Attribute("value") + f.Attribute("name"))));
            }

            peer.Cut();
        }

        for (int i = 0; i < 20; i++)
        {
            var reading = await peer.NextAsync<Message>(_ => true, ct);
            seen.AddRange(reading.Payload(Ns.SensorData, "fields")!.Element("node")!.Elements.SelectMany(t => t.Elements.Select(f => t.Attribute("value") + f.Attribute("name"))));
        }

        seen.Should().OnlyHaveUniqueItems();
        peer.Bindings.Should().Be(1, "both times the session was resumed");
        await running.StopAsync();
        running.Board.Counters.SessionsResumed.Should().Be(2);
        running.Board.Counters.ReadingsDropped.Should().Be(0);
    }

    [Theory]
    [InlineData(WayIn.BinaryBinding)]
    [InlineData(WayIn.StreamCompression)]
    [Spec("EXI-073")]
    public async Task Server_that_does_not_know_the_configuration_is_reported_as_such(WayIn wayIn)
    {
        await using var peer = new BoardServer(Entry(wayIn), knowsBoards: false);
        await using var running = new RunningBoard(Options(peer, wayIn, BoardKind.Climate));
        await running.WaitAsync(board => board.LastError is not null);
        running.Board.LastError.Should().Be("the server does not know the board's EXI configuration");
    }

    [Theory]
    [InlineData(WayIn.BinaryBinding)]
    [InlineData(WayIn.StreamCompression)]
    [Spec("EXI-073")]
    public async Task Board_whose_configuration_is_refused_falls_back_to_XML_and_remembers(WayIn wayIn)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using var exi = new BoardServer(StreamEntry.Exi, knowsBoards: false);
        await using var xml = new BoardServer(StreamEntry.Xml, knowsBoards: false);
        await using var running = new RunningBoard(Options(wayIn == WayIn.BinaryBinding ? exi : xml, wayIn, BoardKind.Climate) with { XmlPort = xml.Port });
        await xml.NextAsync<Message>(_ => true, timeout.Token);
        xml.Session!.Traits.IsExi.Should().BeFalse();
        long attempts = running.Board.Counters.ConnectAttempts;
        attempts.Should().Be(wayIn == WayIn.BinaryBinding ? 2 : 1, "a refused compression leaves the stream as it is");

        xml.Cut();
        await running.WaitAsync(board => board.Counters.SessionsReady == 2);
        running.Board.Counters.ConnectAttempts.Should().Be(attempts + 1, "it asks no more");
    }

    [Fact]
    public async Task Wrong_password_is_reported_as_such()
    {
        await using var peer = new BoardServer(StreamEntry.Exi);
        await using var running = new RunningBoard(Options(peer, WayIn.BinaryBinding, BoardKind.Climate) with { Password = "wrong" });
        await running.WaitAsync(board => board.LastError is not null);
        running.Board.LastError.Should().Be("the server refused the credentials");
    }

    private static StreamEntry Entry(WayIn wayIn) => wayIn == WayIn.BinaryBinding ? StreamEntry.Exi : StreamEntry.Xml;

    private static SimulatedBoardOptions Options(BoardServer peer, WayIn wayIn, BoardKind kind) => new()
    {
        Name = "board2",
        Kind = kind,
        Host = "127.0.0.1",
        Port = peer.Port,
        Password = BoardServer.Password,
        WayIn = wayIn,
        Seed = 1,
    };

    private static void Send(BoardServer peer, IqType type, string id, string payload) =>
        peer.Session!.TrySend(new Iq { Type = type, Id = id, From = s_concentrator, To = peer.Session.Jid, Payloads = [XmppElement.Parse(payload)] }).Should().BeTrue();
}
