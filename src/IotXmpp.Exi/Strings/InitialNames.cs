using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Strings;

/// <summary>
/// The initial entries of the uri, prefix and local-name partitions (EXI 7.3.1, appendix D) as strings. Immutable; one for
/// all streams of a schema. A qname is one number: its place among all initial qnames, uri by uri.
/// </summary>
internal sealed class InitialNames
{
    private readonly Dictionary<string, int> _uriIndex = [];
    private readonly Dictionary<(int Uri, string Local), int> _nameIndex = [];
    private readonly Dictionary<string, string> _atoms = [];

    /// <summary>Made when first needed; making one twice is harmless.</summary>
    private readonly byte[]?[] _utf8Locals;

    private InitialNames(string[] uris, string?[] prefixes, int[] firstNames, string[] locals, int xsiNil, int xsiType)
    {
        Uris = uris;
        Prefixes = prefixes;
        FirstNames = firstNames;
        Locals = locals;
        XsiNil = xsiNil;
        XsiType = xsiType;
        UriOfName = new int[locals.Length];
        _utf8Locals = new byte[locals.Length][];
        foreach (string known in (string[])["", "xml", "xmlns", "xsi", "http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2001/XMLSchema-instance"])
            _atoms.Add(known, known);
        Unify(uris);
        Unify(prefixes);
        Unify(locals);
        for (int uri = 0; uri < uris.Length; uri++)
        {
            _uriIndex.Add(uris[uri], uri);
            for (int name = firstNames[uri]; name < firstNames[uri + 1]; name++)
            {
                UriOfName[name] = uri;
                _nameIndex.Add((uri, locals[name]), name);
            }
        }
    }

    /// <summary>The entries of a schema-less stream: three uris, the names of xml and xsi.</summary>
    public static InitialNames SchemaLess { get; } = new(
        ["", "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2001/XMLSchema-instance"],
        ["", "xml", "xsi"],
        [0, 0, 4, 6],
        ["base", "id", "lang", "space", "nil", "type"],
        xsiNil: 4,
        xsiType: 5);

    /// <summary>The uris in the order of their compact identifiers.</summary>
    public string[] Uris { get; }

    /// <summary>The initial prefix of each uri, or null.</summary>
    public string?[] Prefixes { get; }

    /// <summary>The first qname of each uri, and one past the last.</summary>
    public int[] FirstNames { get; }

    /// <summary>The local name of each qname.</summary>
    public string[] Locals { get; }

    /// <summary>The uri of each qname.</summary>
    public int[] UriOfName { get; }

    /// <summary>The qname xsi:nil.</summary>
    public int XsiNil { get; }

    /// <summary>The qname xsi:type.</summary>
    public int XsiType { get; }

    /// <summary>Reads the entries of a schema.</summary>
    public static InitialNames Of(GrammarImage image)
    {
        int uriCount = image.UriCount;
        var uris = new string[uriCount];
        var prefixes = new string?[uriCount];
        var firstNames = new int[uriCount + 1];
        for (int uri = 0; uri < uriCount; uri++)
        {
            uris[uri] = image.GetUri(uri);
            prefixes[uri] = image.GetInitialPrefix(uri);
            firstNames[uri] = image.FirstQName(uri);
        }

        firstNames[uriCount] = image.QNameCount;
        var locals = new string[image.QNameCount];
        for (int name = 0; name < locals.Length; name++)
            locals[name] = image.GetLocalName(name);
        return new InitialNames(uris, prefixes, firstNames, locals, image.XsiNil, image.XsiType);
    }

    /// <summary>The local name of a qname in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8Local(int name) => _utf8Locals[name] ??= System.Text.Encoding.UTF8.GetBytes(Locals[name]);

    /// <summary>The one object for a text that is a uri, a prefix or a local name here; or null.</summary>
    public string? Atom(string text) => _atoms.GetValueOrDefault(text);

    /// <summary>The one object for a text that is a uri, a prefix or a local name here; or null.</summary>
    public string? Atom(ReadOnlySpan<char> text) => _atoms.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out string? atom) ? atom : null;

    /// <summary>Compact identifier of a uri, or -1.</summary>
    public int FindUri(string uri) => _uriIndex.TryGetValue(uri, out int id) ? id : -1;

    /// <summary>The qname, or -1.</summary>
    public int FindName(int uri, string local) => _nameIndex.TryGetValue((uri, local), out int name) ? name : -1;

    /// <summary>Equal texts become one object: XmlReader promises that for its names.</summary>
    private void Unify(string?[] texts)
    {
        for (int i = 0; i < texts.Length; i++)
        {
            if (texts[i] is not { } text || _atoms.TryAdd(text, text))
                continue;
            texts[i] = _atoms[text];
        }
    }
}
