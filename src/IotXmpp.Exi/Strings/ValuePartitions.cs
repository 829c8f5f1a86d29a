namespace IotXmpp.Exi.Strings;

/// <summary>
/// The global and the local value partitions (EXI 7.3.3) with valueMaxLength, valuePartitionCapacity and the profile's
/// localValuePartitions. One side of a conversation either looks up by identifier (decoder) or by text (encoder).
/// </summary>
internal sealed class ValuePartitions(ExiOptions options)
{
    private readonly int _capacity = options.ValuePartitionCapacity ?? int.MaxValue;
    private readonly int _maxLength = options.ValueMaxLength ?? int.MaxValue;
    private readonly bool _localPartitions = options.LocalValuePartitions;
    private readonly List<Entry> _global = [];
    private readonly Dictionary<int, List<string?>> _local = [];
    private readonly Dictionary<string, Entry> _byText = [];
    private readonly List<Change> _journal = [];
    private int _globalId;

    /// <summary>Entries in the global partition.</summary>
    public int GlobalCount => _global.Count;

    /// <summary>Entries ever made, forgotten ones in local partitions included: what the tables hold in memory.</summary>
    public int AddedStrings { get; private set; }

    /// <summary>Empties all partitions.</summary>
    public void Reset()
    {
        _global.Clear();
        _local.Clear();
        _byText.Clear();
        _journal.Clear();
        _globalId = 0;
        AddedStrings = 0;
    }

    /// <summary>The value with a compact identifier of the global partition.</summary>
    public string Global(int id) => _global[id].Text;

    /// <summary>Identifiers given out in the local partition of a name.</summary>
    public int LocalCount(int name) => _local.TryGetValue(name, out List<string?>? partition) ? partition.Count : 0;

    /// <summary>The value with a compact identifier of the local partition of a name; null when it was displaced.</summary>
    public string? Local(int name, int id) => _local[name][id];

    /// <summary>Where a text is found: in the local partition of <paramref name="name"/> if possible, else in the global one.</summary>
    public bool TryFind(int name, string text, out bool isLocal, out int id)
    {
        isLocal = false;
        id = 0;
        if (!_byText.TryGetValue(text, out Entry? entry))
            return false;
        isLocal = entry.Name == name && entry.LocalId >= 0;
        id = isLocal ? entry.LocalId : entry.GlobalId;
        return true;
    }

    /// <summary>Adds a value that was represented as a literal, if length and capacity allow it.</summary>
    /// <param name="name">The element or attribute whose value it is.</param>
    /// <param name="text">The value.</param>
    /// <remarks>
    /// COMPAT EXIficient, OpenEXI: both measure valueMaxLength in UTF-16 units, where EXI 7.3.3 speaks of characters. It matters
    /// for values with characters beyond the BMP only, and there tables that differ would mean wrong values: we do as they do.
    /// </remarks>
    public void Add(int name, string text)
    {
        if (text.Length == 0 || text.Length > _maxLength || _capacity == 0)
            return;

        int localId = -1;
        if (_localPartitions)
        {
            if (!_local.TryGetValue(name, out List<string?>? partition))
                _local.Add(name, partition = []);
            localId = partition.Count;
            partition.Add(text);
        }

        var entry = new Entry(text, name, localId, _globalId);
        Entry? displaced = null;
        if (_globalId < _global.Count)
        {
            displaced = _global[_globalId];
            _global[_globalId] = entry;
            if (displaced.LocalId >= 0)
                _local[displaced.Name][displaced.LocalId] = null;
            if (_byText.TryGetValue(displaced.Text, out Entry? known) && ReferenceEquals(known, displaced))
                _byText.Remove(displaced.Text);
        }
        else
        {
            _global.Add(entry);
        }

        _byText[text] = entry;
        _journal.Add(new Change(entry, displaced));
        AddedStrings++;
        _globalId = _globalId + 1 == _capacity ? 0 : _globalId + 1;
    }

    /// <summary>Keeps everything added so far.</summary>
    public void Commit() => _journal.Clear();

    /// <summary>Takes back everything added since <see cref="Commit"/>: an encoder's body failed and was not sent.</summary>
    public void Rollback()
    {
        for (int i = _journal.Count - 1; i >= 0; i--)
        {
            (Entry added, Entry? displaced) = _journal[i];
            _byText.Remove(added.Text);
            if (added.LocalId >= 0)
                _local[added.Name].RemoveAt(added.LocalId);
            if (displaced is null)
            {
                _global.RemoveAt(added.GlobalId);
            }
            else
            {
                _global[added.GlobalId] = displaced;
                _byText[displaced.Text] = displaced;
                if (displaced.LocalId >= 0)
                    _local[displaced.Name][displaced.LocalId] = displaced.Text;
            }

            _globalId = added.GlobalId;
            AddedStrings--;
        }

        _journal.Clear();
    }

    private sealed record Entry(string Text, int Name, int LocalId, int GlobalId);

    private readonly record struct Change(Entry Added, Entry? Displaced);
}
