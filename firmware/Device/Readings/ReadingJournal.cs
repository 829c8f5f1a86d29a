#nullable disable
using IotXmpp.Device.Storage;

namespace IotXmpp.Device.Readings
{
    /// <summary>
    /// Readings in flash: a ring of files, each a row of blocks of at most 12 readings with a number, a length and a checksum. Blocks are only ever
    /// appended, so each byte of flash is written once until its file comes round again; what a power cut leaves of a block has no valid checksum, and
    /// the file ends in front of it. When the ring is full, its oldest file goes.
    /// </summary>
    internal sealed class ReadingJournal
    {
        /// <summary>Readings in a block.</summary>
        public const int BlockReadings = 12;

        private const int FirstFile = 4;
        private const int Files = FlashStore.Files - FirstFile;

        // kind (1), length of the payload (2), number of the first reading (6); payload; checksum (4)
        private const int Header = 9;
        private const int Trailer = 4;
        private const int KindReadings = 0xA5;
        private const int KindDone = 0x5A;

        // time of the first reading (8), then field, time since the one before, value of each
        private const int MaxPayload = 8 + BlockReadings * (1 + 2 * PackedBytes.MaxVariable);

        // A mark of what is acknowledged is worth its bytes only now and then: what comes twice is known by field and time.
        private const int ReadingsPerMark = 64;

        // A flash that takes nothing any more is left alone until the next start, with what is still in it.
        private const int MaxFailures = 3;

        private readonly FlashStore _flash;
        private readonly byte[] _block = new byte[Header + MaxPayload + Trailer];
        private readonly int[] _lengths = new int[Files];
        private readonly long[] _ends = new long[Files];
        private readonly byte[] _fields = new byte[BlockReadings];
        private readonly long[] _values = new long[BlockReadings];
        private readonly long[] _times = new long[BlockReadings];
        private readonly Gap _gap;
        private readonly uint _layout;
        private int _oldest;
        private int _newest;
        private bool _newestClosed;
        private long _marked;
        private int _failures;

        // The block in the arrays, and where the one behind it begins.
        private long _loaded;
        private int _loadedCount;
        private int _nextFile;
        private int _nextAt;

        // The block being made.
        private long _number;
        private int _count;
        private int _used;
        private long _lastTime;

        /// <summary>Creates a journal and reads what an earlier run of the board left.</summary>
        /// <param name="flash">Where it is.</param>
        /// <param name="gap">Is told what has to go when the flash is full.</param>
        /// <param name="layout">Stands for the board's fields: what other firmware wrote of other fields is not read as ours.</param>
        public ReadingJournal(FlashStore flash, Gap gap, uint layout)
        {
            _flash = flash;
            _gap = gap;
            _layout = layout;
            Mount();
        }

        /// <summary>Number of the oldest reading that is not acknowledged; <see cref="End"/> if there is none.</summary>
        public long First { get; private set; }

        /// <summary>Number behind the newest reading in flash. Numbers go on across restarts as long as there are readings in flash.</summary>
        public long End { get; private set; }

        /// <summary>Starts a block and sees that there is room for it.</summary>
        public void Begin(long number)
        {
            if (_newestClosed || _lengths[_newest] + _block.Length > FlashStore.MaxFileBytes)
            {
                Advance();
            }

            _loadedCount = 0;
            _number = number;
            _count = 0;
            _used = Header;
        }

        /// <summary>Adds a reading to the block; false if the block is full.</summary>
        public bool Add(int field, long value, long time)
        {
            if (_count == BlockReadings)
            {
                return false;
            }

            if (_count == 0)
            {
                PackedBytes.Write(_block, _used, (ulong)time, 8);
                _used += 8;
                _lastTime = time;
            }

            _block[_used++] = (byte)field;
            _used = PackedBytes.WriteVariable(_block, _used, time - _lastTime);
            _used = PackedBytes.WriteVariable(_block, _used, value);
            _lastTime = time;
            _count++;
            return true;
        }

        /// <summary>Writes the block; false if there is nothing in it, or the flash does not take it.</summary>
        public bool Commit()
        {
            if (_count == 0 || !Write(KindReadings, _number, _used - Header))
            {
                return false;
            }

            if (First == End)
            {
                First = _number;
            }

            End = _number + _count;
            _ends[_newest] = End;
            return true;
        }

        /// <summary>Takes note of what the server has taken over.</summary>
        /// <param name="end">All readings with a smaller number are acknowledged.</param>
        public void Acknowledge(long end)
        {
            if (end <= First)
            {
                return;
            }

            if (end >= End)
            {
                Empty();
                return;
            }

            First = end;
            while (_oldest != _newest && _ends[_oldest] <= end)
            {
                RemoveOldest();
            }

            if (end - _marked >= ReadingsPerMark && !_newestClosed && _lengths[_newest] + Header + Trailer <= FlashStore.MaxFileBytes && Write(KindDone, end, 0))
            {
                _marked = end;
                _loadedCount = 0;
            }
        }

        /// <summary>Finds the first reading whose number is not smaller; -1 if there is none.</summary>
        public long Find(long number)
        {
            if (number < First)
            {
                number = First;
            }

            if (_loadedCount == 0 || number < _loaded)
            {
                _nextFile = _oldest;
                _nextAt = 0;
                _loaded = 0;
                _loadedCount = 0;
            }

            while (number < End && number >= _loaded + _loadedCount)
            {
                if (!LoadNext())
                {
                    return -1;
                }
            }

            return number >= End ? -1 : number < _loaded ? _loaded : number;
        }

        /// <summary>Field of a reading that <see cref="Find"/> has found.</summary>
        public int Field(long number)
        {
            return _fields[(int)(number - _loaded)];
        }

        /// <summary>Its value.</summary>
        public long Value(long number)
        {
            return _values[(int)(number - _loaded)];
        }

        /// <summary>Its time.</summary>
        public long Time(long number)
        {
            return _times[(int)(number - _loaded)];
        }

        private void Mount()
        {
            long done = 0;
            bool any = false;
            long oldest = 0;
            for (int file = 0; file < Files; file++)
            {
                int kind;
                int at = 0;
                long first = -1;
                while ((kind = ReadBlock(file, at, _flash.Length(FirstFile + file))) != 0)
                {
                    at += BlockLength();
                    long number = BlockNumber();
                    first = first < 0 ? number : first;
                    if (kind == KindDone)
                    {
                        done = number > done ? number : done;
                        _ends[file] = number > _ends[file] ? number : _ends[file];
                    }
                    else if (Decode())
                    {
                        _ends[file] = _loaded + _loadedCount;
                    }
                }

                _lengths[file] = at;
                if (at == 0)
                {
                    _flash.Clear(FirstFile + file);
                    continue;
                }

                if (!any || first < oldest)
                {
                    oldest = first;
                    _oldest = file;
                }

                if (!any || _ends[file] >= End)
                {
                    End = _ends[file];
                    _newest = file;
                    _newestClosed = _flash.Length(FirstFile + file) != at;
                }

                any = true;
            }

            _loadedCount = 0;
            _marked = done;
            First = oldest > done ? oldest : done;
            First = First > End ? End : First;
        }

        private bool Write(int kind, long number, int payload)
        {
            _block[0] = (byte)kind;
            PackedBytes.Write(_block, 1, (ulong)payload, 2);
            PackedBytes.Write(_block, 3, (ulong)number, 6);
            PackedBytes.Write(_block, Header + payload, _layout ^ Crc32.Of(_block, 0, Header + payload), Trailer);
            int length = Header + payload + Trailer;
            if (_failures == MaxFailures || !_flash.Append(FirstFile + _newest, _block, 0, length))
            {
                _newestClosed = true; // what is there of it has no checksum
                _failures += _failures < MaxFailures ? 1 : 0;
                return false;
            }

            _failures = 0;
            _lengths[_newest] += length;
            _ends[_newest] = number > _ends[_newest] ? number : _ends[_newest];
            return true;
        }

        private void Advance()
        {
            int next = (_newest + 1) % Files;
            if (_failures == MaxFailures)
            {
                return;
            }

            if (next == _oldest && _lengths[next] > 0)
            {
                DropOldest();
            }

            _flash.Clear(FirstFile + next);
            _lengths[next] = 0;
            _ends[next] = 0;
            if (_lengths[_newest] == 0 && _newest == _oldest)
            {
                _oldest = next;
            }

            _newest = next;
            _newestClosed = false;
        }

        private void DropOldest()
        {
            long end = _ends[_oldest];
            for (long number = Find(First); number >= 0 && number < end; number = Find(number + 1))
            {
                _gap.Add(Field(number), Value(number), Time(number));
            }

            RemoveOldest();
            First = end > First ? end : First;
        }

        private void RemoveOldest()
        {
            _flash.Clear(FirstFile + _oldest);
            _lengths[_oldest] = 0;
            _ends[_oldest] = 0;
            _oldest = (_oldest + 1) % Files;
            _loadedCount = 0;
        }

        private void Empty()
        {
            First = End;
            while (_oldest != _newest)
            {
                RemoveOldest();
            }

            _flash.Clear(FirstFile + _newest);
            _lengths[_newest] = 0;
            _ends[_newest] = 0;
            _newestClosed = false;
            _loadedCount = 0;
        }

        private bool LoadNext()
        {
            while (true)
            {
                int kind = ReadBlock(_nextFile, _nextAt, _lengths[_nextFile]);
                if (kind == 0)
                {
                    if (_nextFile == _newest)
                    {
                        return false;
                    }

                    _nextFile = (_nextFile + 1) % Files;
                    _nextAt = 0;
                    continue;
                }

                _nextAt += BlockLength();
                if (kind == KindReadings && Decode())
                {
                    return true;
                }
            }
        }

        // Kind of the block at a place, now in _block; 0 if there is no whole one.
        private int ReadBlock(int file, int at, int length)
        {
            if (at + Header + Trailer > length || !_flash.Read(FirstFile + file, at, _block, 0, Header))
            {
                return 0;
            }

            int payload = (int)PackedBytes.Read(_block, 1, 2);
            if ((_block[0] != KindReadings && _block[0] != KindDone) || payload > MaxPayload || at + Header + payload + Trailer > length
                || !_flash.Read(FirstFile + file, at + Header, _block, Header, payload + Trailer)
                || PackedBytes.Read(_block, Header + payload, Trailer) != (_layout ^ Crc32.Of(_block, 0, Header + payload)))
            {
                return 0;
            }

            return _block[0];
        }

        private int BlockLength()
        {
            return Header + (int)PackedBytes.Read(_block, 1, 2) + Trailer;
        }

        private long BlockNumber()
        {
            return (long)PackedBytes.Read(_block, 3, 6);
        }

        private bool Decode()
        {
            int at = Header;
            int end = Header + (int)PackedBytes.Read(_block, 1, 2);
            if (end - at < 8)
            {
                return false;
            }

            long time = (long)PackedBytes.Read(_block, at, 8);
            at += 8;
            int count = 0;
            while (at < end && count < BlockReadings)
            {
                long step;
                _fields[count] = _block[at++];
                if (!PackedBytes.TryReadVariable(_block, ref at, end, out step) || !PackedBytes.TryReadVariable(_block, ref at, end, out _values[count]))
                {
                    return false;
                }

                time += step;
                _times[count++] = time;
            }

            _loaded = BlockNumber();
            _loadedCount = count;
            return count > 0;
        }
    }
}
