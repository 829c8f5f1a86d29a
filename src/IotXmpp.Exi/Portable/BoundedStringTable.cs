#nullable disable
using System;

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// The value partitions of the string table (EXI 7.3.3) in memory of fixed size, with valueMaxLength,
    /// valuePartitionCapacity and, if wanted, local partitions. Entries are numbered by slot, which is their global compact
    /// identifier; they leave in the order they came.
    /// </summary>
    /// <remarks>
    /// Packed: a slot is an index into a few ushort arrays, and a string a range of one byte ring, since the entry that a full
    /// partition replaces is always the oldest. Links between slots are stored plus 1; 0 ends a chain.
    /// </remarks>
    internal sealed class BoundedStringTable
    {
        /// <summary>No such entry.</summary>
        internal const int None = -1;

        private const int Buckets = 32;
        private const int MaxSlots = 65534;

        private readonly int _capacity;
        private readonly int _maxLength;
        private readonly bool _local;
        private readonly bool _writing;
        private readonly byte[] _bytes;
        private readonly ushort[] _start;
        private readonly ushort[] _length;
        private readonly ushort[] _key;
        private readonly ushort[] _localId;

        // Reader: older entry of the same local partition; writer: older entry of the same hash bucket.
        private readonly ushort[] _older;

        // Reader: newest entry of each key; writer: newest entry of each bucket.
        private readonly ushort[] _newest;

        // Entries each local partition ever had: identifiers are not renumbered when one is replaced.
        private readonly ushort[] _localCount;

        private readonly BoundedStringTable _saved;
        private int _count;
        private int _next;
        private int _head;

        /// <param name="options">Bounds and options.</param>
        /// <param name="keys">Number of qnames that values may belong to.</param>
        /// <param name="writing">Strings will be looked for; else compact identifiers.</param>
        internal BoundedStringTable(CompactExiOptions options, int keys, bool writing)
            : this(options, keys, writing, options.SessionWideBuffers)
        {
        }

        private BoundedStringTable(CompactExiOptions options, int keys, bool writing, bool withSaved)
        {
            int slots = options.MaxValues < MaxSlots ? options.MaxValues : MaxSlots;
            _capacity = options.ValuePartitionCapacity < 0 ? int.MaxValue : options.ValuePartitionCapacity;
            if (slots > _capacity)
                slots = _capacity;
            _maxLength = options.ValueMaxLength < 0 ? int.MaxValue : options.ValueMaxLength;
            _local = options.LocalValuePartitions;
            _writing = writing;
            _bytes = new byte[options.MaxValueBytes];
            _start = new ushort[slots];
            _length = new ushort[slots];
            _key = new ushort[slots];
            if (_local)
            {
                _localId = new ushort[slots];
                _localCount = new ushort[keys];
            }

            if (writing || _local)
            {
                _older = new ushort[slots];
                _newest = new ushort[writing ? Buckets : keys];
            }

            if (withSaved)
                _saved = new BoundedStringTable(options, keys, writing, false);
        }

        /// <summary>The bytes that <see cref="Start"/> and <see cref="Length"/> are ranges of.</summary>
        internal byte[] Bytes
        {
            get { return _bytes; }
        }

        /// <summary>Entries of the global partition.</summary>
        internal int Count
        {
            get { return _count; }
        }

        internal int Start(int slot)
        {
            return _start[slot];
        }

        internal int Length(int slot)
        {
            return _length[slot];
        }

        /// <summary>The qname whose local partition the entry is in.</summary>
        internal int Key(int slot)
        {
            return _key[slot];
        }

        internal int LocalId(int slot)
        {
            return _localId[slot];
        }

        /// <summary>Identifiers given out in the local partition of a qname; 0 without local partitions.</summary>
        internal int LocalCount(int key)
        {
            return _local ? _localCount[key] : 0;
        }

        /// <summary>Empties all partitions.</summary>
        internal void Clear()
        {
            if (_local)
            {
                for (int i = 0; i < _count; i++)
                {
                    _localCount[_key[i]] = 0;
                    if (!_writing)
                        _newest[_key[i]] = 0;
                }

                // A replaced entry may have been the last one of its key that the loop would have found.
                if (_next > _count)
                {
                    Array.Clear(_localCount, 0, _localCount.Length);
                    if (!_writing)
                        Array.Clear(_newest, 0, _newest.Length);
                }
            }

            if (_writing)
                Array.Clear(_newest, 0, Buckets);
            _count = 0;
            _next = 0;
            _head = 0;
        }

        /// <summary>Remembers the present contents for <see cref="Restore"/>. Only with session-wide buffers.</summary>
        internal void Save()
        {
            _saved.CopyFrom(this);
        }

        /// <summary>Back to the contents of the last <see cref="Save"/>.</summary>
        internal void Restore()
        {
            CopyFrom(_saved);
        }

        /// <summary>Reader: the slot of a local compact identifier, or None.</summary>
        internal int FindLocal(int key, int localId)
        {
            if (!_local)
                return None;
            int link = _newest[key];
            while (link != 0)
            {
                int slot = link - 1;
                if (_localId[slot] == localId)
                    return slot;
                link = _older[slot];
            }

            return None;
        }

        /// <summary>Writer: the slot of a string, or None.</summary>
        internal int Find(byte[] bytes, int offset, int length)
        {
            int link = _newest[Bucket(bytes, offset, length)];
            while (link != 0)
            {
                int slot = link - 1;
                if (_length[slot] == length && SameBytes(_start[slot], bytes, offset, length))
                    return slot;
                link = _older[slot];
            }

            return None;
        }

        /// <summary>
        /// Adds a string to the global partition and to the local one of <paramref name="key"/>, if its length allows it
        /// (EXI 7.3.3). False: there is no room, so that both sides would no longer agree.
        /// </summary>
        /// <param name="key">Qname of the attribute or element the value belongs to.</param>
        /// <param name="bytes">Holds the string.</param>
        /// <param name="offset">Its first byte.</param>
        /// <param name="length">Its length in bytes.</param>
        /// <param name="characters">Its length in code points.</param>
        internal bool Add(int key, byte[] bytes, int offset, int length, int characters)
        {
            if (characters == 0 || characters > _maxLength || _capacity == 0
                || characters + CountSupplementary(bytes, offset, length, characters) > _maxLength)
            {
                return true;
            }

            int slot = _next % _capacity;
            if (slot >= _start.Length || (_local && _localCount[key] == ushort.MaxValue))
                return false;
            if (_next >= _capacity)
                Unlink(slot);
            int at = FindRoom(length, slot);
            if (at == None)
                return false;
            Array.Copy(bytes, offset, _bytes, at, length);
            _head = at + length;
            _start[slot] = (ushort)at;
            _length[slot] = (ushort)length;
            _key[slot] = (ushort)key;
            if (_local)
                _localId[slot] = _localCount[key]++;
            if (_older != null)
            {
                int chain = _writing ? Bucket(bytes, offset, length) : key;
                _older[slot] = _newest[chain];
                _newest[chain] = (ushort)(slot + 1);
            }

            if (_count < _capacity)
                _count++;

            // Keeps "has wrapped" without ever overflowing.
            _next++;
            if (_next == int.MaxValue)
                _next = _capacity + _next % _capacity;
            return true;
        }

        /// <summary>
        /// Characters from U+10000. COMPAT EXIficient, OpenEXI: valueMaxLength measures UTF-16 units, where EXI 7.3.3 speaks of
        /// characters; a peer that differed would lose step with the table.
        /// </summary>
        private static int CountSupplementary(byte[] bytes, int offset, int length, int characters)
        {
            // Each takes three bytes more than its one character.
            if (length < characters + 3)
                return 0;
            int count = 0;
            for (int i = 0; i < length; i++)
            {
                if (bytes[offset + i] >= 0xF0)
                    count++;
            }

            return count;
        }

        /// <summary>Room for a string in the ring. <paramref name="slot"/>, the oldest if the partition is full, counts as gone.</summary>
        private int FindRoom(int length, int slot)
        {
            int size = _bytes.Length;
            int remaining = _next >= _capacity ? _capacity - 1 : _count;
            if (remaining == 0)
                return length <= size ? 0 : None;
            int oldest = _next >= _capacity ? (slot + 1) % _capacity : 0;
            int tail = _start[oldest];
            if (_head <= tail)
                return length <= tail - _head ? _head : None;
            if (length <= size - _head)
                return _head;
            return length <= tail ? 0 : None;
        }

        private void Unlink(int slot)
        {
            if (_older == null)
                return;
            int chain = _writing ? Bucket(_bytes, _start[slot], _length[slot]) : _key[slot];
            int link = _newest[chain];
            if (link == slot + 1)
            {
                _newest[chain] = _older[slot];
                return;
            }

            while (link != 0)
            {
                int newer = link - 1;
                link = _older[newer];
                if (link == slot + 1)
                {
                    _older[newer] = _older[slot];
                    return;
                }
            }
        }

        // Ends, middle and length: values of one stanza differ there, and reading every byte costs more than a rare second compare.
        private static int Bucket(byte[] bytes, int offset, int length)
        {
            int hash = length + 7 * bytes[offset + length - 1] + 13 * bytes[offset + (length >> 1)] + 29 * bytes[offset];
            return (hash ^ (hash >> 5)) & (Buckets - 1);
        }

        private bool SameBytes(int start, byte[] bytes, int offset, int length)
        {
            for (int i = 0; i < length; i++)
            {
                if (_bytes[start + i] != bytes[offset + i])
                    return false;
            }

            return true;
        }

        private void CopyFrom(BoundedStringTable other)
        {
            Array.Copy(other._bytes, 0, _bytes, 0, _bytes.Length);
            int used = other._count;
            Array.Copy(other._start, 0, _start, 0, used);
            Array.Copy(other._length, 0, _length, 0, used);
            Array.Copy(other._key, 0, _key, 0, used);
            if (_local)
            {
                Array.Copy(other._localId, 0, _localId, 0, used);
                Array.Copy(other._localCount, 0, _localCount, 0, _localCount.Length);
            }

            if (_older != null)
            {
                Array.Copy(other._older, 0, _older, 0, used);
                Array.Copy(other._newest, 0, _newest, 0, _newest.Length);
            }

            _count = used;
            _next = other._next;
            _head = other._head;
        }
    }
}
