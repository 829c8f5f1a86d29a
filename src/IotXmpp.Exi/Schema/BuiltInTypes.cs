using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Schema;

/// <summary>The types that XML Schema Datatypes builds in, as simple type definitions, with the representation of EXI Table 7-1.</summary>
internal sealed class BuiltInTypes
{
    /// <summary>Name, base, variety or item, kind. Bases stand before the types derived from them.</summary>
    private static readonly (string Name, string Base, string? Item, int Kind)[] s_table =
    [
        ("string", "anySimpleType", null, DatatypeKind.String),
        ("boolean", "anySimpleType", null, DatatypeKind.Boolean),
        ("decimal", "anySimpleType", null, DatatypeKind.Decimal),
        ("float", "anySimpleType", null, DatatypeKind.Float),
        ("double", "anySimpleType", null, DatatypeKind.Float),
        ("duration", "anySimpleType", null, DatatypeKind.String),
        ("dateTime", "anySimpleType", null, DatatypeKind.DateTime),
        ("time", "anySimpleType", null, DatatypeKind.Time),
        ("date", "anySimpleType", null, DatatypeKind.Date),
        ("gYearMonth", "anySimpleType", null, DatatypeKind.GYearMonth),
        ("gYear", "anySimpleType", null, DatatypeKind.GYear),
        ("gMonthDay", "anySimpleType", null, DatatypeKind.GMonthDay),
        ("gDay", "anySimpleType", null, DatatypeKind.GDay),
        ("gMonth", "anySimpleType", null, DatatypeKind.GMonth),
        ("hexBinary", "anySimpleType", null, DatatypeKind.HexBinary),
        ("base64Binary", "anySimpleType", null, DatatypeKind.Base64Binary),
        ("anyURI", "anySimpleType", null, DatatypeKind.String),
        ("QName", "anySimpleType", null, DatatypeKind.String),
        ("NOTATION", "anySimpleType", null, DatatypeKind.String),
        ("normalizedString", "string", null, DatatypeKind.String),
        ("token", "normalizedString", null, DatatypeKind.String),
        ("language", "token", null, DatatypeKind.String),
        ("NMTOKEN", "token", null, DatatypeKind.String),
        ("Name", "token", null, DatatypeKind.String),
        ("NCName", "Name", null, DatatypeKind.String),
        ("ID", "NCName", null, DatatypeKind.String),
        ("IDREF", "NCName", null, DatatypeKind.String),
        ("ENTITY", "NCName", null, DatatypeKind.String),
        ("NMTOKENS", "anySimpleType", "NMTOKEN", DatatypeKind.List),
        ("IDREFS", "anySimpleType", "IDREF", DatatypeKind.List),
        ("ENTITIES", "anySimpleType", "ENTITY", DatatypeKind.List),
        ("integer", "decimal", null, DatatypeKind.Integer),
        ("nonPositiveInteger", "integer", null, DatatypeKind.Integer),
        ("negativeInteger", "nonPositiveInteger", null, DatatypeKind.Integer),
        ("long", "integer", null, DatatypeKind.Integer),
        ("int", "long", null, DatatypeKind.Integer),
        ("short", "int", null, DatatypeKind.Integer),
        ("byte", "short", null, DatatypeKind.Integer),
        ("nonNegativeInteger", "integer", null, DatatypeKind.Integer),
        ("unsignedLong", "nonNegativeInteger", null, DatatypeKind.Integer),
        ("unsignedInt", "unsignedLong", null, DatatypeKind.Integer),
        ("unsignedShort", "unsignedInt", null, DatatypeKind.Integer),
        ("unsignedByte", "unsignedShort", null, DatatypeKind.Integer),
        ("positiveInteger", "nonNegativeInteger", null, DatatypeKind.Integer),
    ];

    /// <summary>The bounds that the integer types set, as facets. Those of long and beyond never make a range of 4096.</summary>
    private static readonly Dictionary<string, Facet[]> s_facets = new()
    {
        ["nonPositiveInteger"] = [new(FacetKind.MaxInclusive, "0")],
        ["negativeInteger"] = [new(FacetKind.MaxInclusive, "-1")],
        ["long"] = [new(FacetKind.MinInclusive, "-9223372036854775808"), new(FacetKind.MaxInclusive, "9223372036854775807")],
        ["int"] = [new(FacetKind.MinInclusive, "-2147483648"), new(FacetKind.MaxInclusive, "2147483647")],
        ["short"] = [new(FacetKind.MinInclusive, "-32768"), new(FacetKind.MaxInclusive, "32767")],
        ["byte"] = [new(FacetKind.MinInclusive, "-128"), new(FacetKind.MaxInclusive, "127")],
        ["nonNegativeInteger"] = [new(FacetKind.MinInclusive, "0")],
        ["unsignedLong"] = [new(FacetKind.MaxInclusive, "18446744073709551615")],
        ["unsignedInt"] = [new(FacetKind.MaxInclusive, "4294967295")],
        ["unsignedShort"] = [new(FacetKind.MaxInclusive, "65535")],
        ["unsignedByte"] = [new(FacetKind.MaxInclusive, "255")],
        ["positiveInteger"] = [new(FacetKind.MinInclusive, "1")],
        ["string"] = [new(FacetKind.WhiteSpace, "preserve")],
        ["normalizedString"] = [new(FacetKind.WhiteSpace, "replace")],
        ["token"] = [new(FacetKind.WhiteSpace, "collapse")],
        ["anySimpleType"] = [new(FacetKind.WhiteSpace, "preserve")],
        // Their own patterns: reaching one of these ends the search for a restricted character set (EXI 7.1.10.1).
        ["language"] = [new(FacetKind.Pattern, "")],
        ["NMTOKEN"] = [new(FacetKind.Pattern, "")],
        ["Name"] = [new(FacetKind.Pattern, "")],
        ["NCName"] = [new(FacetKind.Pattern, "")],
    };

    private readonly Dictionary<string, SimpleTypeDefinition> _types = [];
    private readonly Dictionary<SimpleTypeDefinition, int> _kinds = [];

    public BuiltInTypes()
    {
        Add("anySimpleType", null, null, DatatypeKind.String);
        AnySimpleType = _types["anySimpleType"];
        foreach ((string name, string baseName, string? item, int kind) in s_table)
            Add(name, _types[baseName], item, kind);
        var anyType = new ComplexTypeDefinition(new QName(XmlNamespaces.Xsd, "anyType"))
        {
            HasNamedSubtypes = true,
            AttributeWildcard = NamespaceConstraint.Any,
            ContentKind = ContentKind.Mixed,
            Content = new Particle(0, Particle.Unbounded, new WildcardTerm(0, NamespaceConstraint.Any)),
        };
        AnyType = anyType;
    }

    /// <summary>The complex ur-type.</summary>
    public ComplexTypeDefinition AnyType { get; }

    public SimpleTypeDefinition AnySimpleType { get; }

    /// <summary>All simple types, bases first.</summary>
    public IEnumerable<SimpleTypeDefinition> SimpleTypes => _types.Values;

    public SimpleTypeDefinition? Find(string localName) => _types.GetValueOrDefault(localName);

    /// <summary>Representation of a built-in type before bounds are looked at.</summary>
    public int KindOf(SimpleTypeDefinition builtIn) => _kinds[builtIn];

    private void Add(string name, SimpleTypeDefinition? baseType, string? item, int kind)
    {
        var type = new SimpleTypeDefinition(
            new QName(XmlNamespaces.Xsd, name), baseType, item is null ? SimpleTypeVariety.Atomic : SimpleTypeVariety.List)
        {
            ItemType = item is null ? null : _types[item],
            IsBuiltIn = true,
            Facets = s_facets.GetValueOrDefault(name, []),
        };
        if (baseType is not null)
            baseType.HasNamedSubtypes = true;
        _types.Add(name, type);
        _kinds.Add(type, kind);
    }
}
