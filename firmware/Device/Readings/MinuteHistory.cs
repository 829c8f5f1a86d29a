#nullable disable

namespace IotXmpp.Device.Readings
{
    /// <summary>The last value of each whole minute of one field, in a ring of fixed size; for historicalMinute readouts.</summary>
    internal sealed class MinuteHistory
    {
        private const long Minute = 60000;

        private readonly long[] _times;
        private readonly long[] _values;
        private int _head;
        private long _currentMinute = -1;
        private long _currentValue;

        /// <summary>Creates a history.</summary>
        /// <param name="minutes">Minutes it holds.</param>
        public MinuteHistory(int minutes)
        {
            _times = new long[minutes];
            _values = new long[minutes];
        }

        /// <summary>Minutes in it.</summary>
        public int Count { get; private set; }

        /// <summary>Takes a sample. When a minute has passed, its last value is kept with the time of its end.</summary>
        public void Add(long utc, long value)
        {
            long minute = utc / Minute;
            if (_currentMinute >= 0 && minute > _currentMinute)
            {
                int at = (_head + Count) % _times.Length;
                if (Count == _times.Length)
                {
                    _head = (_head + 1) % _times.Length;
                }
                else
                {
                    Count++;
                }

                _times[at] = (_currentMinute + 1) * Minute;
                _values[at] = _currentValue;
            }

            if (minute >= _currentMinute)
            {
                _currentMinute = minute;
                _currentValue = value;
            }
        }

        /// <summary>Time of entry <paramref name="index"/>, oldest first; milliseconds since 1970.</summary>
        public long Time(int index)
        {
            return _times[(_head + index) % _times.Length];
        }

        /// <summary>Value of an entry.</summary>
        public long Value(int index)
        {
            return _values[(_head + index) % _values.Length];
        }
    }
}
