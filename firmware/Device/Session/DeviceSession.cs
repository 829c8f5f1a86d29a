#nullable disable
using System.Text;
using IotXmpp.Device.Boards;
using IotXmpp.Device.Crypto;
using IotXmpp.Device.Readings;
using IotXmpp.Device.Requests;
using IotXmpp.Device.Storage;
using IotXmpp.Device.Wire;

namespace IotXmpp.Device.Session
{
    /// <summary>
    /// A board's life on the wire, sans-IO: bytes and milliseconds in, bytes out. It has no socket, clock or thread; the owner of the
    /// socket does what <see cref="State"/> asks and calls <see cref="Tick"/> no later than <see cref="NextWake"/>.
    /// </summary>
    /// <remarks>
    /// All times are milliseconds since start (uptime), which never jump; the calendar enters by <see cref="SetClock"/>. After
    /// construction nothing is allocated for a reading on its way from sensor to acknowledgement; requests and negotiation
    /// allocate a few short strings.
    /// </remarks>
    internal sealed partial class DeviceSession
    {
        /// <summary>Time for TCP and TLS, milliseconds.</summary>
        public const int ConnectTimeout = 20000;

        /// <summary>Time for one step of negotiation, milliseconds.</summary>
        public const int StepTimeout = 30000;

        /// <summary>Silence after which the server is pinged, milliseconds.</summary>
        public const int PingAfter = 60000;

        /// <summary>The same for a board whose bytes are counted: a ping a minute would be most of them.</summary>
        public const int ThriftyPingAfter = 300000;

        /// <summary>Time for an answer to a ping or to an acknowledgement request, milliseconds.</summary>
        public const int AnswerTimeout = 30000;

        /// <summary>Longest wait after the network has come back, milliseconds.</summary>
        public const int NetworkJitter = 5000;

        /// <summary>Time for the last bytes of a stream, milliseconds.</summary>
        public const int CloseTimeout = 2000;

        // A stanza of ours is about this long: ten readings, or a proof with channel binding and what is hurried behind it. The output holds three, and
        // readings are begun only where two would fit.
        private const int XmlStanzaRoom = 2048;
        private const int ExiStanzaRoom = 512;

        // A received stanza: features are the largest. Ours in EXI are known; those of any server in XML have a dozen mechanisms and extensions.
        private const int XmlTapeRecords = 128;
        private const int XmlTapeBytes = 4096;
        private const int ExiTapeRecords = 64;
        private const int ExiTapeBytes = 1024;

        private static readonly byte[] Nothing = new byte[0];

        private readonly DeviceOptions _options;
        private readonly Board _board;
        private readonly RandomSource _random;
        private readonly BackOff _backOff;
        private readonly DeviceMemory _memory;
        private readonly Gap _gap;
        private readonly Outbox _outbox;
        private readonly ReportPolicy _policy;
        private readonly ByteBudget _budget;
        private readonly MinuteHistory[] _histories;
        private readonly StreamManagement _management = new StreamManagement();
        private readonly CommandWindow _commands = new CommandWindow();
        private readonly OutputBuffer _output = new OutputBuffer(3 * ExiStanzaRoom);
        private readonly StanzaTape _tape = new StanzaTape(ExiTapeRecords, ExiTapeBytes);

        // The grammars of a type of board know neither the board's name nor its domain.
        private bool _isDeviceType;
        private string _nodeId;
        private ControlRequest _control;
        private ReadoutQueue _readouts;

        private int _stanzaRoom = ExiStanzaRoom;
        private XmlStanzaReader _xmlReader;
        private XmlStanzaWriter _xmlWriter;
        private ExiStanzaReader _exiReader;
        private ExiStanzaWriter _exiWriter;
        private StanzaReader _reader;
        private StanzaWriter _writer;
        private long _now;
        private long _deadline;
        private long _readySince;
        private long _lastReceived;
        private long _pingSince = -1;
        private bool _stopping;

        // A reader may hold complete stanzas that waited for room in the output.
        private bool _readAgain;

        /// <summary>Creates the session of a board; it starts with a first connection at once.</summary>
        /// <param name="options">Who and where.</param>
        /// <param name="board">What is measured and controlled.</param>
        /// <param name="random">Nonces and jitter.</param>
        /// <param name="now">Uptime.</param>
        public DeviceSession(DeviceOptions options, Board board, RandomSource random, long now)
        {
            _options = options;
            _board = board;
            _random = random;
            _now = now;
            _backOff = new BackOff(random);
            _memory = new DeviceMemory(options);
            _memory.Restore(_management, _commands);
            _gap = new Gap(board.Fields.Length);
            _outbox = new Outbox(options.OutboxCapacity, _gap, options.Flash == null ? null : new ReadingJournal(options.Flash, _gap, LayoutOf(board.Fields)));
            _policy = new ReportPolicy(board.Fields, options.HeartbeatSeconds);
            _budget = new ByteBudget(options.BytesPerDay, now);
            _histories = new MinuteHistory[board.Fields.Length];
            for (int i = 0; i < _histories.Length; i++)
            {
                if (board.Fields[i].MinuteHistory)
                {
                    _histories[i] = new MinuteHistory(options.HistoryMinutes);
                }
            }

            TakeWay(options.WayIn);
            if (WayIn != Session.WayIn.BinaryBinding)
            {
                MakeRoomForXml();
            }

            if (WayIn != Session.WayIn.PlainXml)
            {
                _exiReader = new ExiStanzaReader(_tape, options.Configuration);
                _exiWriter = new ExiStanzaWriter(_output, options.Configuration);
            }

            State = DeviceState.Waiting;
            _deadline = now;
            _nextSample = now;
            _startedAt = now;
            _awaySince = now;
            _nextKeep = now + KeepInterval;
        }

        /// <summary>A constant of <see cref="DeviceState"/>: what the session is doing and wants of the socket's owner.</summary>
        public int State { get; private set; }

        /// <summary>A constant of <see cref="DeviceError"/>: why the last connection failed or ended.</summary>
        public int LastError { get; private set; }

        /// <summary>The transport is encrypted and its server verified; set by the owner before <see cref="Connected"/>.</summary>
        public bool TlsActive { get; set; }

        /// <summary>
        /// Hash of the certificate that the server of this connection has shown (tls-server-end-point, RFC 5929 4.1), or null if TLS does not tell it;
        /// set by the owner before each <see cref="Connected"/>. Only what the TLS connection itself says counts: a hash out of the settings would
        /// bind nothing, since whoever stands in between would pass it on.
        /// </summary>
        public byte[] ServerEndPoint { get; set; }

        /// <summary>A constant of <see cref="Session.WayIn"/>: how the next connection begins, and so the port to connect to.</summary>
        public int WayIn { get; private set; }

        /// <summary>
        /// When the session of a sleeping board has stopped: milliseconds to sleep until the next waking; 0 otherwise.
        /// </summary>
        public long SleepMilliseconds { get; private set; }

        /// <summary>
        /// Time that an earlier run of the board kept in flash, milliseconds since 1970; 0 if there is none. It is later than that now: enough
        /// for checking a certificate before the network has told the time.
        /// </summary>
        public long LastKnownUtc
        {
            get { return _memory.Utc; }
        }

        /// <summary>Keys are in flash: the password need not be kept anywhere on the board.</summary>
        public bool KeysStored
        {
            get { return _memory.KeysStored; }
        }

        /// <summary>What it has done; for people and tests.</summary>
        public DeviceCounters Counters { get; } = new DeviceCounters();

        /// <summary>Something was sent that the server has not answered: a ping, or a request to acknowledge.</summary>
        public bool AwaitsAnswer
        {
            get { return _pingSince >= 0 || _acknowledgementAsked >= 0; }
        }

        /// <summary>Readings waiting.</summary>
        public Outbox Outbox
        {
            get { return _outbox; }
        }

        /// <summary>Bytes to send; the owner consumes them as the socket takes them.</summary>
        public OutputBuffer Output
        {
            get { return _output; }
        }

        /// <summary>Uptime at which <see cref="Tick"/> must be called at the latest.</summary>
        public long NextWake
        {
            get
            {
                if (_readAgain && _output.Free >= _stanzaRoom)
                {
                    return _now;
                }

                long wake = State == DeviceState.Stopped ? long.MaxValue : _nextSample;
                switch (State)
                {
                    case DeviceState.Waiting:
                    case DeviceState.Connecting:
                    case DeviceState.Closing:
                        wake = Earlier(wake, _deadline);
                        break;
                    case DeviceState.Negotiating:
                        wake = _phase == Phase.Deriving ? _now : Earlier(wake, _deadline);
                        break;
                    case DeviceState.Ready:
                        wake = Earlier(wake, _pingSince >= 0 ? _pingSince + AnswerTimeout : _lastReceived + PingInterval);
                        if (_acknowledgementAsked >= 0)
                        {
                            wake = Earlier(wake, _acknowledgementAsked + AnswerTimeout);
                        }

                        wake = Earlier(Earlier(wake, NextReport), NextGoodbye);
                        break;
                }

                return State == DeviceState.Stopped || State == DeviceState.Closing ? wake : Earlier(wake, BedTime);
            }
        }

        /// <summary>Tells the calendar time, when it becomes known and whenever it is set right.</summary>
        /// <param name="utc">Milliseconds since 1970.</param>
        /// <param name="now">Uptime of the same moment.</param>
        public void SetClock(long utc, long now)
        {
            _utcAtStart = utc - now;
            if (!_clockKnown)
            {
                _clockKnown = true;
                _outbox.SetClock(_utcAtStart);
            }
        }

        /// <summary>Does what time demands.</summary>
        public void Tick(long now)
        {
            _now = now;
            if (State == DeviceState.Stopped)
            {
                return;
            }

            _budget.Update(now, _output.Sent);
            if (now >= _nextSample)
            {
                Sample();
            }

            Keep();
            try
            {
                CheckBedTime();
                CheckDeadlines();
                if (_readAgain)
                {
                    int offset = 0;
                    ReadStanzas(Nothing, ref offset, 0);
                }

                Pump();
            }
            catch (WireException e)
            {
                FailOnWire(e.Number);
            }
        }

        /// <summary>The transport is open: the stream begins.</summary>
        public void Connected(long now)
        {
            _now = now;
            if (State != DeviceState.Connecting)
            {
                return;
            }

            State = DeviceState.Negotiating;
            _output.Clear();
            _readAgain = false;
            _pingSince = -1;
            _acknowledgementAsked = -1;
            _lastReceived = now;
            try
            {
                BeginNegotiation();
            }
            catch (WireException e)
            {
                FailOnWire(e.Number);
            }
        }

        /// <summary>Could not connect.</summary>
        public void ConnectFailed(long now)
        {
            _now = now;
            if (State == DeviceState.Connecting)
            {
                LastError = DeviceError.ConnectFailed;
                WaitForRetry(_backOff.Next());
            }
        }

        /// <summary>
        /// The network was gone and is there again: a wait for it is cut short, to a random part of some seconds, since many boards lost the same access
        /// point. What the server itself refused is not tried any sooner for it.
        /// </summary>
        public void NetworkIsBack(long now)
        {
            _now = now;
            bool waitedForIt = LastError == DeviceError.ConnectFailed || LastError == DeviceError.ConnectionLost || LastError == DeviceError.ServerSilent;
            if (State == DeviceState.Waiting && waitedForIt)
            {
                _deadline = Earlier(_deadline, now + _random.Next(NetworkJitter));
            }
        }

        /// <summary>
        /// Takes received bytes; returns how many. Fewer than given means that output must be sent first: the rest is to be given
        /// again then.
        /// </summary>
        public int Receive(byte[] data, int offset, int count, long now)
        {
            _now = now;
            if (State != DeviceState.Negotiating && State != DeviceState.Ready)
            {
                return count;
            }

            _lastReceived = now;
            _pingSince = -1;
            int start = offset;
            try
            {
                ReadStanzas(data, ref offset, offset + count);
                Pump();
            }
            catch (WireException e)
            {
                FailOnWire(e.Number);
            }

            return State == DeviceState.Closing ? count : offset - start;
        }

        /// <summary>The transport is gone.</summary>
        public void Disconnected(long now)
        {
            _now = now;
            if (State == DeviceState.Stopped || State == DeviceState.Waiting || State == DeviceState.Connecting)
            {
                return;
            }

            bool failed = State == DeviceState.Closing;
            if (!failed)
            {
                LastError = DeviceError.ConnectionLost;
                ForgetHaste();
                EndSession();
            }

            _output.Clear();
            if (_stopping)
            {
                Stopped();
                return;
            }

            // What a quick retry will not mend waits in the longest window from the start.
            bool hopeless = failed && (LastError == DeviceError.AuthenticationFailed || LastError == DeviceError.CredentialsOutdated
                || LastError == DeviceError.ServerNotTrusted || LastError == DeviceError.Replaced || LastError == DeviceError.TlsRequired
                || LastError == DeviceError.NoMechanism || LastError == DeviceError.ChannelBindingTampered
                || (LastError == DeviceError.ConfigurationRefused && !_options.FallBackToXml));
            WaitForRetry(hopeless ? _backOff.Longest() : _backOff.Next());
        }

        /// <summary>Writes to flash what is not there yet: readings without acknowledgement, and the time. Before a wanted restart.</summary>
        public void Save(long now)
        {
            _now = now;
            while (_outbox.Save())
            {
            }

            // The session that a sleeping board has left goes on waiting for it.
            _memory.Save(_clockKnown ? Utc : 0, _commands, State == DeviceState.Stopped && _resumable ? _management : null);
        }

        /// <summary>Ends for good: closes the stream if there is one.</summary>
        public void Stop(long now)
        {
            _now = now;
            _stopping = true;
            if (State == DeviceState.Negotiating || State == DeviceState.Ready)
            {
                CloseStream();
            }
            else if (State != DeviceState.Closing)
            {
                Stopped();
            }
        }

        private void MakeRoomForXml()
        {
            _stanzaRoom = XmlStanzaRoom;
            _output.Enlarge(3 * XmlStanzaRoom);
            _tape.Resize(XmlTapeRecords, XmlTapeBytes);
            _xmlReader = new XmlStanzaReader(_tape);
            _xmlWriter = new XmlStanzaWriter(_output);
        }

        private void Stopped()
        {
            State = DeviceState.Stopped;
            if (_options.SleepSeconds > 0)
            {
                FallAsleep();
            }
            else
            {
                Save(_now);
            }
        }

        private void CheckDeadlines()
        {
            switch (State)
            {
                case DeviceState.Waiting:
                    if (_now >= _deadline)
                    {
                        State = DeviceState.Connecting;
                        _deadline = _now + ConnectTimeout;
                        Counters.ConnectAttempts++;
                    }

                    break;
                case DeviceState.Connecting:
                    if (_now >= _deadline)
                    {
                        LastError = DeviceError.ConnectFailed;
                        WaitForRetry(_backOff.Next());
                    }

                    break;
                case DeviceState.Negotiating:
                    if (_phase == Phase.Deriving)
                    {
                        ContinueDerivation();
                    }
                    else if (_now >= _deadline)
                    {
                        Fail(DeviceError.NegotiationTimeout);
                    }

                    break;
                case DeviceState.Ready:
                    CheckServerAlive();
                    break;
            }
        }

        /// <summary>Chooses how to speak, and with that what the board's own node is called.</summary>
        private void TakeWay(int wayIn)
        {
            WayIn = wayIn;
            _isDeviceType = wayIn != Session.WayIn.PlainXml && _options.Configuration.IsDeviceType;
            _nodeId = _isDeviceType ? "" : _options.Name;
            _control = new ControlRequest(_board, _nodeId);
            _readouts = new ReadoutQueue(_board, _nodeId, _histories, _isDeviceType);
        }

        /// <summary>Handles all complete stanzas there are, as long as answers have room.</summary>
        private void ReadStanzas(byte[] data, ref int offset, int end)
        {
            int result = StanzaReader.Stanza;
            while (result != StanzaReader.NeedMore && (State == DeviceState.Negotiating || State == DeviceState.Ready))
            {
                if (_output.Free < _stanzaRoom)
                {
                    _readAgain = true;
                    return;
                }

                result = _reader.Read(data, ref offset, end);
                if (result != StanzaReader.NeedMore)
                {
                    Handle(result);
                }
            }

            _readAgain = false;
        }

        private void FailOnWire(int number)
        {
            _writer.Abandon();
            switch (number)
            {
                case WireException.OutputFull:
                    Fail(DeviceError.OutputFull);
                    break;
                case WireException.NotEncodable:
                    Fail(DeviceError.NotEncodable);
                    break;
                case WireException.OtherConfiguration:
                    Fail(DeviceError.ConfigurationRefused);
                    break;
                default:
                    Fail(DeviceError.NotWellFormed);
                    break;
            }
        }

        private void Fail(int error)
        {
            LastError = error;
            ForgetHaste();
            if (error == DeviceError.ConfigurationRefused && _options.FallBackToXml)
            {
                FallBack();
            }

            CloseStream();
        }

        private void CloseStream()
        {
            EndSession();
            State = DeviceState.Closing;
            _deadline = _now + CloseTimeout;
            if (_output.Free >= _stanzaRoom / 2)
            {
                try
                {
                    _writer.CloseStream();
                }
                catch (WireException)
                {
                    // Without a word for it the connection just ends.
                    _writer.Abandon();
                }
            }
        }

        private void EndSession()
        {
            if (State == DeviceState.Ready)
            {
                _backOff.SessionLasted(_now - _readySince);
                _awaySince = _now;
            }
        }

        private void WaitForRetry(int milliseconds)
        {
            State = DeviceState.Waiting;
            _deadline = _now + milliseconds;
        }

        // Names and decimals make a stored number what it is.
        private static uint LayoutOf(FieldDefinition[] fields)
        {
            uint layout = 0;
            for (int i = 0; i < fields.Length; i++)
            {
                byte[] name = Encoding.UTF8.GetBytes(fields[i].Name + " " + fields[i].Kind.ToString() + " " + fields[i].Decimals.ToString());
                layout = layout * 31 + Crc32.Of(name, 0, name.Length);
            }

            return layout;
        }

        private int PingInterval
        {
            get { return _options.BytesPerDay > 0 ? ThriftyPingAfter : PingAfter; }
        }

        private static long Earlier(long a, long b)
        {
            return a < b ? a : b;
        }
    }
}
