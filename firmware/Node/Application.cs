#nullable disable
using System;
using System.Threading;
using IotXmpp.Device.Boards;
using IotXmpp.Device.Sasl;
using IotXmpp.Device.Session;
using IotXmpp.Node.Boards;
using IotXmpp.Node.Buses;
using IotXmpp.Node.Drivers;
using IotXmpp.Node.Esp32;
using IotXmpp.Node.Life;

namespace IotXmpp.Node
{
    /// <summary>The board's life: reads what it is, opens its hardware, and turns the session round and round.</summary>
    internal sealed class Application
    {
        /// <summary>Milliseconds without a sign of life of the session's thread that are borne: a write takes 20 s at most.</summary>
        private const int SilenceLimit = 120000;

        /// <summary>Milliseconds of the longest wait of the session's thread.</summary>
        private const int Breath = 1000;

        /// <summary>Milliseconds between two looks at the calendar once it is confirmed: the native time client goes on setting it.</summary>
        private const int ClockPeriod = 60000;

        private readonly ThreadWatch _watch = new ThreadWatch();
        private readonly KnownTime _time = new KnownTime();
        private readonly AutoResetEvent _wake = new AutoResetEvent(false);
        private StartGuard _guard;
        private Restarts _restarts;
        private BoardSettings _settings;
        private bool _safe;
        private NetworkPlan _plan;
        private Link _link;
        private SleepPlan _sleep;
        private SensorBoard _board;
        private SessionPump _pump;
        private DeviceSession _session;
        private int _thread;
        private int _seen = -1;
        private bool _hadNetwork;
        private bool _clockTold;
        private long _clockAt;

        /// <summary>Runs the board. Does not return.</summary>
        public void Run()
        {
            byte[] data = FlashFiles.ReadSettings();
            SettingsReader reader = new SettingsReader();
            _settings = reader.Read(data, data == null ? 0 : data.Length);
            _guard = new StartGuard(new StartFiles(), _settings == null || _settings.PowerCycleReset);
            _restarts = new Restarts(_guard);
            int mode = _guard.Begin(SystemClock.Uptime);
            Trace.Start(mode, _guard.Failed, reader.Error);
            if (mode == StartGuard.FactoryReset)
            {
                new FlashFiles().Forget();
                FlashMemory.Forget();
                new Radio().Forget();
                _restarts.Now(StartReason.Wanted);
            }

            _safe = mode == StartGuard.Safe;
            if (_settings == null || (_settings.Kind != null && _settings.Kind != ThisBoard.Kind))
            {
                // None, or those of another kind of board: its service would take our readings for something else.
                WaitForSettings();
            }

            Begin();
            while (true)
            {
                try
                {
                    Turn();
                }
                catch (Exception)
                {
                    _link.Drop();
                    if (!_watch.Failed(_thread, SystemClock.Uptime))
                    {
                        _restarts.Now(StartReason.Fault);
                    }

                    Thread.Sleep(Breath);
                }
            }
        }

        /// <summary>Without settings there is nothing to do but to say so, until somebody writes them and restarts the board.</summary>
        private void WaitForSettings()
        {
            OpenBoard();
            Show(StatusLed.NoSettings);
            while (true)
            {
                long now = SystemClock.Uptime;
                _guard.Tick(now, false);
                int wait = _board == null ? Breath : _board.Poll(now);
                Thread.Sleep(wait < 1 ? 1 : wait < Breath ? wait : Breath);
            }
        }

        /// <summary>What the hardware does first. A driver that fails here makes a failed start, and ten of them safe mode, which opens nothing.</summary>
        private void OpenBoard()
        {
            if (!_safe)
            {
                _board = ThisBoard.Create(new EspPins(), new FlashMemory());
            }
        }

        private void Show(int flashes)
        {
            if (_board != null && _board.Lamp != null)
            {
                _board.Lamp.Flashes = flashes;
            }
        }

        private void Begin()
        {
            long now = SystemClock.Uptime;
            HardwareRandom random = new HardwareRandom();
            _thread = _watch.Add(SilenceLimit, now);
            _plan = new NetworkPlan(random, _time, _guard.NetworkRestarts, now);
            _time.NotBefore(_settings.Written * 1000, now);

            OpenBoard();
            DeviceOptions options = CreateOptions();
            _sleep = new SleepPlan(_settings.SleepSeconds, options.AwakeSeconds, now);
            _session = new DeviceSession(options, _board == null ? (Board)new SafeBoard() : _board, random, now);
            _time.NotBefore(_session.LastKnownUtc, now);
            if (Restarts.WokeByTimer)
            {
                // Off by seconds at most; the network sets it right later.
                _time.Confirm(SystemClock.Utc, now);
            }

            if (!_time.IsConfirmed)
            {
                SystemClock.Set(_time.At(now));
            }


            _link = new Link(_settings, _plan, _time, _watch, _restarts, _wake);
            _pump = new SessionPump(_session, _link, _settings);
            _link.Start();
            new Guardian(_watch, _restarts).Start();
        }

        private DeviceOptions CreateOptions()
        {
            return new DeviceOptions
            {
                Name = _settings.Name,
                ThingsDomain = _settings.Domain,
                WayIn = _settings.ExiPort > 0 ? WayIn.BinaryBinding : WayIn.StreamCompression,
                Configuration = ThisBoard.CreateConfiguration(),
                Credential = ScramCredential.FromKeys(_settings.Name, _settings.ClientKey, _settings.ServerKey, _settings.Salt, _settings.Iterations),
                Flash = new FlashFiles(),
                SleepSeconds = _settings.SleepSeconds,

                // XML inside of TLS is dear but safe: better than a board that nobody hears because its service does not know its grammars yet.
                FallBackToXml = _settings.XmppTlsPort > 0,
            };
        }

        private void Turn()
        {
            long now = SystemClock.Uptime;
            _watch.Beat(_thread, now);
            TellTime(now);
            if (_plan.HasNetwork != _hadNetwork)
            {
                _hadNetwork = _plan.HasNetwork;
                if (_hadNetwork)
                {
                    _session.NetworkIsBack(now);
                }
            }

            int poll = _board == null ? Breath : _board.Poll(now);
            _session.Tick(now);
            _pump.Turn(now);
            _guard.Tick(now, _session.State == DeviceState.Ready);
            Show(LampPattern.Flashes(_safe, _plan, _time.IsConfirmed, _session.State, _session.LastError));
            Report();
            EndIfWanted(now);
            long wait = Earlier(_session.NextWake, now + poll) - SystemClock.Uptime;
            if (wait > 0)
            {
                _wake.WaitOne(wait < Breath ? (int)wait : Breath, false);
            }
        }

        private void Report()
        {
            int seen = (_session.State << 16) | (_session.LastError << 8) | _plan.Fault;
            if (seen != _seen)
            {
                _seen = seen;
                Trace.State(_session.State, _session.LastError, _plan.Fault);
            }
        }

        private static long Earlier(long a, long b)
        {
            return a < b ? a : b;
        }

        private void TellTime(long now)
        {
            if (!_time.IsConfirmed || (_clockTold && now < _clockAt))
            {
                return;
            }

            _clockTold = true;
            _clockAt = now + ClockPeriod;

            // What the native client has set since then, unless it is nonsense.
            _time.Confirm(SystemClock.Utc, now);
            _session.SetClock(_time.At(now), now);
        }

        private void EndIfWanted(long now)
        {
            if (_guard.SafeModeIsOver)
            {
                _restarts.Ask(StartReason.Wanted);
            }

            long sleep = _sleep.Sleep(_session.State, _session.SleepMilliseconds, now);
            if (_restarts.Reason == StartReason.Unknown && sleep == 0)
            {
                return;
            }

            _session.Save(now);
            _link.Drop();
            if (sleep > 0)
            {
                _restarts.Sleep(sleep, _session.Counters.SessionsReady > 0 && _session.Outbox.Count == 0);
            }

            _restarts.Now(_restarts.Reason);
        }
    }
}
