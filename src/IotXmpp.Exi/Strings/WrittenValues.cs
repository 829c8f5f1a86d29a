namespace IotXmpp.Exi.Strings;

/// <summary>
/// The value partitions (EXI 7.3.3) as an encoder sees them: texts are looked up, not identifiers. Texts stand one after another in one
/// buffer that is used again for every body, so a table in steady state allocates nothing.
/// </summary>
/// <remarks>
/// COMPAT EXIficient, OpenEXI: both measure valueMaxLength in UTF-16 units, where EXI 7.3.3 speaks of characters. It matters for values with
/// characters beyond the BMP only, and there tables that differ would mean wrong values: we do as they do, here and in <see cref="DecodedValues"/>.
/// </remarks>
internal sealed class WrittenValues(ExiOptions options)
{
    private const int SmallBuckets = 64;

    /// <summary>So many entries are compared one by one; a stanza seldom has more, and hashing its values would take longer.</summary>
    private const int FewEntries = 8;
    private const int LargestKeptText = 64 * 1024;

    private readonly int _capacity = options.ValuePartitionCapacity ?? int.MaxValue;
    private readonly int _maxLength = options.ValueMaxLength ?? int.MaxValue;
    private readonly bool _localPartitions = options.LocalValuePartitions;

    /// <summary>Entries by global identifier.</summary>
    private Entry[] _entries = new Entry[16];

    /// <summary>One more than the first entry of a chain, by hash.</summary>
    private int[] _buckets = new int[SmallBuckets];

    /// <summary>Identifiers given out in the local partition of each name.</summary>
    private int[] _localCounts = new int[16];
    private char[] _text = new char[256];
    private int _textLength;

    /// <summary>Characters in use, as far as entries refer to them.</summary>
    private int _liveText;
    private int _globalId;
    private Change[] _journal = [];
    private int _changes;
    private bool _hasDisplaced;

    /// <summary>Entries have their hashes and stand in chains: once there were more than few of them.</summary>
    private bool _isHashed;

    /// <summary>What was added can be taken back: values outlive the body.</summary>
    public bool IsJournaled { get; set; }

    /// <summary>Entries in the global partition.</summary>
    public int GlobalCount { get; private set; }

    /// <summary>Identifiers given out in the local partition of a name.</summary>
    public int LocalCount(int name) => name < _localCounts.Length ? _localCounts[name] : 0;

    /// <summary>Empties all partitions.</summary>
    public void Reset()
    {
        if (_text.Length > LargestKeptText)
        {
            _text = new char[256];
            _entries = new Entry[16];
            _buckets = new int[SmallBuckets];
            _localCounts = new int[16];
        }
        else
        {
            // A stanza has a few values, while there are as many counts as names: only what is in use is cleared.
            if (_hasDisplaced)
                Array.Clear(_localCounts);
            for (int id = 0; id < GlobalCount; id++)
                _localCounts[_entries[id].Name] = 0;
            if (_isHashed)
                Array.Clear(_buckets);
        }

        _isHashed = false;
        _hasDisplaced = false;
        GlobalCount = 0;
        _textLength = 0;
        _liveText = 0;
        _globalId = 0;
        _changes = 0;
    }

    /// <summary>
    /// Where a text is found: in the local partition of <paramref name="name"/> if possible, else in the global one. False: it was in
    /// neither, and has been added if its length and the capacity allow it; it is to be written as a literal.
    /// </summary>
    public bool FindOrAdd(int name, ReadOnlySpan<char> text, out bool isLocal, out int id, out int count)
    {
        uint hash = _isHashed ? TextHash.Of(text) : 0;
        int found = _isHashed ? FindInChain(text, hash) : FindAmongFew(text);
        if (found >= 0)
        {
            ref Entry entry = ref _entries[found];
            isLocal = entry.Name == name && entry.LocalId >= 0;
            id = isLocal ? entry.LocalId : found;
            count = isLocal ? _localCounts[name] : GlobalCount;
            return true;
        }

        isLocal = false;
        id = 0;
        count = 0;
        if (text.Length > 0 && text.Length <= _maxLength && _capacity > 0)
            Add(name, text, hash);
        return false;
    }

    /// <summary>Keeps everything added so far.</summary>
    public void Commit()
    {
        _changes = 0;
        // Texts that were displaced leave holes.
        if (_textLength > 1024 && _liveText < _textLength / 2)
            Compact();
    }

    /// <summary>Takes back everything added since <see cref="Commit"/>: an encoder's body failed and was not sent.</summary>
    public void Rollback()
    {
        if (!IsJournaled)
        {
            Reset();
            return;
        }

        while (_changes > 0)
        {
            ref Change change = ref _journal[--_changes];
            ref Entry entry = ref _entries[change.GlobalId];
            Unlink(change.GlobalId);
            _liveText -= entry.Length;
            if (entry.LocalId >= 0)
                _localCounts[entry.Name]--;
            if (change.HasDisplaced)
            {
                entry = change.Displaced;
                Link(change.GlobalId);
                _liveText += entry.Length;
            }
            else
            {
                GlobalCount--;
            }

            _globalId = change.GlobalId;
        }
    }

    private int FindAmongFew(ReadOnlySpan<char> text)
    {
        for (int id = 0; id < GlobalCount; id++)
        {
            ref Entry entry = ref _entries[id];
            if (entry.Length == text.Length && text.SequenceEqual(_text.AsSpan(entry.Start, entry.Length)))
                return id;
        }

        return -1;
    }

    private int FindInChain(ReadOnlySpan<char> text, uint hash)
    {
        int next = _buckets[hash & (uint)(_buckets.Length - 1)];
        while (next > 0)
        {
            ref Entry entry = ref _entries[next - 1];
            if (entry.Hash == hash && text.SequenceEqual(_text.AsSpan(entry.Start, entry.Length)))
                return next - 1;
            next = entry.Next;
        }

        return -1;
    }

    private void Add(int name, ReadOnlySpan<char> text, uint hash)
    {
        int localId = -1;
        if (name >= _localCounts.Length)
            Array.Resize(ref _localCounts, Math.Max(name + 1, _localCounts.Length * 2));
        if (_localPartitions)
            localId = _localCounts[name]++;

        bool displaces = _globalId < GlobalCount;
        if (IsJournaled)
        {
            if (_changes == _journal.Length)
                Array.Resize(ref _journal, Math.Max(16, _changes * 2));
            _journal[_changes++] = new Change { GlobalId = _globalId, HasDisplaced = displaces, Displaced = displaces ? _entries[_globalId] : default };
        }

        if (displaces)
        {
            Unlink(_globalId);
            _liveText -= _entries[_globalId].Length;
            _hasDisplaced = true;
        }
        else
        {
            GlobalCount++;
            if (_globalId == _entries.Length)
                Array.Resize(ref _entries, _entries.Length * 2);
            if (_isHashed ? GlobalCount > _buckets.Length / 2 : GlobalCount > FewEntries)
            {
                Rehash();
                hash = TextHash.Of(text);
            }
        }

        _entries[_globalId] = default;
        if (_textLength + text.Length > _text.Length)
            MakeRoom(text.Length);
        text.CopyTo(_text.AsSpan(_textLength));
        _entries[_globalId] = new Entry { Start = _textLength, Length = text.Length, Name = name, LocalId = localId, Hash = hash };
        _textLength += text.Length;
        _liveText += text.Length;
        Link(_globalId);
        _globalId = _globalId + 1 == _capacity ? 0 : _globalId + 1;
    }

    private void Link(int id)
    {
        if (!_isHashed)
            return;
        ref int bucket = ref _buckets[_entries[id].Hash & (uint)(_buckets.Length - 1)];
        _entries[id].Next = bucket;
        bucket = id + 1;
    }

    private void Unlink(int id)
    {
        if (!_isHashed)
            return;
        ref int next = ref _buckets[_entries[id].Hash & (uint)(_buckets.Length - 1)];
        while (next != id + 1)
            next = ref _entries[next - 1].Next;
        next = _entries[id].Next;
    }

    /// <summary>Makes the chains, or more of them. The entry being added is not linked yet.</summary>
    private void Rehash()
    {
        if (_isHashed)
            _buckets = new int[_buckets.Length * 4];
        for (int id = 0; !_isHashed && id < GlobalCount - 1; id++)
            _entries[id].Hash = TextHash.Of(_text.AsSpan(_entries[id].Start, _entries[id].Length));
        _isHashed = true;
        for (int id = 0; id < GlobalCount - 1; id++)
            Link(id);
    }

    private void MakeRoom(int more)
    {
        // A journal may bring displaced texts back, so their places are not given away before the body is complete.
        if (!IsJournaled && _liveText + more < _text.Length / 2)
            Compact();
        else
            Array.Resize(ref _text, (int)Math.Min(Math.Max(_textLength + (long)more, _text.Length * 2L), Array.MaxLength));
    }

    private void Compact()
    {
        var text = new char[Math.Max(256, _liveText * 2)];
        int length = 0;
        for (int id = 0; id < GlobalCount; id++)
        {
            ref Entry entry = ref _entries[id];
            _text.AsSpan(entry.Start, entry.Length).CopyTo(text.AsSpan(length));
            entry.Start = length;
            length += entry.Length;
        }

        _text = text;
        _textLength = length;
    }

    private struct Entry
    {
        public int Start;
        public int Length;
        public int Name;
        public int LocalId;
        public uint Hash;

        /// <summary>One more than the next entry of the chain; 0 at its end.</summary>
        public int Next;
    }

    private struct Change
    {
        public int GlobalId;
        public bool HasDisplaced;
        public Entry Displaced;
    }
}
