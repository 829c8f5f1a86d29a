using System.Text;
using IotXmpp.Device.Sasl;
using IotXmpp.Device.Session;
using IotXmpp.Device.Tests.Session;
using IotXmpp.Node.Life;

namespace IotXmpp.Node.Tests.Life;

/// <summary>What passes between the session and the thread that waits for the network, with every way in which that can go wrong.</summary>
public sealed class SessionPumpTests
{
    private readonly ScriptedConnection _connection = new();
    private readonly DeviceSession _session;
    private readonly SessionPump _pump;
    private long _now;

    public SessionPumpTests()
    {
        var options = new DeviceOptions
        {
            Name = "board1",
            ThingsDomain = "things.localhost",
            WayIn = WayIn.PlainXml,
            Credential = ScramCredential.FromPassword("board1", "secret"u8.ToArray()),
        };
        _session = new DeviceSession(options, TestBoard.Climate(), new SeededRandomSource(1), 0);
        _session.SetClock(DeviceRig.StartUtc, 0);
        _pump = new SessionPump(_session, _connection, new BoardSettings { ExiPort = 15222, XmppTlsPort = 5223 });
    }

    [Fact]
    public void A_session_comes_about_over_a_connection_that_delivers_in_pieces()
    {
        _connection.Piece = 7;
        Run(60_000);
        _session.State.Should().Be(DeviceState.Ready, $"the last error is {_session.LastError}");
        _session.TlsActive.Should().BeTrue();
        _connection.Ports.Should().Equal(5223);
        Run(60_000);
        _connection.Peer.Readings.Should().NotBeEmpty();
    }

    [Fact]
    public void Each_connection_that_fails_is_reported_once_and_tried_again_later()
    {
        _connection.Fails = 5;
        Run(600_000);
        _session.Counters.ConnectAttempts.Should().Be(6);
        _connection.Ports.Should().HaveCount(6);
        _session.State.Should().Be(DeviceState.Ready);
    }

    [Fact]
    public void When_the_network_is_back_the_board_is_too_within_seconds()
    {
        _connection.Fails = 1000;
        Run(3_600_000);
        _session.State.Should().Be(DeviceState.Waiting, "an hour without a network has made it patient");
        _connection.Fails = 0;
        _session.NetworkIsBack(_now);
        Run(DeviceSession.NetworkJitter + 5_000);
        _session.State.Should().Be(DeviceState.Ready);
    }

    [Fact]
    public void A_refusal_is_not_tried_sooner_because_the_network_came_and_went()
    {
        _connection.Peer.Password = "another";
        Run(60_000);
        _session.LastError.Should().Be(DeviceError.AuthenticationFailed);
        int attempts = _connection.Ports.Count;
        for (int i = 0; i < 5; i++)
        {
            _session.NetworkIsBack(_now);
            Run(500);
        }

        _connection.Ports.Should().HaveCount(attempts);
    }

    [Fact]
    public void A_connection_that_ends_is_noticed_and_every_reading_arrives_once()
    {
        Run(30_000);
        for (int i = 0; i < 10; i++)
        {
            _connection.End();
            Run(700_000);
        }

        _session.Counters.SessionsReady.Should().Be(11);
        _connection.Peer.Readings.Values.Should().OnlyContain(times => times == 1);
    }

    [Fact]
    public void A_write_that_fails_ends_the_connection_and_loses_nothing()
    {
        Run(30_000);
        _connection.WritesFail = true;
        Run(20_000);
        _connection.State.Should().NotBe(ConnectionState.Open);
        _connection.WritesFail = false;
        Run(120_000);
        _session.State.Should().Be(DeviceState.Ready);
        _connection.Peer.Readings.Values.Should().OnlyContain(times => times == 1);
        _session.Outbox.Dropped.Should().Be(0);
    }

    [Fact]
    public void What_was_received_before_the_end_is_read_before_the_end_is_noticed()
    {
        Run(31_000);
        _session.State.Should().Be(DeviceState.Ready);
        _connection.Piece = 3;
        _connection.EndAfterBytes = true;
        _connection.Give("<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
        Run(5_000);
        _connection.Undelivered.Should().Be(0);
        _session.State.Should().Be(DeviceState.Waiting);
        _session.LastError.Should().Be(DeviceError.Replaced, "that is what the last bytes said");
    }

    [Fact]
    public void A_connection_that_comes_after_the_session_gave_up_is_closed()
    {
        _connection.Stuck = true;
        Run(DeviceSession.ConnectTimeout + 500);
        _session.State.Should().Be(DeviceState.Waiting);
        _connection.State.Should().Be(ConnectionState.Idle, "nobody waits for it any more");
        _connection.Dropped.Should().Be(1);
        _connection.Stuck = false;
        Run(60_000);
        _session.State.Should().Be(DeviceState.Ready);
    }

    [Fact]
    public void A_stream_that_the_session_closes_is_closed_with_its_last_bytes_sent()
    {
        Run(30_000);
        _session.Stop(_now);
        _pump.Turn(_now);
        _connection.Written.Should().EndWith("</stream:stream>");
        _connection.State.Should().Be(ConnectionState.Idle);
        _session.State.Should().Be(DeviceState.Stopped);
        _pump.Turn(_now);
        _connection.Ports.Should().ContainSingle();
    }

    [Fact]
    public void Nonsense_from_the_service_ends_the_connection()
    {
        Run(30_000);
        _connection.Give("<not-closed></message>");
        Run(1_000);
        _session.LastError.Should().Be(DeviceError.NotWellFormed);
        _connection.State.Should().Be(ConnectionState.Idle);
    }

    [Theory]
    [InlineData(WayIn.BinaryBinding, 15222)]
    [InlineData(WayIn.StreamCompression, 5223)]
    public void The_port_is_that_of_the_way_in(int wayIn, int port)
    {
        var options = new DeviceOptions
        {
            Name = "board1",
            ThingsDomain = "things.localhost",
            WayIn = wayIn,
            Configuration = FirmwareConfiguration.Create(),
            Credential = ScramCredential.FromPassword("board1", "secret"u8.ToArray()),
        };
        var session = new DeviceSession(options, TestBoard.Climate(), new SeededRandomSource(1), 0);
        session.Tick(0);
        new SessionPump(session, _connection, new BoardSettings { ExiPort = 15222, XmppTlsPort = 5223 }).Turn(0);
        _connection.Ports.Should().Equal(port);
    }

    private void Run(long milliseconds)
    {
        for (long end = _now + milliseconds; _now < end; _now += 50)
        {
            _connection.Step();
            _session.Tick(_now);
            _pump.Turn(_now);
        }
    }

    /// <summary>What the link is to the session: opens, reads and reports when it is stepped, or does not.</summary>
    private sealed class ScriptedConnection : Connection
    {
        private readonly byte[] _buffer = new byte[1460];
        private readonly Queue<byte> _incoming = new();
        private readonly StringBuilder _written = new();
        private int _state = ConnectionState.Idle;
        private int _count;

        public XmlPeer Peer { get; } = new();

        public List<int> Ports { get; } = [];

        public int Fails { get; set; }

        public int Piece { get; set; } = 1460;

        public int Dropped { get; private set; }

        public bool Stuck { get; set; }

        public bool WritesFail { get; set; }

        public bool EndAfterBytes { get; set; }

        public int Undelivered => _incoming.Count + _count;

        public string Written => _written.ToString();

        public override int State => _state;

        public override byte[] Buffer => _buffer;

        public override int Count => _count;

        public override void Want(int port)
        {
            _state.Should().Be(ConnectionState.Idle);
            Ports.Add(port);
            _state = ConnectionState.Wanted;
        }

        public override void Taken()
        {
            _count.Should().BePositive();
            _count = 0;
            Fill();
        }

        public override bool Write(byte[] from, int offset, int count)
        {
            if (WritesFail || _state != ConnectionState.Open)
                return false;
            string text = Encoding.UTF8.GetString(from, offset, count);
            _written.Append(text);
            foreach (string answer in Peer.Handle(text).ToList())
                Give(answer);
            return true;
        }

        public override void Drop()
        {
            if (_state == ConnectionState.Open)
                Peer.ConnectionLost();
            Dropped++;
            _state = ConnectionState.Idle;
            _incoming.Clear();
            _count = 0;
        }

        public void Give(string xml)
        {
            foreach (byte b in Encoding.UTF8.GetBytes(xml))
                _incoming.Enqueue(b);
            Fill();
        }

        public void End()
        {
            if (_state != ConnectionState.Open)
                return;
            Peer.ConnectionLost();
            _state = ConnectionState.Ended;
        }

        public void Step()
        {
            if (_state == ConnectionState.Wanted && !Stuck)
            {
                _state = Fails-- > 0 ? ConnectionState.Failed : ConnectionState.Open;
            }
        }

        private void Fill()
        {
            if (_count > 0 || _state is not (ConnectionState.Open or ConnectionState.Ended))
                return;
            while (_count < Piece && _incoming.TryDequeue(out byte b))
                _buffer[_count++] = b;
            if (EndAfterBytes && _incoming.Count == 0 && _state == ConnectionState.Open)
                End();
        }
    }
}
