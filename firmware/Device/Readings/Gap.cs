#nullable disable

namespace IotXmpp.Device.Readings
{
    /// <summary>
    /// What was dropped for want of room and the concentrator does not know yet: of each field the newest reading lost. It is sent as that reading with
    /// the quality of service <c>missing</c> (XEP-0323 5.7): up to there values are missing.
    /// </summary>
    internal sealed class Gap
    {
        private readonly long[] _values;
        private readonly long[] _times;
        private int _fields;

        /// <summary>Creates a gap without anything in it.</summary>
        /// <param name="fields">Fields of the board, at most 31.</param>
        public Gap(int fields)
        {
            _values = new long[fields];
            _times = new long[fields];
        }

        /// <summary>Readings lost since start.</summary>
        public long Count { get; private set; }

        /// <summary>Something was lost that the concentrator has not been told.</summary>
        public bool Open
        {
            get { return _fields != 0; }
        }

        /// <summary>Says whether readings of a field were lost.</summary>
        public bool Has(int field)
        {
            return (_fields & (1 << field)) != 0;
        }

        /// <summary>Value of the newest reading lost.</summary>
        public long Value(int field)
        {
            return _values[field];
        }

        /// <summary>Its time; negative if it never got one.</summary>
        public long Time(int field)
        {
            return _times[field];
        }

        /// <summary>A reading was lost.</summary>
        public void Add(int field, long value, long time)
        {
            Count++;
            if (field < _times.Length && (!Has(field) || time > _times[field]))
            {
                _fields |= 1 << field;
                _values[field] = value;
                _times[field] = time;
            }
        }

        /// <summary>The concentrator knows of all that was lost before <paramref name="count"/> was reached.</summary>
        public void Close(long count)
        {
            if (count == Count)
            {
                _fields = 0;
            }
        }
    }
}
