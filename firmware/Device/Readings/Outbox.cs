#nullable disable

namespace IotXmpp.Device.Readings
{
    /// <summary>
    /// Readings on their way to the concentrator, by number: the newest in packed arrays of fixed size (17 bytes each), with flash also in a
    /// <see cref="ReadingJournal"/>, from which the oldest are read back. A reading leaves when the server has acknowledged the stanza that carried it; or,
    /// if there is no room, because it is the oldest: the newest state is worth more than the start of a gap, and the gap is told.
    /// </summary>
    /// <remarks>
    /// After an outage the readings fall into two: the backlog, [<see cref="First"/>, <see cref="BacklogEnd"/>), and what was taken since,
    /// [<see cref="Fresh"/>, <see cref="End"/>). Each is sent and acknowledged in its own order, so that a long backlog holds up no new value. Once the backlog
    /// is done there is one row again.
    /// </remarks>
    internal sealed class Outbox
    {
        private readonly ReadingJournal _journal;
        private readonly byte[] _fields;
        private readonly long[] _values;
        private readonly long[] _times;
        private readonly Gap _gap;
        private int _head;
        private int _count;
        private long _kept;

        /// <summary>Creates an outbox.</summary>
        /// <param name="capacity">Readings it holds in memory.</param>
        /// <param name="gap">Is told what has to go.</param>
        /// <param name="journal">Readings in flash, or null.</param>
        public Outbox(int capacity, Gap gap, ReadingJournal journal)
        {
            _fields = new byte[capacity];
            _values = new long[capacity];
            _times = new long[capacity];
            _gap = gap;
            _journal = journal;
            if (journal != null)
            {
                First = journal.First;
                _kept = journal.End;
            }

            Fresh = First;
            BacklogEnd = long.MaxValue;
        }

        /// <summary>Readings in it that are not acknowledged.</summary>
        public int Count
        {
            get { return (int)(Split ? BacklogEnd - First + End - Fresh : End - First); }
        }

        /// <summary>Number of the oldest reading.</summary>
        public long First { get; private set; }

        /// <summary>There is a backlog beside the fresh readings.</summary>
        public bool Split
        {
            get { return BacklogEnd != long.MaxValue; }
        }

        /// <summary>Number behind the last reading of the backlog; beyond all numbers when there is one row.</summary>
        public long BacklogEnd { get; private set; }

        /// <summary>Number of the oldest fresh reading.</summary>
        public long Fresh { get; private set; }

        /// <summary>Number the next reading will get.</summary>
        public long End
        {
            get { return _kept + _count; }
        }

        /// <summary>Readings dropped before they were acknowledged.</summary>
        public long Dropped
        {
            get { return _gap.Count; }
        }

        /// <summary>Readings acknowledged since start.</summary>
        public long Acknowledged { get; private set; }

        /// <summary>Readings that a power cut would lose.</summary>
        public int Unsaved
        {
            get { return _journal == null ? Count : (int)(End - SaveFrom()); }
        }

        /// <summary>Adds a reading.</summary>
        /// <param name="field">Index of the field.</param>
        /// <param name="value">Scaled value.</param>
        /// <param name="time">Milliseconds since 1970; or, as long as the clock is unknown, -1 - uptime.</param>
        public void Add(int field, long value, long time)
        {
            if (_count == _fields.Length)
            {
                MakeRoom();
            }

            int at = (_head + _count) % _fields.Length;
            _fields[at] = (byte)field;
            _values[at] = value;
            _times[at] = time;
            _count++;
        }

        /// <summary>From here on what is in it is the backlog, and what is added is fresh. Without effect on a backlog that is not done yet.</summary>
        public void BeginBacklog()
        {
            if (!Split && First < End)
            {
                BacklogEnd = End;
                Fresh = End;
            }
        }

        /// <summary>The first reading whose number is not smaller, or -1: numbers may be missing in flash.</summary>
        public long Find(long number)
        {
            if (number < First)
            {
                number = First;
            }

            if (number < _kept && _journal != null)
            {
                long found = _journal.Find(number);
                return found >= 0 && found < _kept ? found : _count > 0 ? _kept : -1;
            }

            return number < End ? number : -1;
        }

        /// <summary>Field of reading number <paramref name="number"/>.</summary>
        public int Field(long number)
        {
            return number < _kept ? _journal.Field(number) : _fields[Index(number)];
        }

        /// <summary>Scaled value of a reading.</summary>
        public long Value(long number)
        {
            return number < _kept ? _journal.Value(number) : _values[Index(number)];
        }

        /// <summary>Time of a reading; negative while the clock is unknown.</summary>
        public long Time(long number)
        {
            return number < _kept ? _journal.Time(number) : _times[Index(number)];
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

        /// <summary>Forgets readings the server has taken over; of the backlog, if there is one.</summary>
        /// <param name="end">All readings with a smaller number are acknowledged.</param>
        public void Acknowledge(long end)
        {
            long last = Split ? BacklogEnd : End;
            end = end < last ? end : last;
            if (end <= First)
            {
                return;
            }

            Acknowledged += end - First;
            First = end;
            Merge();
            Forget();
        }

        /// <summary>Forgets fresh readings the server has taken over, while there is a backlog.</summary>
        /// <param name="end">All fresh readings with a smaller number are acknowledged.</param>
        public void AcknowledgeFresh(long end)
        {
            if (!Split)
            {
                // The backlog was done in the meantime.
                Acknowledge(end);
                return;
            }

            end = end < End ? end : End;
            if (end > Fresh)
            {
                Acknowledged += end - Fresh;
                Fresh = end;
            }
        }

        /// <summary>Writes the oldest readings that are not in flash yet, at most one block of them; false if there is nothing to write or no way.</summary>
        public bool Save()
        {
            if (_journal == null)
            {
                return false;
            }

            long number = SaveFrom();
            if (number >= End || Time(number) < 0)
            {
                return false;
            }

            _journal.Begin(number);
            // The numbers of a block are consecutive: it ends where acknowledged readings begin.
            long last = Split && number < BacklogEnd ? BacklogEnd : End;
            while (number < last && Time(number) >= 0 && _journal.Add(Field(number), Value(number), Time(number)))
            {
                number++;
            }

            bool saved = _journal.Commit();
            // To make room the journal may have dropped what was oldest.
            if (First < _journal.First && First < _kept)
            {
                First = _journal.First < _kept ? _journal.First : _kept;
                Merge();
            }

            return saved;
        }

        private long SaveFrom()
        {
            long number = _journal.End > _kept ? _journal.End : _kept;
            number = number > First ? number : First;
            return Split && number >= BacklogEnd && number < Fresh ? Fresh : number;
        }

        private void MakeRoom()
        {
            if (_journal != null && _kept >= _journal.End && IsWanted(_kept))
            {
                Save();
            }

            if ((_journal == null || _kept >= _journal.End) && IsWanted(_kept))
            {
                _gap.Add(Field(_kept), Value(_kept), Time(_kept));
                // Without flash, and with a flash that takes nothing, this is the oldest there is.
                if (First == _kept)
                {
                    First++;
                }
            }

            Remove(1);
            if (_journal == null && First < _kept)
            {
                First = _kept;
            }

            Merge();
            if (!Split && Fresh < First)
            {
                Fresh = First;
            }
        }

        private bool IsWanted(long number)
        {
            return number >= First && !(Split && number >= BacklogEnd && number < Fresh);
        }

        private void Merge()
        {
            if (Split && First >= BacklogEnd)
            {
                First = First > Fresh ? First : Fresh;
                BacklogEnd = long.MaxValue;
                Forget();
            }
        }

        private void Forget()
        {
            if (_journal != null)
            {
                _journal.Acknowledge(First);
            }

            if (First > _kept)
            {
                Remove((int)(First - _kept));
            }
        }

        private int Index(long number)
        {
            return (_head + (int)(number - _kept)) % _fields.Length;
        }

        private void Remove(int count)
        {
            _head = (_head + count) % _fields.Length;
            _count -= count;
            _kept += count;
        }
    }
}
