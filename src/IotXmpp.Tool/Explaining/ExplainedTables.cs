using IotXmpp.Exi;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Tool.Explaining;

/// <summary>The string table of EXI 7.3 as lists; says of each string whether it was a hit or a miss, and in which partition.</summary>
internal sealed class ExplainedTables
{
    private readonly ExplainedBits _bits;
    private readonly ExiOptions _options;
    private readonly List<string> _uris = [];
    private readonly List<List<string>> _localNames = [];
    private readonly List<List<string>> _prefixes = [];
    private readonly Dictionary<(string, string), List<string?>> _localValues = [];
    private readonly List<(string Value, (string, string) Name, int LocalId)> _globalValues = [];
    private int _globalId;

    public ExplainedTables(GrammarImage image, ExplainedBits bits, ExiOptions options)
    {
        _bits = bits;
        _options = options;
        for (int uri = 0; uri < image.UriCount; uri++)
        {
            _uris.Add(image.GetUri(uri));
            _localNames.Add([.. Enumerable.Range(image.FirstQName(uri), image.LocalNameCount(uri)).Select(image.GetLocalName)]);
            _prefixes.Add(image.GetInitialPrefix(uri) is { } prefix ? [prefix] : []);
        }
    }

    private bool Prefixes => _options.Preserve.HasFlag(ExiPreserve.Prefixes);

    /// <summary>uri, local name and prefix.</summary>
    public (string Uri, string LocalName) ReadQName() => ReadQName(ReadUri());

    /// <summary>Local name and prefix, in a namespace that the event code says.</summary>
    public (string Uri, string LocalName) ReadQName(int uri)
    {
        List<string> names = _localNames[uri];
        int length = _bits.Count();
        string name;
        if (length == 0)
        {
            int hit = _bits.OneOf(names.Count);
            name = names[hit];
            _bits.Note("local name", $"hit {hit} of {names.Count}: {name}");
        }
        else
        {
            name = _bits.Characters(length - 1, []);
            names.Add(name);
            _bits.Note("local name", $"miss, {length - 1} characters: {name}; now {names.Count - 1} of its namespace");
        }

        ReadPrefixOf(_uris[uri]);
        return (_uris[uri], name);
    }

    /// <summary>Which prefix of its namespace a name has (EXI 7.1.7); read only where prefixes are preserved and there is a choice.</summary>
    public void ReadPrefixOf(string uri)
    {
        int index = _uris.IndexOf(uri);
        if (!Prefixes || index < 0 || _prefixes[index].Count < 2)
            return;
        int hit = _bits.OneOf(_prefixes[index].Count);
        _bits.Note("prefix", $"{hit} of {_prefixes[index].Count}: \"{_prefixes[index][hit]}\"");
    }

    /// <summary>A namespace declaration.</summary>
    public (string Prefix, string Uri) ReadNamespace()
    {
        int uri = ReadUri();
        List<string> prefixes = _prefixes[uri];
        int hit = _bits.OneOf(prefixes.Count + 1);
        if (hit == 0)
        {
            prefixes.Add(_bits.String());
            _bits.Note("prefix", $"miss: \"{prefixes[^1]}\"");
            hit = prefixes.Count;
        }
        else
        {
            _bits.Note("prefix", $"hit {hit - 1} of {prefixes.Count}: \"{prefixes[hit - 1]}\"");
        }

        bool own = _bits.Boolean();
        _bits.Note("local-element-ns", own ? "the element's own prefix" : "not the element's own");
        return (prefixes[hit - 1], _uris[uri]);
    }

    /// <summary>A value as a String (EXI 7.1.10, 7.3.3).</summary>
    /// <param name="name">Whose value it is.</param>
    /// <param name="set">Restricted character set, or empty.</param>
    /// <param name="type">Datatype, for the note.</param>
    public string ReadValue((string Uri, string LocalName) name, int[] set, string type)
    {
        List<string?> local = Local(name);
        int length = _bits.Count();
        if (length == 0)
        {
            int hit = _bits.OneOf(local.Count);
            string found = local[hit] ?? throw new FormatException($"a hit of a value that is no longer in the table (bit {_bits.Position})");
            _bits.Note("value", $"{type}, hit {hit} of {local.Count} in the local partition of {name.LocalName}: \"{found}\"");
            return found;
        }

        if (length == 1)
        {
            int hit = _bits.OneOf(_globalValues.Count);
            _bits.Note("value", $"{type}, hit {hit} of {_globalValues.Count} in the global partition: \"{_globalValues[hit].Value}\"");
            return _globalValues[hit].Value;
        }

        string value = _bits.Characters(length - 2, set);
        // As the codecs do, valueMaxLength counts UTF-16 units.
        bool added = value.Length > 0 && value.Length <= (_options.ValueMaxLength ?? int.MaxValue) && _options.ValuePartitionCapacity != 0;
        if (added)
            Add(name, local, value);
        string characters = set.Length > 0 ? $"{length - 2} characters of a set of {set.Length}" : $"{length - 2} characters";
        _bits.Note("value", $"{type}, miss, {characters}: \"{value}\"{(added ? "" : "; not added")}");
        return value;
    }

    private int ReadUri()
    {
        int hit = _bits.OneOf(_uris.Count + 1);
        if (hit > 0)
        {
            _bits.Note("uri", $"hit {hit - 1} of {_uris.Count}: \"{_uris[hit - 1]}\"");
            return hit - 1;
        }

        string uri = _bits.String();
        _uris.Add(uri);
        _localNames.Add([]);
        _prefixes.Add([]);
        _bits.Note("uri", $"miss, {uri.Length} characters: \"{uri}\"; now {_uris.Count - 1}");
        return _uris.Count - 1;
    }

    private void Add((string, string) name, List<string?> local, string value)
    {
        int localId = local.Count;
        if (_options.LocalValuePartitions)
            local.Add(value);
        if (_globalId < _globalValues.Count)
        {
            var old = _globalValues[_globalId];
            if (_options.LocalValuePartitions)
                Local(old.Name)[old.LocalId] = null;
            _globalValues[_globalId] = (value, name, localId);
        }
        else
        {
            _globalValues.Add((value, name, localId));
        }

        if (++_globalId == _options.ValuePartitionCapacity)
            _globalId = 0;
    }

    private List<string?> Local((string, string) name)
    {
        if (!_localValues.TryGetValue(name, out List<string?>? local))
            _localValues.Add(name, local = []);
        return local;
    }
}
