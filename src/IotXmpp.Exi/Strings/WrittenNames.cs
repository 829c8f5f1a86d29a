namespace IotXmpp.Exi.Strings;

/// <summary>
/// The uri, prefix and local-name partitions (EXI 7.3.1, 7.3.2) as an encoder sees them. A name or uri it has met stays known as an object,
/// which remembers its number in the current tables: to start new tables is to count one up, and to find a name again that is passed as
/// the same strings is to compare references.
/// </summary>
/// <remarks>The rules, and the numbers of names, are those of <see cref="DecodedNames"/>, which a decoder uses.</remarks>
internal sealed class WrittenNames(InitialNames initial)
{
    private const int RecentSlots = 256;

    /// <summary>More names than a schema has are forgotten with their tables: peers whose stanzas are passed on may invent them.</summary>
    private const int MostKept = 4096;

    private readonly WrittenName?[] _recent = new WrittenName?[RecentSlots];
    private readonly Dictionary<string, WrittenUri> _uris = [];
    private WrittenName?[] _buckets = new WrittenName?[64];
    private WrittenName?[] _byNumber = [];
    private int _count;
    private readonly List<WrittenName> _met = [];
    private readonly Dictionary<(int Uri, int LocalId), int> _places = [];
    private readonly List<List<string>?> _prefixes = [];
    private int[] _addedLocals = new int[initial.Uris.Length + 8];
    private WrittenUri _lastUri = new("", 0);
    private int _tables = 1;

    /// <summary>The qname xsi:nil.</summary>
    public int XsiNil => initial.XsiNil;

    /// <summary>The qname xsi:type.</summary>
    public int XsiType => initial.XsiType;

    /// <summary>Names below this number are the schema's qnames.</summary>
    public int InitialNameCount => initial.Locals.Length;

    /// <summary>Entries in the uri partition.</summary>
    public int UriCount { get; private set; } = initial.Uris.Length;

    /// <summary>Changes when names that were given out are no longer known.</summary>
    public int Version { get; private set; }

    /// <summary>Starts new tables. <paramref name="keepNumbers"/>: a place keeps its number, though its name left the partition.</summary>
    public void Reset(bool keepNumbers)
    {
        if (UriCount > initial.Uris.Length || _met.Count > 0)
        {
            _tables++;
            UriCount = initial.Uris.Length;
            Array.Clear(_addedLocals);
        }

        _prefixes.Clear();
        if (_count > MostKept || _uris.Count > MostKept)
        {
            Array.Clear(_recent);
            Array.Clear(_buckets);
            Array.Clear(_byNumber);
            _count = 0;
            Version++;
            _uris.Clear();
            _lastUri = new("", 0);
        }

        if (keepNumbers)
            return;
        _met.Clear();
        _places.Clear();
    }

    /// <summary>The name as an object, known to the tables or not.</summary>
    public WrittenName Get(string uri, string local)
    {
        if (local.Length == 0)
            return Find(uri, local, out uint emptyHash) ?? Make(uri, local, emptyHash);
        ref WrittenName? recent = ref _recent[(local[0] + (local[^1] * 5) + (local.Length * 17) + (uri.Length * 3)) & (RecentSlots - 1)];
        if (recent is not null && recent.Local == local && recent.Uri.Text == uri)
            return recent;
        return recent = Find(uri, local, out uint hash) ?? Make(uri, local, hash);
    }

    /// <summary>The name as an object, known to the tables or not.</summary>
    public WrittenName Get(ReadOnlySpan<char> uri, ReadOnlySpan<char> local) =>
        Find(uri, local, out uint hash) ?? Make(uri.ToString(), local.ToString(), hash);

    /// <summary>One of the schema's qnames.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not one of them.</exception>
    public WrittenName Get(int initialNumber)
    {
        if ((uint)initialNumber < (uint)_byNumber.Length && _byNumber[initialNumber] is { } known)
            return known;
        ArgumentOutOfRangeException.ThrowIfNegative(initialNumber);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(initialNumber, InitialNameCount);
        if (_byNumber.Length == 0)
            _byNumber = new WrittenName?[InitialNameCount];
        return _byNumber[initialNumber] = Get(UriOf(initialNumber), LocalOf(initialNumber));
    }

    /// <summary>The namespace as an object, known to the tables or not.</summary>
    public WrittenUri GetUri(string uri)
    {
        if (ReferenceEquals(_lastUri.Text, uri))
            return _lastUri;
        if (!_uris.TryGetValue(uri, out WrittenUri? known))
            _uris.Add(uri, known = new WrittenUri(uri, initial.FindUri(uri)));
        return _lastUri = known;
    }

    /// <summary>Compact identifier of a uri, or -1.</summary>
    public int IdOf(WrittenUri uri) => uri.InitialId >= 0 ? uri.InitialId : uri.Tables == _tables ? uri.Id : -1;

    /// <summary>Adds a uri with the next compact identifier.</summary>
    public int Add(WrittenUri uri)
    {
        uri.Id = UriCount++;
        uri.Tables = _tables;
        if (uri.Id >= _addedLocals.Length)
            Array.Resize(ref _addedLocals, uri.Id * 2);
        return uri.Id;
    }

    /// <summary>The number of a name, or -1 when the tables do not have it.</summary>
    public int NumberOf(WrittenName name) => name.InitialNumber >= 0 ? name.InitialNumber : name.Tables == _tables ? name.Number : -1;

    /// <summary>Entries in the local-name partition of a uri.</summary>
    public int LocalCount(int uri) => InitialLocalCount(uri) + _addedLocals[uri];

    /// <summary>Identifier of a name that the tables have in the partition of its uri.</summary>
    public int LocalIdOf(WrittenName name) =>
        name.InitialNumber >= 0 ? name.InitialNumber - initial.FirstNames[initial.UriOfName[name.InitialNumber]] : name.LocalId;

    /// <summary>Adds a name that the tables do not have; its uri they have.</summary>
    public int Add(WrittenName name)
    {
        int uri = IdOf(name.Uri);
        name.LocalId = InitialLocalCount(uri) + _addedLocals[uri]++;
        name.Tables = _tables;
        if (_places.TryGetValue((uri, name.LocalId), out int number))
        {
            _met[number - initial.Locals.Length] = name;
        }
        else
        {
            number = initial.Locals.Length + _met.Count;
            _met.Add(name);
            _places.Add((uri, name.LocalId), number);
        }

        name.Number = number;
        return number;
    }

    /// <summary>The uri of a name.</summary>
    public string UriOf(int name) => name < initial.Locals.Length ? initial.Uris[initial.UriOfName[name]] : _met[name - initial.Locals.Length].Uri.Text;

    /// <summary>The local part of a name.</summary>
    public string LocalOf(int name) => name < initial.Locals.Length ? initial.Locals[name] : _met[name - initial.Locals.Length].Local;

    /// <summary>Entries in the prefix partition of a uri.</summary>
    public int PrefixCount(int uri) => (InitialPrefix(uri) is null ? 0 : 1) + (AddedPrefixes(uri)?.Count ?? 0);

    /// <summary>Compact identifier of a prefix of a uri, or -1.</summary>
    public int FindPrefix(int uri, string prefix)
    {
        string? first = InitialPrefix(uri);
        if (prefix == first)
            return 0;
        int id = AddedPrefixes(uri)?.IndexOf(prefix) ?? -1;
        return id < 0 || first is null ? id : id + 1;
    }

    /// <summary>Adds a prefix to the partition of a uri.</summary>
    public void AddPrefix(int uri, string prefix)
    {
        while (_prefixes.Count <= uri)
            _prefixes.Add(null);
        (_prefixes[uri] ??= []).Add(prefix);
    }

    private WrittenName? Find(ReadOnlySpan<char> uri, ReadOnlySpan<char> local, out uint hash)
    {
        hash = (TextHash.Of(local) * 31) + TextHash.Of(uri);
        WrittenName? name = _buckets[hash & (uint)(_buckets.Length - 1)];
        while (name is not null && !(name.Hash == hash && local.SequenceEqual(name.Local) && uri.SequenceEqual(name.Uri.Text)))
            name = name.Next;
        return name;
    }

    private WrittenName Make(string uri, string local, uint hash)
    {
        if (_count == _buckets.Length)
            Rehash();
        WrittenUri namespaceName = GetUri(uri);
        int number = namespaceName.InitialId < 0 ? -1 : initial.FindName(namespaceName.InitialId, local);
        ref WrittenName? bucket = ref _buckets[hash & (uint)(_buckets.Length - 1)];
        _count++;
        return bucket = new WrittenName(namespaceName, local, number, hash, bucket);
    }

    private void Rehash()
    {
        WrittenName?[] old = _buckets;
        _buckets = new WrittenName?[old.Length * 4];
        foreach (WrittenName? chain in old)
        {
            for (WrittenName? name = chain, next; name is not null; name = next)
            {
                next = name.Next;
                ref WrittenName? bucket = ref _buckets[name.Hash & (uint)(_buckets.Length - 1)];
                name.Next = bucket;
                bucket = name;
            }
        }
    }

    private List<string>? AddedPrefixes(int uri) => uri < _prefixes.Count ? _prefixes[uri] : null;

    private int InitialLocalCount(int uri) => uri < initial.Uris.Length ? initial.FirstNames[uri + 1] - initial.FirstNames[uri] : 0;

    private string? InitialPrefix(int uri) => uri < initial.Prefixes.Length ? initial.Prefixes[uri] : null;
}
