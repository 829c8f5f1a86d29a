using System.Runtime.CompilerServices;

namespace IotXmpp.Exi.Strings;

/// <summary>
/// The global and the local value partitions of a decoder (EXI 7.3.3) with valueMaxLength, valuePartitionCapacity and the profile's
/// localValuePartitions. The characters of all values lie in one array; a value being read grows at its end.
/// </summary>
internal sealed class DecodedValues
{
    private const int LargestKept = 64 * 1024;

    private readonly int _capacity;
    private readonly int _maxLength;
    private readonly bool _localPartitions;
    private readonly IntMap _listOfName = new();
    private readonly IntLists _lists = new();
    private char[] _characters = [];
    private Entry[] _global = [];
    private int _globalId;
    private int _live;
    private bool _hasStrings;

    /// <summary>Creates empty partitions.</summary>
    public DecodedValues(ExiOptions options)
    {
        _capacity = options.ValuePartitionCapacity ?? int.MaxValue;
        _maxLength = options.ValueMaxLength ?? int.MaxValue;
        _localPartitions = options.LocalValuePartitions;
    }

    /// <summary>Values may be displaced.</summary>
    public bool IsBounded => _capacity != int.MaxValue;

    /// <summary>The characters of all values.</summary>
    public char[] Characters => _characters;

    /// <summary>Where the next value begins.</summary>
    public int End { get; private set; }

    /// <summary>Entries in the global partition.</summary>
    public int GlobalCount { get; private set; }

    /// <summary>Entries ever made, forgotten ones in local partitions included: what the tables hold in memory.</summary>
    public int AddedStrings { get; private set; }

    /// <summary>Empties all partitions.</summary>
    public void Reset()
    {
        if (_hasStrings)
            Array.Clear(_global, 0, GlobalCount);
        _hasStrings = false;
        _listOfName.Clear();
        _lists.Clear();
        GlobalCount = 0;
        _globalId = 0;
        _live = 0;
        End = 0;
        AddedStrings = 0;
        if (_characters.Length > LargestKept)
            _characters = [];
        if (_global.Length > LargestKept)
            _global = [];
    }

    /// <summary>Nobody looks at a value any more: the characters of those that left the partitions may go.</summary>
    public void Tidy()
    {
        if (End - _live > _live + 4096)
            Compact();
    }

    /// <summary>Identifiers given out in the local partition of a name.</summary>
    public int LocalCount(int name)
    {
        int list = _listOfName.Find(name);
        return list < 0 ? 0 : _lists.Count(list);
    }

    /// <summary>Identifier in the global partition of one in the local partition of a name; -1 when the value was displaced.</summary>
    public int Local(int name, int id) => _lists.At(_listOfName.Find(name), id);

    /// <summary>Where the characters of a value of the global partition lie.</summary>
    public (int Start, int Length) Global(int id) => (_global[id].Start, _global[id].Length);

    /// <summary>A value of the global partition as a string, made once.</summary>
    public string String(int id)
    {
        _hasStrings = true;
        ref Entry entry = ref _global[id];
        return entry.Text ??= new string(_characters, entry.Start, entry.Length);
    }

    /// <summary>Room for more characters behind <paramref name="length"/> that belong to the value being read; grows with what arrives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<char> Room(int length, int more)
    {
        if (_characters.Length - End - length < more)
            Grow(length + more);
        return _characters.AsSpan(End + length);
    }

    /// <summary>Keeps a value that enters no partition: somebody will still look at it.</summary>
    public void Keep(int length) => End += length;

    /// <summary>Adds the value being read, which was represented as a literal, if length and capacity allow it.</summary>
    /// <param name="name">The element or attribute whose value it is.</param>
    /// <param name="length">Its length.</param>
    /// <returns>Its identifier in the global partition, or -1.</returns>
    /// <remarks>
    /// COMPAT EXIficient, OpenEXI: both measure valueMaxLength in UTF-16 units, where EXI 7.3.3 speaks of characters. It matters
    /// for values with characters beyond the BMP only, and there tables that differ would mean wrong values: we do as they do.
    /// </remarks>
    public int Add(int name, int length)
    {
        if (length == 0 || length > _maxLength || _capacity == 0)
            return -1;

        int list = -1;
        int localId = -1;
        int id = _globalId;
        if (_localPartitions)
        {
            list = _listOfName.Find(name);
            if (list < 0)
                _listOfName.Add(name, list = _lists.Make());
            localId = _lists.Count(list);
            _lists.Add(list, id);
        }

        if (id < GlobalCount)
            Displace(ref _global[id]);
        else if (GlobalCount++ == _global.Length)
            Array.Resize(ref _global, Math.Max(16, _global.Length * 2));
        _global[id] = new Entry { Start = End, Length = length, List = list, LocalId = localId };
        End += length;
        _live += length;
        AddedStrings++;
        _globalId = id + 1 == _capacity ? 0 : id + 1;
        return id;
    }

    private void Displace(ref Entry entry)
    {
        if (entry.LocalId >= 0)
            _lists.At(entry.List, entry.LocalId) = -1;
        _live -= entry.Length;
    }

    /// <summary>Moves the values together, in the order in which they lie.</summary>
    private void Compact()
    {
        int end = 0;
        // Identifiers are given out in turn, so the oldest value is the one that would be displaced next.
        for (int i = 0; i < GlobalCount; i++)
        {
            int id = _globalId + i;
            if (id >= GlobalCount)
                id -= GlobalCount;
            ref Entry entry = ref _global[id];
            Array.Copy(_characters, entry.Start, _characters, end, entry.Length);
            entry.Start = end;
            end += entry.Length;
        }

        End = end;
    }

    private void Grow(int more) => Array.Resize(ref _characters, checked(Math.Max(End + more, Math.Max(256, _characters.Length * 2))));

    private struct Entry
    {
        public int Start;
        public int Length;
        public int List;
        public int LocalId;
        public string? Text;
    }
}
