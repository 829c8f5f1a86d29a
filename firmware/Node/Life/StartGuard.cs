#nullable disable

namespace IotXmpp.Node.Life
{
    /// <summary>
    /// Judges starts. A start is good after a minute connected; after ten that were not, the board starts in safe mode: it touches no sensor and no output,
    /// and connects. Seven quick power cycles (on for 2 to 10 s) one after another reset it. Restarts that the board wanted itself count as neither.
    /// </summary>
    internal sealed class StartGuard
    {
        /// <summary>A start as always.</summary>
        public const int Normal = 0;

        /// <summary>Without sensors and outputs.</summary>
        public const int Safe = 1;

        /// <summary>Everything learned and set is to be forgotten, then restart.</summary>
        public const int FactoryReset = 2;

        /// <summary>Failed starts that are borne.</summary>
        public const int MaxFailed = 10;

        /// <summary>Quick power cycles that reset the board.</summary>
        public const int ResetCycles = 7;

        /// <summary>Milliseconds of power that a quick power cycle has at least.</summary>
        public const int CycleMin = 2000;

        /// <summary>Milliseconds of power that a quick power cycle has at most.</summary>
        public const int CycleMax = 10000;

        /// <summary>Milliseconds connected that make a start good.</summary>
        public const int GoodAfter = 60000;

        /// <summary>Milliseconds in safe mode, once it is good, until the board tries again with everything.</summary>
        public const int SafeModeTime = 900000;

        private readonly StartRecord _record;
        private readonly bool _powerCycleReset;
        private int _mode;
        private long _startedAt;
        private long _connectedSince = -1;
        private long _goodSince = -1;
        private bool _ending;

        /// <summary>Creates a guard.</summary>
        /// <param name="store">Where the record is.</param>
        /// <param name="powerCycleReset">False: power cycles reset nothing.</param>
        public StartGuard(StartStore store, bool powerCycleReset)
        {
            _record = new StartRecord(store);
            _powerCycleReset = powerCycleReset;
        }

        /// <summary>Starts that failed before this one, one after another.</summary>
        public int Failed { get; private set; }

        /// <summary>Restarts for want of a network before this one, one after another.</summary>
        public int NetworkRestarts
        {
            get { return _record.NetworkRestarts; }
        }

        /// <summary>This start has been connected for a minute.</summary>
        public bool IsGood
        {
            get { return _goodSince >= 0; }
        }

        /// <summary>Safe mode has lasted long enough: restart with <see cref="StartReason.Wanted"/>.</summary>
        public bool SafeModeIsOver { get; private set; }

        /// <summary>Takes note of a start, and says how to: <see cref="Normal"/>, <see cref="Safe"/> or <see cref="FactoryReset"/>.</summary>
        /// <param name="now">Uptime, milliseconds.</param>
        public int Begin(long now)
        {
            _startedAt = now;
            _record.Load();
            Failed = _record.Failed;
            _record.QuickCycles = _record.Reason == StartReason.Unknown && _record.Phase == StartPhase.Early ? _record.QuickCycles + 1 : 0;
            if (_powerCycleReset && _record.QuickCycles >= ResetCycles)
            {
                _mode = FactoryReset;
                _record.Failed = 0;
                _record.QuickCycles = 0;
                _record.NetworkRestarts = 0;
            }
            else
            {
                _mode = Failed >= MaxFailed ? Safe : Normal;

                // Failed until it is good, or until the board itself wants it to end.
                _record.Failed = Failed + 1;
            }

            _record.Phase = StartPhase.Beginning;
            _record.Reason = StartReason.Unknown;
            _record.Save();
            return _mode;
        }

        /// <summary>Looks at the clock; to be called every second or so.</summary>
        /// <param name="now">Uptime, milliseconds.</param>
        /// <param name="connected">The session is ready.</param>
        public void Tick(long now, bool connected)
        {
            if (_ending)
            {
                return;
            }

            long up = now - _startedAt;
            if (_record.Phase == StartPhase.Beginning && up >= CycleMin && up < CycleMax)
            {
                _record.Phase = StartPhase.Early;
                _record.Save();
            }
            else if (_record.Phase != StartPhase.Running && up >= CycleMax)
            {
                _record.Phase = StartPhase.Running;
                _record.QuickCycles = 0;
                _record.Save();
            }

            if (!connected)
            {
                _connectedSince = -1;
            }
            else if (_connectedSince < 0)
            {
                _connectedSince = now;
            }

            if (!IsGood && connected && now - _connectedSince >= GoodAfter)
            {
                MakeGood(now);
            }

            SafeModeIsOver = _mode == Safe && IsGood && now - _goodSince >= SafeModeTime;
        }

        /// <summary>The board is about to restart or to sleep by itself; nothing is counted after this.</summary>
        /// <param name="reason">A constant of <see cref="StartReason"/>.</param>
        /// <param name="delivered">A sleeping board has delivered its readings: its short life was a good one.</param>
        public void End(int reason, bool delivered)
        {
            _ending = true;
            _record.Reason = reason;
            _record.QuickCycles = 0;
            if (delivered)
            {
                _record.Failed = 0;
                _record.NetworkRestarts = 0;
            }
            else if (reason == StartReason.NoNetwork)
            {
                _record.NetworkRestarts++;
            }

            // A wanted end makes its own start no failure either.
            if (!IsGood && !delivered && reason != StartReason.Fault && _record.Failed > Failed)
            {
                _record.Failed = Failed;
            }

            _record.Save();
        }

        private void MakeGood(long now)
        {
            _goodSince = now;
            _record.Failed = 0;
            _record.NetworkRestarts = 0;
            _record.Save();
        }
    }
}
