#nullable disable
using IotXmpp.Device.Session;

namespace IotXmpp.Node.Life
{
    /// <summary>When a board that sleeps goes to sleep, and for how long. The session says so; where it cannot, the battery does.</summary>
    internal sealed class SleepPlan
    {
        /// <summary>Milliseconds awake after which the board sleeps whatever the session says: twice what the session itself allows, and a handshake.</summary>
        private const int Grace = 60000;

        /// <summary>Milliseconds of the shortest sleep: less is not worth the start.</summary>
        private const int Min = 1000;

        private readonly int _sleepSeconds;
        private readonly int _awakeSeconds;
        private readonly long _startedAt;

        /// <summary>Creates a plan.</summary>
        /// <param name="sleepSeconds">From one waking to the next; 0: never sleeps.</param>
        /// <param name="awakeSeconds">What the session allows itself.</param>
        /// <param name="startedAt">Uptime at which it woke, milliseconds.</param>
        public SleepPlan(int sleepSeconds, int awakeSeconds, long startedAt)
        {
            _startedAt = startedAt;
            _sleepSeconds = sleepSeconds;
            _awakeSeconds = awakeSeconds;
        }

        /// <summary>Milliseconds to sleep from now on; 0: stay awake.</summary>
        /// <param name="state">A constant of <see cref="DeviceState"/>.</param>
        /// <param name="sleepMilliseconds">What the session says, 0 if nothing.</param>
        /// <param name="now">Uptime, milliseconds.</param>
        public long Sleep(int state, long sleepMilliseconds, long now)
        {
            if (_sleepSeconds == 0)
            {
                return 0;
            }

            if (state == DeviceState.Stopped)
            {
                return sleepMilliseconds > Min ? sleepMilliseconds : Min;
            }

            long awake = now - _startedAt;
            if (awake < (_awakeSeconds * 2000L) + Grace)
            {
                return 0;
            }

            long rest = (_sleepSeconds * 1000L) - awake;
            return rest > Min ? rest : Min;
        }
    }
}
