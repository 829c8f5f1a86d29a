using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Grammars;

/// <summary>Initial entries of the string tables (EXI Appendix D) and the numbers of qnames that follow from them.</summary>
internal sealed class NameTables
{
    private static readonly string[] s_xsdNames =
    [
        "ENTITIES", "ENTITY", "ID", "IDREF", "IDREFS", "NCName", "NMTOKEN", "NMTOKENS", "NOTATION", "Name", "QName", "anySimpleType",
        "anyType", "anyURI", "base64Binary", "boolean", "byte", "date", "dateTime", "decimal", "double", "duration", "float", "gDay",
        "gMonth", "gMonthDay", "gYear", "gYearMonth", "hexBinary", "int", "integer", "language", "long", "negativeInteger",
        "nonNegativeInteger", "nonPositiveInteger", "normalizedString", "positiveInteger", "short", "string", "time", "token",
        "unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort",
    ];

    private readonly GrammarTables _tables;
    private readonly List<string> _firstUris = ["", XmlNamespaces.Xml, XmlNamespaces.Xsi];
    private readonly Dictionary<string, SortedSet<string>> _localNames = [];
    private readonly Dictionary<string, int> _uriIndices = [];
    private readonly Dictionary<QName, int> _qnameIndices = [];

    public NameTables(GrammarTables tables, bool schemaInformed)
    {
        _tables = tables;
        if (schemaInformed)
            _firstUris.Add(XmlNamespaces.Xsd);
        AddUris(_firstUris);
        _localNames[XmlNamespaces.Xml].UnionWith(["base", "id", "lang", "space"]);
        _localNames[XmlNamespaces.Xsi].UnionWith(["nil", "type"]);
        if (schemaInformed)
            _localNames[XmlNamespaces.Xsd].UnionWith(s_xsdNames);
    }

    public void AddUris(IEnumerable<string> uris)
    {
        foreach (string uri in uris)
            _localNames.TryAdd(uri, new SortedSet<string>(CodePointOrder.Instance));
    }

    public void Add(QName name)
    {
        AddUris([name.Uri]);
        _localNames[name.Uri].Add(name.LocalName);
    }

    /// <summary>Numbers everything that was added; afterwards only lookups.</summary>
    public void Freeze()
    {
        IEnumerable<string> others = _localNames.Keys.Except(_firstUris).Order(CodePointOrder.Instance);
        foreach (string uri in _firstUris.Concat(others))
        {
            int index = _tables.Uris.Count;
            _uriIndices.Add(uri, index);
            string? prefix = uri switch
            {
                "" => "",
                XmlNamespaces.Xml => "xml",
                XmlNamespaces.Xsi => "xsi",
                _ => null,
            };
            _tables.Uris.Add(new UriRecord(uri, _tables.QNames.Count, prefix));
            foreach (string localName in _localNames[uri])
            {
                _qnameIndices.Add(new QName(uri, localName), _tables.QNames.Count);
                _tables.QNames.Add(new QNameRecord(localName, index));
            }
        }
    }

    public int UriIndex(string uri) => _uriIndices[uri];

    public int QNameIndex(QName name) => _qnameIndices[name];
}
