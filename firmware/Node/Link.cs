#nullable disable
using System;
using System.Threading;
using IotXmpp.Node.Esp32;
using IotXmpp.Node.Life;

namespace IotXmpp.Node
{
    /// <summary>
    /// The thread that waits: for the wireless network, the time server, the service's answer, and for bytes. A read blocks its thread on a board, and so does everything
    /// before it; the session has a thread of its own, which asks for a connection here, writes to it and closes it.
    /// </summary>
    internal sealed class Link : Connection
    {
        /// <summary>Milliseconds without a sign of life of this thread that are borne: TCP's own patience with a host that is not there, and a join.</summary>
        private const int SilenceLimit = 240000;

        /// <summary>Milliseconds of the longest wait of this thread between two signs of life.</summary>
        private const int Breath = 10000;

        /// <summary>Records to a board are kept below this (see firmware/README.md); longer ones come in parts.</summary>
        private const int BufferBytes = 1460;

        private readonly BoardSettings _settings;
        private readonly NetworkPlan _plan;
        private readonly KnownTime _time;
        private readonly ThreadWatch _watch;
        private readonly Restarts _restarts;
        private readonly AutoResetEvent _sessionWake;
        private readonly AutoResetEvent _wake = new AutoResetEvent(false);
        private readonly object _gate = new object();
        private readonly Radio _radio = new Radio();
        private readonly TimeServer _timeServer;
        private readonly Transport _transport;
        private readonly byte[] _buffer = new byte[BufferBytes];
        private int _state = ConnectionState.Idle;
        private int _count;
        private int _port;
        private int _thread;
        private bool _dropped;

        /// <summary>Creates a link; nothing happens before <see cref="Start"/>.</summary>
        /// <param name="settings">Where the service is.</param>
        /// <param name="plan">The way there; used by this thread alone, but for what it shows.</param>
        /// <param name="time">What is known of the time.</param>
        /// <param name="watch">Watches this thread.</param>
        /// <param name="restarts">Restarts the board.</param>
        /// <param name="sessionWake">Set when there is something for the session to see.</param>
        public Link(BoardSettings settings, NetworkPlan plan, KnownTime time, ThreadWatch watch, Restarts restarts, AutoResetEvent sessionWake)
        {
            _settings = settings;
            _plan = plan;
            _time = time;
            _watch = watch;
            _restarts = restarts;
            _sessionWake = sessionWake;
            _timeServer = new TimeServer(settings.TimeServer);
            _transport = new Transport(settings.TlsCertificate);
        }

        /// <inheritdoc/>
        public override int State
        {
            get { return _state; }
        }

        /// <inheritdoc/>
        public override byte[] Buffer
        {
            get { return _buffer; }
        }

        /// <inheritdoc/>
        public override int Count
        {
            get { return _count; }
        }

        /// <summary>Starts the thread.</summary>
        public void Start()
        {
            _thread = _watch.Add(SilenceLimit, SystemClock.Uptime);
            new Thread(Run).Start();
        }

        /// <inheritdoc/>
        public override void Want(int port)
        {
            lock (_gate)
            {
                if (_state == ConnectionState.Idle)
                {
                    _port = port;
                    _state = ConnectionState.Wanted;
                }
            }

            _wake.Set();
        }

        /// <inheritdoc/>
        public override void Taken()
        {
            _count = 0;
            _wake.Set();
        }

        /// <inheritdoc/>
        public override bool Write(byte[] from, int offset, int count)
        {
            return _transport.Write(from, offset, count);
        }

        /// <inheritdoc/>
        public override void Drop()
        {
            lock (_gate)
            {
                _state = ConnectionState.Idle;
                _dropped = true;
            }

            _transport.Close();
            _count = 0;
            _wake.Set();
        }

        private void Run()
        {
            while (true)
            {
                try
                {
                    Step();
                }
                catch (Exception)
                {
                    _transport.Close();
                    Finish(ConnectionState.Wanted, ConnectionState.Failed);
                    Finish(ConnectionState.Open, ConnectionState.Ended);
                    if (!_watch.Failed(_thread, SystemClock.Uptime))
                    {
                        _restarts.Ask(StartReason.Fault);
                    }

                    Thread.Sleep(1000);
                }
            }
        }

        private void Step()
        {
            long now = SystemClock.Uptime;
            _watch.Beat(_thread, now);
            bool wanted;
            lock (_gate)
            {
                wanted = _state == ConnectionState.Wanted;
                if (_dropped)
                {
                    // Given up by the session on the way: what was done for it is closed.
                    _dropped = false;
                    _plan.Lost();
                }
            }

            int step = _plan.Next(_radio.HasAddress(), wanted, now);
            switch (step)
            {
                case NetworkStep.Rest:
                    Rest(now);
                    break;
                case NetworkStep.Join:
                    Done(step, _radio.Join(NetworkPlan.JoinTimeout));
                    break;
                case NetworkStep.Leave:
                    Done(step, _radio.Leave());
                    break;
                case NetworkStep.AskTime:
                    Done(step, _timeServer.Ask(_time, NetworkPlan.TimeTimeout));
                    break;
                case NetworkStep.Resolve:
                    Tried(step, _transport.Resolve(_settings.Host));
                    break;
                case NetworkStep.Connect:
                    Tried(step, _transport.Connect(_port));
                    break;
                case NetworkStep.Secure:
                    Tried(step, _transport.Secure(_settings.TlsServerName));
                    break;
                case NetworkStep.Serve:
                    Serve();
                    break;
                case NetworkStep.Restart:
                    _restarts.Ask(StartReason.NoNetwork);
                    Thread.Sleep(1000);
                    break;
            }
        }

        private void Rest(long now)
        {
            long wait = _plan.RestUntil - now;
            _wake.WaitOne(wait < 1 ? 1 : wait < Breath ? (int)wait : Breath, false);
        }

        private void Done(int step, int fault)
        {
            _plan.Done(step, fault, SystemClock.Uptime);
            _sessionWake.Set();
        }

        private void Tried(int step, int fault)
        {
            _plan.Done(step, fault, SystemClock.Uptime);
            if (fault != NetworkFault.None)
            {
                Finish(ConnectionState.Wanted, ConnectionState.Failed);
            }
        }

        private void Serve()
        {
            bool open;
            lock (_gate)
            {
                open = _state == ConnectionState.Wanted;
                if (open)
                {
                    _state = ConnectionState.Open;
                }
            }

            _count = 0;
            _sessionWake.Set();
            while (open && _state == ConnectionState.Open)
            {
                int count = _transport.Read(_buffer);
                _watch.Beat(_thread, SystemClock.Uptime);
                if (count < 0)
                {
                    continue;
                }

                if (count == 0)
                {
                    break;
                }

                _count = count;
                _sessionWake.Set();
                while (_count > 0 && _state == ConnectionState.Open)
                {
                    _wake.WaitOne(Breath, false);
                    _watch.Beat(_thread, SystemClock.Uptime);
                }
            }

            _transport.Close();
            _plan.Lost();
            Finish(ConnectionState.Open, ConnectionState.Ended);
        }

        /// <summary>Tells the session, if it has not turned away, or come back, in the meantime.</summary>
        private void Finish(int from, int to)
        {
            lock (_gate)
            {
                if (_state == from)
                {
                    _state = to;
                }
            }

            _sessionWake.Set();
        }
    }
}
