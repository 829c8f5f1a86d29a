using IotXmpp.Device.Boards;
using IotXmpp.Device.Sasl;
using IotXmpp.Device.Session;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Tests.Session;

/// <summary>Negotiation, and what ends it.</summary>
public sealed class DeviceSessionTests
{
    [Fact]
    public void From_password_to_presence_and_readings()
    {
        var rig = new DeviceRig();
        rig.RunUntilReady();
        rig.Run(25_000);

        rig.Peer.StreamTo.Should().Be("things.localhost");
        rig.Peer.Presences.Should().Be(1);
        rig.Session.Jid.Should().Be("board1@things.localhost/board");
        rig.Peer.Readings.Should().HaveCount(9); // at 0, 10 and 20 s
        rig.Peer.Readings.Values.Should().OnlyContain(times => times == 1);
        rig.Peer.Values[("Temperature", "2026-02-02T02:40:00.000Z")].Should().Be("20.0");
        rig.Session.Outbox.Count.Should().Be(0);
        rig.Session.LastError.Should().Be(DeviceError.None);
    }

    [Fact]
    [Spec("SEC-17")]
    public void Readings_taken_before_the_clock_was_known_come_with_their_own_time()
    {
        var rig = new DeviceRig(clockKnown: false);
        rig.RunUntilReady();
        rig.Run(25_000);
        rig.Peer.Readings.Should().BeEmpty();
        rig.Session.SetClock(DeviceRig.StartUtc + rig.Now, rig.Now);
        rig.Run(1000);
        rig.Peer.Readings.Keys.Select(key => key.Timestamp).Distinct().Should().Equal("2026-02-02T02:40:00.000Z", "2026-02-02T02:40:10.000Z", "2026-02-02T02:40:20.000Z");
    }

    [Fact]
    public void Wrong_password_waits_long()
    {
        var rig = new DeviceRig();
        rig.Peer.Password = "other";
        rig.Run(10_000);
        rig.Session.LastError.Should().Be(DeviceError.AuthenticationFailed);
        rig.Run(600_000);
        rig.Session.Counters.ConnectAttempts.Should().BeLessThan(12, "each wait is a random part of five minutes");
    }

    [Fact]
    [Spec("RFC 5802 3")]
    public void Server_that_does_not_know_the_keys_is_not_trusted()
    {
        var rig = new DeviceRig();
        rig.Peer.WrongSignature = true;
        rig.Run(10_000);
        rig.Session.LastError.Should().Be(DeviceError.ServerNotTrusted);
        rig.Peer.Stanzas.Should().BeEmpty();
    }

    [Fact]
    public void Keys_of_another_salt_say_that_they_are_outdated()
    {
        var rig = new DeviceRig(configure: options => options.Credential = ScramCredential.FromKeys("board1", new byte[32], new byte[32], [9], 4096));
        rig.Run(10_000);
        rig.Session.LastError.Should().Be(DeviceError.CredentialsOutdated);
    }

    [Theory]
    [InlineData($"<stream:features><mechanisms xmlns='{Ns.Sasl}'><mechanism>PLAIN</mechanism></mechanisms></stream:features>", DeviceError.NoMechanism)]
    [InlineData($"<stream:features><starttls xmlns='{Ns.Tls}'><required/></starttls></stream:features>", DeviceError.TlsRequired)]
    [InlineData("<stream:features/>", DeviceError.NoMechanism)]
    [InlineData($"<stream:error><host-unknown xmlns='{Ns.StreamErrors}'/></stream:error>", DeviceError.StreamEnded)]
    [InlineData("<message/>", DeviceError.ProtocolViolation)]
    [InlineData("<!DOCTYPE x>", DeviceError.NotWellFormed)]
    [InlineData("</stream:stream>", DeviceError.StreamEnded)]
    public void What_a_server_may_say_instead_of_features(string answer, int error)
    {
        var rig = new DeviceRig();
        rig.Peer.Features = answer;
        rig.Run(5_000);
        rig.Session.LastError.Should().Be(error);
        rig.Peer.Stanzas.Should().BeEmpty();
    }

    [Fact]
    public void Silent_server_is_left_after_the_step_timeout()
    {
        var rig = new DeviceRig();
        rig.Peer.Features = " ";
        rig.Run(DeviceSession.StepTimeout - 1);
        rig.Session.State.Should().Be(DeviceState.Negotiating);
        rig.Run(2);
        rig.Session.LastError.Should().Be(DeviceError.NegotiationTimeout);
    }

    [Fact]
    public void Refused_bind_is_reported()
    {
        var rig = new DeviceRig();
        rig.Peer.RefuseBind = "<iq id='bind' type='error'><error type='cancel'/></iq>";
        rig.Run(5_000);
        rig.Session.LastError.Should().Be(DeviceError.BindRefused);
    }

    [Fact]
    public void Conflict_means_that_another_session_took_over()
    {
        var rig = new DeviceRig();
        rig.RunUntilReady();
        rig.Send($"<stream:error><conflict xmlns='{Ns.StreamErrors}'/></stream:error>");
        rig.Session.LastError.Should().Be(DeviceError.Replaced);
        rig.Session.State.Should().Be(DeviceState.Closing);
    }

    [Fact]
    public void Server_that_stops_answering_is_noticed_and_left()
    {
        var rig = new DeviceRig();
        rig.RunUntilReady();
        rig.Peer.Acknowledge = false;
        rig.Run(10_000 + DeviceSession.AnswerTimeout + 1000);
        rig.Session.LastError.Should().Be(DeviceError.ServerSilent);
    }

    [Fact]
    [Spec("XEP-0199", "GEN-069")]
    public void Idle_connection_is_pinged()
    {
        var rig = new DeviceRig(new TestBoard(BoardDefinitions.ClimateFields(), []) { Interval = 3_600_000 });
        rig.RunUntilReady();
        rig.Peer.Acknowledge = false;
        rig.Run(DeviceSession.PingAfter + 2000);
        rig.Peer.Stanzas.Should().ContainSingle(stanza => stanza.Element(System.Xml.Linq.XName.Get("ping", Ns.Ping)) != null);
        rig.Run(DeviceSession.AnswerTimeout);
        rig.Session.LastError.Should().Be(DeviceError.ServerSilent, "this server answers nothing any more");
    }

    [Fact]
    [Spec("XEP-0198 4")]
    public void Server_that_acknowledges_what_was_never_sent_is_left()
    {
        var rig = new DeviceRig();
        rig.RunUntilReady();
        rig.Send($"<a xmlns='{Ns.StreamManagement}' h='4000'/>");
        rig.Session.LastError.Should().Be(DeviceError.ProtocolViolation);
    }

    [Fact]
    [Spec("XEP-0198 4", "GEN-065")]
    public void Acknowledgement_request_is_answered_with_the_stanzas_handled()
    {
        var rig = new DeviceRig();
        rig.RunUntilReady();
        rig.Send("<message/><presence/><iq type='result' id='x'/>");
        rig.Send($"<r xmlns='{Ns.StreamManagement}'/>");
        rig.Peer.Stanzas[^1].Name.LocalName.Should().Be("a");
        rig.Peer.Stanzas[^1].Attribute("h")!.Value.Should().Be("3");
    }

    [Fact]
    public void Stop_closes_the_stream_and_connects_no_more()
    {
        var rig = new DeviceRig();
        rig.RunUntilReady();
        rig.Session.Stop(rig.Now);
        System.Text.Encoding.UTF8.GetString(rig.Session.Output.Data, rig.Session.Output.Offset, rig.Session.Output.Count).Should().EndWith("</stream:stream>");
        rig.Session.Disconnected(rig.Now);
        rig.Session.State.Should().Be(DeviceState.Stopped);
        rig.Run(600_000);
        rig.Session.Counters.ConnectAttempts.Should().Be(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_reading_costs_memory_once_the_session_is_ready(bool thrifty)
    {
        // Counted: everything between a sample and its acknowledgement, the received bytes given as one array.
        var board = new SilentBoard();
        var rig = new DeviceRig();
        var session = new DeviceSession(
            new DeviceOptions
            {
                Name = "board1",
                ThingsDomain = "things.localhost",
                WayIn = WayIn.PlainXml,
                Credential = ScramCredential.FromPassword("board1", "secret"u8.ToArray()),
                Flash = thrifty ? new Storage.FlashArray() : null,
                BytesPerDay = thrifty ? int.MaxValue : 0,
            },
            board,
            new SeededRandomSource(1),
            0);
        session.SetClock(DeviceRig.StartUtc, 0);
        Negotiate(session, rig.Peer);
        byte[][] answers = [.. Enumerable.Range(2, 1200).Select(h => System.Text.Encoding.UTF8.GetBytes($"<a xmlns='{Ns.StreamManagement}' h='{h}'/>"))];
        for (int i = 0; i < 200; i++)
        {
            Step(session, answers[i], i);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 200; i < 1200; i++)
        {
            Step(session, answers[i], i);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        session.State.Should().Be(DeviceState.Ready);
        session.Outbox.Acknowledged.Should().BeGreaterThan(3000);
    }

    private static void Step(DeviceSession session, byte[] answer, int i)
    {
        long now = 60_000 + (i * 1000L);
        session.Tick(now);
        session.Output.Consume(session.Output.Count);
        session.Receive(answer, 0, answer.Length, now);
        session.Output.Consume(session.Output.Count);
    }

    private static void Negotiate(DeviceSession session, XmlPeer peer)
    {
        session.Tick(0);
        session.Connected(0);
        while (session.State == DeviceState.Negotiating || session.Output.Count > 0)
        {
            string text = System.Text.Encoding.UTF8.GetString(session.Output.Data, session.Output.Offset, session.Output.Count);
            session.Output.Consume(session.Output.Count);
            foreach (string answer in peer.Handle(text).ToList())
            {
                byte[] bytes = System.Text.Encoding.UTF8.GetBytes(answer);
                session.Receive(bytes, 0, bytes.Length, 0);
            }

            session.Tick(0);
        }
    }

    private sealed class SilentBoard() : Board(BoardDefinitions.ClimateFields(), BoardDefinitions.ClimateParameters())
    {
        public override int SampleInterval => 1000;

        public override bool TryRead(int field, out long value)
        {
            value = 215 + field;
            return true;
        }

        public override void SetNumber(int parameter, long value)
        {
        }

        public override void SetText(int parameter, string value)
        {
        }
    }
}
