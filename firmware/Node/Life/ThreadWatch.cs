#nullable disable

namespace IotXmpp.Node.Life
{
    /// <summary>
    /// Keeps account of the threads: when each was last heard of, and how often it had to be caught. An uncaught exception ends one thread of a board and
    /// nobody else hears of it, and there is no watchdog for managed code; so every thread reports here, and any of them may ask whether all are well.
    /// </summary>
    internal sealed class ThreadWatch
    {
        /// <summary>Threads there are room for.</summary>
        public const int MaxThreads = 4;

        /// <summary>Exceptions of one thread within <see cref="Window"/> that are borne: the thread goes on with the next round.</summary>
        public const int MaxFailures = 5;

        /// <summary>Milliseconds after which failures are forgotten.</summary>
        public const int Window = 600000;

        /// <summary>Milliseconds between two looks above which the board itself stood still: a handshake, or flash, blocks all threads at once.</summary>
        private const int Standstill = 5000;

        private readonly int[] _limits = new int[MaxThreads];
        private readonly long[] _heard = new long[MaxThreads];
        private readonly int[] _failures = new int[MaxThreads];
        private readonly long[] _failingSince = new long[MaxThreads];
        private int _threads;
        private long _lookedAt = -1;

        /// <summary>Adds a thread; its number.</summary>
        /// <param name="limit">Milliseconds without a sign of life that are borne.</param>
        /// <param name="now">Uptime, milliseconds.</param>
        public int Add(int limit, long now)
        {
            _limits[_threads] = limit;
            _heard[_threads] = now;
            return _threads++;
        }

        /// <summary>A thread lives.</summary>
        public void Beat(int thread, long now)
        {
            _heard[thread] = now;
        }

        /// <summary>A thread was caught falling. True: it may go on with its next round; false: restart the board.</summary>
        public bool Failed(int thread, long now)
        {
            if (_failures[thread] == 0 || now - _failingSince[thread] > Window)
            {
                _failures[thread] = 0;
                _failingSince[thread] = now;
            }

            _heard[thread] = now;
            _failures[thread]++;
            return _failures[thread] <= MaxFailures;
        }

        /// <summary>The first thread that was not heard of for too long, or -1; to be asked every second. Time in which nobody could have been heard does not count.</summary>
        public int Silent(long now)
        {
            long pause = _lookedAt < 0 ? 0 : now - _lookedAt;
            _lookedAt = now;
            if (pause > Standstill)
            {
                for (int thread = 0; thread < _threads; thread++)
                {
                    _heard[thread] += pause;
                }
            }

            for (int thread = 0; thread < _threads; thread++)
            {
                if (now - _heard[thread] > _limits[thread])
                {
                    return thread;
                }
            }

            return -1;
        }
    }
}
