namespace IotXmpp.Exi.Strings;

/// <summary>
/// The uri, prefix and local-name partitions of a decoder (EXI 7.3.1, 7.3.2). A name is a number: first the initial qnames of the
/// schema, then those met in the stream. Values of a session that outlive the names of a body belong to the place, uri and local-name
/// identifier, that a qname had there, and so does its number.
/// </summary>
/// <remarks>
/// COMPAT EXIficient: its value partitions, carried over to a body with new name tables, are found by these identifiers. By the
/// letter of EXI 7.3.1 a partition belongs to the qname itself; but XEP-0322 leaves open what session-wide buffers are, and
/// partitions per place cannot grow without bound as peers invent names.
/// </remarks>
internal sealed class DecodedNames
{
    /// <summary>A name that is no NCName.</summary>
    public const byte NotNcName = 1;

    /// <summary>A name in the namespace of namespace declarations.</summary>
    public const byte InXmlns = 2;

    /// <summary>The name xmlns without namespace.</summary>
    public const byte IsXmlns = 4;

    private const string XmlnsUri = "http://www.w3.org/2000/xmlns/";

    private readonly InitialNames _initial;
    private readonly MetStrings _strings = new();
    private readonly IntMap _localLists = new();
    private readonly IntMap _prefixLists = new();
    private readonly IntLists _lists = new();
    private readonly IntMap _places = new();
    private readonly string[] _initialLocals;
    private int[] _uris = [];
    private int _uriCount;
    private MetName[] _met = [];
    private int _metCount;
    private int _body = 1;

    /// <summary>Creates the partitions with the initial entries of a schema.</summary>
    public DecodedNames(InitialNames initial)
    {
        _initial = initial;
        _initialLocals = initial.Locals;
        InitialUriCount = initial.Uris.Length;
    }

    /// <summary>The qname xsi:nil.</summary>
    public int XsiNil => _initial.XsiNil;

    /// <summary>The qname xsi:type.</summary>
    public int XsiType => _initial.XsiType;

    /// <summary>Names below this number are the schema's qnames.</summary>
    public int InitialNameCount => _initialLocals.Length;

    /// <summary>Strings added to the initial ones.</summary>
    public int AddedStrings { get; private set; }

    /// <summary>Entries in the uri partition.</summary>
    public int UriCount => InitialUriCount + _uriCount;

    private int InitialUriCount { get; }

    /// <summary>
    /// Starts a new body. <paramref name="keepNumbers"/>: a place keeps its number, though its name left the partition.
    /// </summary>
    public void Reset(bool keepNumbers)
    {
        _body++;
        AddedStrings = 0;
        if (_uriCount + _metCount > 0 || _strings.Count > 0)
        {
            _uriCount = 0;
            _localLists.Clear();
            _prefixLists.Clear();
            _lists.Clear();
            if (_strings.IsLarge)
                _strings.Clear();
        }

        if (keepNumbers)
            return;
        _metCount = 0;
        _places.Clear();
    }

    /// <summary>The uri of a compact identifier.</summary>
    public string Uri(int id) => id < InitialUriCount ? _initial.Uris[id] : _strings[_uris[id - InitialUriCount]].Text;

    /// <summary>Adds a uri with the next compact identifier. A peer may spell out one that is known: it then has several identifiers.</summary>
    public int AddUri(ReadOnlySpan<char> uri)
    {
        int entry = UriEntry(uri);
        int id = UriCount;
        if (_uriCount == _uris.Length)
            Array.Resize(ref _uris, Math.Max(8, _uriCount * 2));
        _uris[_uriCount++] = entry;
        ref MetStrings.Entry known = ref _strings[entry];
        if (known.Body != _body)
        {
            known.Body = _body;
            known.Number = known.Initial >= 0 ? known.Initial : id;
        }

        AddedStrings++;
        return id;
    }

    /// <summary>Entries in the local-name partition of a uri.</summary>
    public int LocalCount(int uri)
    {
        int list = _localLists.Find(uri);
        return InitialLocalCount(uri) + (list < 0 ? 0 : _lists.Count(list));
    }

    /// <summary>The name with a compact identifier in the local-name partition of a uri.</summary>
    public int NameAt(int uri, int localId)
    {
        int count = InitialLocalCount(uri);
        return localId < count ? _initial.FirstNames[uri] + localId : _lists.At(_localLists.Find(uri), localId - count);
    }

    /// <summary>
    /// Adds a local name to the partition of a uri. A peer may spell out a name, or a uri, that has an identifier already:
    /// the partition grows, the name stays one.
    /// </summary>
    public int AddName(int uri, ReadOnlySpan<char> local)
    {
        int uriEntry = uri < InitialUriCount ? UriEntry(_initial.Uris[uri]) : _uris[uri - InitialUriCount];
        int entry = _strings.FindOrAdd(uriEntry, local, out bool isNew);
        ref MetStrings.Entry known = ref _strings[entry];
        if (isNew)
        {
            ref MetStrings.Entry uriKnown = ref _strings[uriEntry];
            known.Initial = uriKnown.Initial < 0 ? -1 : _initial.FindName(uriKnown.Initial, known.Text);
            known.Flaws = FlawsOf(uriKnown.Text, known.Text);
        }

        int list = _localLists.Find(uri);
        if (list < 0)
            _localLists.Add(uri, list = _lists.Make());
        if (known.Body != _body)
        {
            known.Body = _body;
            known.Number = known.Initial >= 0 ? known.Initial : NewName(uri, InitialLocalCount(uri) + _lists.Count(list), uriEntry, entry);
        }

        _lists.Add(list, known.Number);
        AddedStrings++;
        return known.Number;
    }

    /// <summary>The uri of a name.</summary>
    public string UriOf(int name) => name < _initialLocals.Length ? _initial.Uris[_initial.UriOfName[name]] : _met[name - _initialLocals.Length].Uri;

    /// <summary>The local part of a name.</summary>
    public string LocalOf(int name) => name < _initialLocals.Length ? _initialLocals[name] : _met[name - _initialLocals.Length].Local;

    /// <summary>Compact identifier of the uri of a name.</summary>
    public int UriIdOf(int name) => name < _initialLocals.Length ? _initial.UriOfName[name] : _met[name - _initialLocals.Length].UriId;

    /// <summary>What is wrong with a name that was met, or 0. A schema's names are right.</summary>
    public byte FlawsOf(int name) => name < _initialLocals.Length ? (byte)0 : _met[name - _initialLocals.Length].Flaws;

    /// <summary>Entries in the prefix partition of a uri.</summary>
    public int PrefixCount(int uri)
    {
        int list = _prefixLists.Find(uri);
        return (InitialPrefix(uri) is null ? 0 : 1) + (list < 0 ? 0 : _lists.Count(list));
    }

    /// <summary>The prefix with a compact identifier in the partition of a uri.</summary>
    public string PrefixAt(int uri, int id)
    {
        if (InitialPrefix(uri) is { } first && id-- == 0)
            return first;
        return _strings[_lists.At(_prefixLists.Find(uri), id)].Text;
    }

    /// <summary>Adds a prefix to the partition of a uri.</summary>
    /// <returns>The prefix.</returns>
    public string AddPrefix(int uri, ReadOnlySpan<char> prefix)
    {
        int entry = _strings.FindOrAdd(MetStrings.Prefixes, prefix, out _);
        int list = _prefixLists.Find(uri);
        if (list < 0)
            _prefixLists.Add(uri, list = _lists.Make());
        _lists.Add(list, entry);
        AddedStrings++;
        return _strings[entry].Text;
    }

    private static byte FlawsOf(string uri, string local)
    {
        // A met name may be no name at all: an xsi:type value without namespace is its whole lexical form.
        int flaws = XmlCharacters.IsNcName(local) ? 0 : NotNcName;
        if (uri == XmlnsUri)
            flaws |= InXmlns;
        else if (uri.Length == 0 && local == "xmlns")
            flaws |= IsXmlns;
        return (byte)flaws;
    }

    private int UriEntry(ReadOnlySpan<char> uri)
    {
        int entry = _strings.FindOrAdd(MetStrings.Uris, uri, out bool isNew);
        if (isNew)
            _strings[entry].Initial = _initial.FindUri(_strings[entry].Text);
        return entry;
    }

    private int NewName(int uri, int localId, int uriEntry, int entry)
    {
        long place = ((long)uri << 32) | (uint)localId;
        int met = _places.Find(place);
        if (met < 0)
        {
            if (_metCount == _met.Length)
                Array.Resize(ref _met, Math.Max(16, _metCount * 2));
            met = _metCount++;
            _places.Add(place, met);
        }

        ref MetStrings.Entry uriKnown = ref _strings[uriEntry];
        int firstUri = uriKnown.Body == _body ? uriKnown.Number : uriKnown.Initial >= 0 ? uriKnown.Initial : uri;
        _met[met] = new MetName { Uri = uriKnown.Text, Local = _strings[entry].Text, UriId = firstUri, Flaws = _strings[entry].Flaws };
        return _initialLocals.Length + met;
    }

    private int InitialLocalCount(int uri) =>
        uri < InitialUriCount ? _initial.FirstNames[uri + 1] - _initial.FirstNames[uri] : 0;

    private string? InitialPrefix(int uri) => uri < InitialUriCount ? _initial.Prefixes[uri] : null;

    private struct MetName
    {
        public string Uri;
        public string Local;
        public int UriId;
        public byte Flaws;
    }
}
