namespace IotXmpp.Exi.Grammars;

/// <summary>The content of a grammar image as lists, before it is packed. Indices are as in the image.</summary>
internal sealed class GrammarTables
{
    public byte[] Identity { get; set; } = new byte[32];

    public bool IsSchemaInformed { get; set; }

    public int DocContent { get; set; } = -1;

    public int FragmentContent { get; set; } = -1;

    public int ElementFragmentType { get; set; } = -1;

    public int XsiType { get; set; } = -1;

    public int XsiNil { get; set; } = -1;

    public List<UriRecord> Uris { get; } = [];

    public List<QNameRecord> QNames { get; } = [];

    public List<ElementRecord> Elements { get; } = [];

    public List<AttributeRecord> Attributes { get; } = [];

    public List<TypeRecord> Types { get; } = [];

    public List<DatatypeRecord> Datatypes { get; } = [];

    public List<StateRecord> States { get; } = [];

    public List<ProductionRecord> Productions { get; } = [];
}

internal readonly record struct UriRecord(string Uri, int FirstQName, string? Prefix);

internal readonly record struct QNameRecord(string LocalName, int Uri);

internal readonly record struct ElementRecord(int QName, int Type, bool Nillable, bool Global);

internal readonly record struct AttributeRecord(int QName, int Datatype, bool Global);

internal readonly record struct TypeRecord(int QName, int StartState, int EmptyState, int Datatype, bool Castable, bool Simple);

internal readonly record struct StateRecord(int FirstProduction, int ProductionCount, int AttributeCount, int ContentState, int Flags);

internal readonly record struct ProductionRecord(int Kind, int Operand, int Next);
