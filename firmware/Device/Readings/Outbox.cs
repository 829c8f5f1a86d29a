#nullable disable

namespace IotXmpp.Device.Readings
{
    /// <summary>
    /// Readings on their way to the concentrator, in packed arrays of fixed size (17 bytes each). A reading leaves when the server has
    /// acknowledged the stanza that carried it, or, if the outbox is full, because it is the oldest: the newest state is worth
    /// more than the start of a gap, and the drop is counted.
    /// </summary>
    internal sealed class Outbox
    {
        private readonly byte[] _fields;
        private readonly long[] _values;
        private readonly long[] _times;
        private int _head;
        private int _count;

        /// <summary>Creates an outbox.</summary>
        /// <param name="capacity">Readings it holds.</param>
        public Outbox(int capacity)
        {
            _fields = new byte[capacity];
            _values = new long[capacity];
            _times = new long[capacity];
        }

        /// <summary>Readings in it.</summary>
        public int Count
        {
            get { return _count; }
        }

        /// <summary>Number of the oldest reading; readings are numbered from 0 since start.</summary>
        public long First { get; private set; }

        /// <summary>Number the next reading will get.</summary>
        public long End
        {
            get { return First + _count; }
        }

        /// <summary>Readings dropped before they were acknowledged.</summary>
        public long Dropped { get; private set; }

        /// <summary>Readings acknowledged.</summary>
        public long Acknowledged { get; private set; }

        /// <summary>Adds a reading.</summary>
        /// <param name="field">Index of the field.</param>
        /// <param name="value">Scaled value.</param>
        /// <param name="time">Milliseconds since 1970; or, as long as the clock is unknown, -1 - uptime.</param>
        public void Add(int field, long value, long time)
        {
            if (_count == _fields.Length)
            {
                Remove(1);
                Dropped++;
            }

            int at = (_head + _count) % _fields.Length;
            _fields[at] = (byte)field;
            _values[at] = value;
            _times[at] = time;
            _count++;
        }

        /// <summary>Field of reading number <paramref name="number"/>.</summary>
        public int Field(long number)
        {
            return _fields[Index(number)];
        }

        /// <summary>Scaled value of a reading.</summary>
        public long Value(long number)
        {
            return _values[Index(number)];
        }

        /// <summary>Time of a reading; negative while the clock is unknown.</summary>
        public long Time(long number)
        {
            return _times[Index(number)];
        }

        /// <summary>Gives readings taken before the clock was known their time, once and for all.</summary>
        /// <param name="utcAtStart">Milliseconds since 1970 at uptime 0.</param>
        public void SetClock(long utcAtStart)
        {
            for (int i = 0; i < _count; i++)
            {
                int at = (_head + i) % _times.Length;
                if (_times[at] < 0)
                {
                    _times[at] = utcAtStart - 1 - _times[at];
                }
            }
        }

        /// <summary>Forgets readings the server has taken over.</summary>
        /// <param name="end">All readings with a smaller number are acknowledged.</param>
        public void Acknowledge(long end)
        {
            if (end > End)
            {
                end = End;
            }

            if (end > First)
            {
                Acknowledged += end - First;
                Remove((int)(end - First));
            }
        }

        private int Index(long number)
        {
            return (_head + (int)(number - First)) % _fields.Length;
        }

        private void Remove(int count)
        {
            _head = (_head + count) % _fields.Length;
            _count -= count;
            First += count;
        }
    }
}
