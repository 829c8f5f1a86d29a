#nullable disable

namespace IotXmpp.Node.Life
{
    /// <summary>
    /// What the board knows of the calendar. A certificate cannot be checked without a time, and the time cannot be trusted before the network has told it: until
    /// then the board goes by the latest moment it has proof of (its firmware was built, its settings were written, it last ran), which is earlier than
    /// now, but late enough for certificates that were valid then. Readings get a time only from a clock that the network has set.
    /// </summary>
    internal sealed class KnownTime
    {
        /// <summary>
        /// When this firmware was made, milliseconds since 1970: 2026-11-22. No time before it is believed.
        /// </summary>
        public const long Built = 1795305600000;

        /// <summary>No clock of ours runs that far ahead of its last sign of life: 20 years, milliseconds.</summary>
        private const long MaxAhead = 20L * 365 * 86400000;

        private long _floor = Built;
        private long _floorAt;

        /// <summary>The network has told the time.</summary>
        public bool IsConfirmed { get; private set; }

        /// <summary>Gives proof of a moment that is past.</summary>
        /// <param name="utc">Milliseconds since 1970.</param>
        /// <param name="now">Uptime, milliseconds.</param>
        public void NotBefore(long utc, long now)
        {
            if (utc > At(now) && utc - Built < MaxAhead)
            {
                _floor = utc;
                _floorAt = now;
            }
        }

        /// <summary>The best guess: earlier than now, or right if the time is confirmed.</summary>
        public long At(long now)
        {
            return _floor + (now - _floorAt);
        }

        /// <summary>
        /// Takes a time that the network told. False if it cannot be: earlier than what the board has proof of, or absurdly late. A liar
        /// who turns the clock back could make an expired certificate valid again.
        /// </summary>
        public bool Confirm(long utc, long now)
        {
            // Some slack for a clock that ran a little fast before.
            if (utc < At(now) - 300000 || utc - Built >= MaxAhead)
            {
                return false;
            }

            _floor = utc;
            _floorAt = now;
            IsConfirmed = true;
            return true;
        }
    }
}
