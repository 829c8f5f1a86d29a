#nullable disable

namespace IotXmpp.Device.Readings
{
    /// <summary>
    /// Bytes a board may send a day, earned evenly: up to an eighth of a day can be saved up for a backlog, and what goes out without asking (alarms,
    /// answers) is paid for by waiting longer afterwards.
    /// </summary>
    internal sealed class ByteBudget
    {
        private const long Day = 86400000;

        private readonly long _bytesPerDay;
        private long _balance; // in bytes times milliseconds of a day, so that no fraction of a byte is lost
        private long _earnedAt;
        private long _spent;

        /// <summary>Creates a budget with an eighth of a day in hand.</summary>
        /// <param name="bytesPerDay">0: no limit.</param>
        /// <param name="now">Uptime.</param>
        public ByteBudget(int bytesPerDay, long now)
        {
            _bytesPerDay = bytesPerDay;
            _earnedAt = now;
            _balance = Most;
        }

        /// <summary>There is something left.</summary>
        public bool Affords
        {
            get { return _bytesPerDay == 0 || _balance > 0; }
        }

        /// <summary>Milliseconds until there is something left again.</summary>
        public long Wait
        {
            get { return Affords ? 0 : -_balance / _bytesPerDay + 1; }
        }

        private long Most
        {
            get { return _bytesPerDay * (Day / 8); }
        }

        /// <summary>Takes note of time and of the bytes sent in all since start.</summary>
        public void Update(long now, long sent)
        {
            if (_bytesPerDay == 0)
            {
                return;
            }

            _balance += (now - _earnedAt) * _bytesPerDay;
            _balance = (_balance > Most ? Most : _balance) - (sent - _spent) * Day;
            _balance = _balance < -_bytesPerDay * Day ? -_bytesPerDay * Day : _balance;
            _earnedAt = now;
            _spent = sent;
        }
    }
}
