namespace IotXmpp.Exi.Strings;

/// <summary>
/// The uri, prefix and local-name partitions of one direction of a conversation (EXI 7.3.1, 7.3.2). A name is a number: first
/// the initial qnames of the schema, then those met in the stream. Values of a session that outlive the names of a body belong to
/// the place, uri and local-name identifier, that a qname had there, and so does its number.
/// </summary>
/// <remarks>
/// COMPAT EXIficient: its value partitions, carried over to a body with new name tables, are found by these identifiers. By the
/// letter of EXI 7.3.1 a partition belongs to the qname itself; but XEP-0322 leaves open what session-wide buffers are, and
/// partitions per place cannot grow without bound as peers invent names.
/// </remarks>
internal sealed class NameTable(InitialNames initial)
{
    private readonly List<string> _uris = [];
    private readonly Dictionary<string, int> _uriIndex = [];
    private readonly List<MetName> _met = [];
    private readonly Dictionary<(string Uri, string Local), int> _metIndex = [];
    private readonly Dictionary<(int Uri, int LocalId), int> _places = [];
    private readonly Dictionary<int, List<int>> _addedLocals = [];
    private readonly Dictionary<int, List<string>> _addedPrefixes = [];

    /// <summary>The qname xsi:nil.</summary>
    public int XsiNil => initial.XsiNil;

    /// <summary>The qname xsi:type.</summary>
    public int XsiType => initial.XsiType;

    /// <summary>Names below this number are the schema's qnames.</summary>
    public int InitialNameCount => initial.Locals.Length;

    /// <summary>Strings added to the initial ones.</summary>
    public int AddedStrings { get; private set; }

    /// <summary>Entries in the uri partition.</summary>
    public int UriCount => initial.Uris.Length + _uris.Count;

    /// <summary>Entries of the schema-informed or built-in uri partition at the start.</summary>
    public int InitialUriCount => initial.Uris.Length;

    /// <summary>
    /// Starts a new body. <paramref name="keepNumbers"/>: a place keeps its number, though its name left the partition.
    /// </summary>
    public void Reset(bool keepNumbers)
    {
        _uris.Clear();
        _uriIndex.Clear();
        _addedLocals.Clear();
        _addedPrefixes.Clear();
        _metIndex.Clear();
        AddedStrings = 0;
        if (keepNumbers)
            return;
        _met.Clear();
        _places.Clear();
    }

    /// <summary>The uri of a compact identifier.</summary>
    public string Uri(int id) => id < initial.Uris.Length ? initial.Uris[id] : _uris[id - initial.Uris.Length];

    /// <summary>Compact identifier of a uri, or -1.</summary>
    public int FindUri(string uri)
    {
        int id = initial.FindUri(uri);
        return id >= 0 ? id : _uriIndex.TryGetValue(uri, out id) ? id : -1;
    }

    /// <summary>Adds a uri with the next compact identifier.</summary>
    public int AddUri(string uri)
    {
        int id = UriCount;
        _uris.Add(uri);
        _uriIndex.TryAdd(uri, id);
        AddedStrings++;
        return id;
    }

    /// <summary>Entries in the local-name partition of a uri.</summary>
    public int LocalCount(int uri) => InitialLocalCount(uri) + (_addedLocals.TryGetValue(uri, out List<int>? added) ? added.Count : 0);

    /// <summary>The name with a compact identifier in the local-name partition of a uri.</summary>
    public int NameAt(int uri, int localId)
    {
        int count = InitialLocalCount(uri);
        return localId < count ? initial.FirstNames[uri] + localId : _addedLocals[uri][localId - count];
    }

    /// <summary>The name in the local-name partition of a uri, or -1.</summary>
    public int FindName(int uri, string local)
    {
        if (uri < initial.Uris.Length)
        {
            int name = initial.FindName(uri, local);
            if (name >= 0)
                return name;
        }

        return _metIndex.TryGetValue((Uri(uri), local), out int met) ? met : -1;
    }

    /// <summary>Compact identifier of a name of the partition of its uri.</summary>
    public int LocalId(int name) =>
        name < initial.Locals.Length ? name - initial.FirstNames[initial.UriOfName[name]] : Met(name).LocalId;

    /// <summary>
    /// Adds a local name to the partition of a uri. A peer may spell out a name, or a uri, that has an identifier already:
    /// the partition grows, the name stays one.
    /// </summary>
    public int AddName(int uri, string local)
    {
        string uriText = Uri(uri);
        int initialUri = initial.FindUri(uriText);
        int name = initialUri < 0 ? -1 : initial.FindName(initialUri, local);
        if (!_addedLocals.TryGetValue(uri, out List<int>? added))
            _addedLocals.Add(uri, added = []);
        if (name < 0 && !_metIndex.TryGetValue((uriText, local), out name))
        {
            int localId = InitialLocalCount(uri) + added.Count;
            if (!_places.TryGetValue((uri, localId), out name))
            {
                name = initial.Locals.Length + _met.Count;
                _met.Add(new MetName());
                _places.Add((uri, localId), name);
            }

            Met(name).Set(uriText, local, localId);
            _metIndex.Add((uriText, local), name);
        }

        added.Add(name);
        AddedStrings++;
        return name;
    }

    /// <summary>The uri of a name.</summary>
    public string UriOf(int name) => name < initial.Locals.Length ? initial.Uris[initial.UriOfName[name]] : Met(name).Uri;

    /// <summary>The local part of a name.</summary>
    public string LocalOf(int name) => name < initial.Locals.Length ? initial.Locals[name] : Met(name).Local;

    /// <summary>Compact identifier of the uri of a name.</summary>
    public int UriIdOf(int name) => name < initial.Locals.Length ? initial.UriOfName[name] : FindUri(Met(name).Uri);

    /// <summary>Entries in the prefix partition of a uri.</summary>
    public int PrefixCount(int uri) =>
        (InitialPrefix(uri) is null ? 0 : 1) + (_addedPrefixes.TryGetValue(uri, out List<string>? added) ? added.Count : 0);

    /// <summary>The prefix with a compact identifier in the partition of a uri.</summary>
    public string PrefixAt(int uri, int id)
    {
        string? first = InitialPrefix(uri);
        return first is null ? _addedPrefixes[uri][id] : id == 0 ? first : _addedPrefixes[uri][id - 1];
    }

    /// <summary>Compact identifier of a prefix of a uri, or -1.</summary>
    public int FindPrefix(int uri, string prefix)
    {
        string? first = InitialPrefix(uri);
        if (prefix == first)
            return 0;
        int id = _addedPrefixes.TryGetValue(uri, out List<string>? added) ? added.IndexOf(prefix) : -1;
        return id < 0 || first is null ? id : id + 1;
    }

    /// <summary>Adds a prefix to the partition of a uri.</summary>
    public void AddPrefix(int uri, string prefix)
    {
        if (!_addedPrefixes.TryGetValue(uri, out List<string>? added))
            _addedPrefixes.Add(uri, added = []);
        added.Add(prefix);
        AddedStrings++;
    }

    private int InitialLocalCount(int uri) =>
        uri < initial.Uris.Length ? initial.FirstNames[uri + 1] - initial.FirstNames[uri] : 0;

    private string? InitialPrefix(int uri) => uri < initial.Prefixes.Length ? initial.Prefixes[uri] : null;

    private MetName Met(int name) => _met[name - initial.Locals.Length];

    private sealed class MetName
    {
        public string Uri { get; private set; } = "";

        public string Local { get; private set; } = "";

        /// <summary>Compact identifier in the partition of the uri.</summary>
        public int LocalId { get; private set; }

        public void Set(string uri, string local, int localId)
        {
            Uri = uri;
            Local = local;
            LocalId = localId;
        }
    }
}
