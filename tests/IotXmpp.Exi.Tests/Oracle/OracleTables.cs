using System.Numerics;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Tests.Oracle;

/// <summary>The string table of EXI 7.3 as lists.</summary>
internal sealed class OracleTables
{
    private readonly OracleBits _bits;
    private readonly OracleOptions _options;
    private readonly List<string> _uris = [];
    private readonly List<List<string>> _localNames = [];
    private readonly List<List<string>> _prefixes = [];
    private readonly Dictionary<(string, string), List<string?>> _localValues = [];
    private readonly List<(string Value, (string, string) Name, int LocalId)> _globalValues = [];
    private int _globalId;

    public OracleTables(GrammarImage image, OracleBits bits, OracleOptions options)
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

    public int ReadUri()
    {
        int hit = _bits.OneOf(_uris.Count + 1);
        return hit > 0 ? hit - 1 : AddUri(_bits.String());
    }

    public string Uri(int uri) => _uris[uri];

    public (string Uri, string LocalName) ReadQName(int uri)
    {
        string localName = ReadLocalName(uri);
        ReadPrefixOfQName(uri);
        return (_uris[uri], localName);
    }

    public string ReadLocalName(int uri)
    {
        List<string> names = _localNames[uri];
        int length = (int)_bits.Unsigned();
        if (length == 0)
            return names[_bits.OneOf(names.Count)];
        string name = _bits.Characters(length - 1, []);
        names.Add(name);
        return name;
    }

    /// <summary>7.1.7: which prefix of its uri a qname has, if prefixes are preserved.</summary>
    public void ReadPrefixOfQName(int uri)
    {
        if (_options.Prefixes && _prefixes[uri].Count > 1)
            _bits.OneOf(_prefixes[uri].Count);
    }

    public void ReadPrefixOfQName(string uri) => ReadPrefixOfQName(_uris.IndexOf(uri));

    public (string Prefix, string Uri) ReadNamespace()
    {
        int uri = ReadUri();
        List<string> prefixes = _prefixes[uri];
        int hit = _bits.OneOf(prefixes.Count + 1);
        if (hit == 0)
        {
            hit = prefixes.Count + 1;
            prefixes.Add(_bits.String());
        }

        _bits.Boolean();
        return (prefixes[hit - 1], _uris[uri]);
    }

    public string ReadValue((string, string) name, int[] set)
    {
        List<string?> local = Local(name);
        BigInteger length = _bits.Unsigned();
        if (length == 0)
            return local[_bits.OneOf(local.Count)]!;
        if (length == 1)
            return _globalValues[_bits.OneOf(_globalValues.Count)].Value;
        string value = _bits.Characters((int)length - 2, set);
        int codePoints = value.EnumerateRunes().Count();
        if (codePoints > 0 && codePoints <= _options.ValueMaxLength && _options.ValuePartitionCapacity > 0)
            AddValue(name, local, value);
        return value;
    }

    private void AddValue((string, string) name, List<string?> local, string value)
    {
        var entry = (value, name, local.Count);
        local.Add(value);
        if (_globalId < _globalValues.Count)
        {
            var old = _globalValues[_globalId];
            Local(old.Name)[old.LocalId] = null;
            _globalValues[_globalId] = entry;
        }
        else
        {
            _globalValues.Add(entry);
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

    private int AddUri(string uri)
    {
        _uris.Add(uri);
        _localNames.Add([]);
        _prefixes.Add([]);
        return _uris.Count - 1;
    }
}
