#nullable disable
using IotXmpp.Device.Crypto;

namespace IotXmpp.Device.Session
{
    /// <summary>
    /// Time to wait before the next connection: full jitter, a random part of a window that doubles from 1 s to 300 s. A thousand boards
    /// that lost the same server come back spread out. The window starts small again only after a minute of stable
    /// session: a server that accepts and drops at once is not hammered.
    /// </summary>
    internal sealed class BackOff
    {
        /// <summary>Shortest wait, milliseconds.</summary>
        public const int Min = 1000;

        /// <summary>Longest wait, milliseconds.</summary>
        public const int Max = 300000;

        /// <summary>A session this long resets the window, milliseconds.</summary>
        public const int StableAfter = 60000;

        private readonly RandomSource _random;
        private int _window = 2 * Min;

        /// <summary>Creates a back-off.</summary>
        public BackOff(RandomSource random)
        {
            _random = random;
        }

        /// <summary>Wait before the next try, milliseconds; from 1 s to the window.</summary>
        public int Next()
        {
            int wait = Min + _random.Next(_window - Min + 1);
            _window = _window >= Max / 2 ? Max : _window * 2;
            return wait;
        }

        /// <summary>Wait of the longest window: for refusals that a quick retry will not mend.</summary>
        public int Longest()
        {
            _window = Max;
            return Min + _random.Next(Max - Min + 1);
        }

        /// <summary>Takes note how long the last session was ready.</summary>
        public void SessionLasted(long milliseconds)
        {
            if (milliseconds >= StableAfter)
            {
                _window = 2 * Min;
            }
        }
    }
}
