namespace IotXmpp.Exi.Schema;

/// <summary>Everything declared by a schema set, in a fixed order.</summary>
internal sealed class SchemaComponents
{
    /// <summary>Sorted by name.</summary>
    public List<ElementDeclaration> GlobalElements { get; } = [];

    /// <summary>Local elements, once for each declaration in the schema.</summary>
    public List<ElementDeclaration> LocalElements { get; } = [];

    /// <summary>Sorted by name.</summary>
    public List<AttributeDeclaration> GlobalAttributes { get; } = [];

    public List<AttributeDeclaration> LocalAttributes { get; } = [];

    /// <summary>The schema's named types, sorted by name. The built-in ones are not among them.</summary>
    public List<TypeDefinition> NamedTypes { get; } = [];

    public SortedSet<string> TargetNamespaces { get; } = new(CodePointOrder.Instance);

    /// <summary>Namespaces that wildcards name, as far as EXI wants them (not the one after a "not").</summary>
    public SortedSet<string> WildcardNamespaces { get; } = new(CodePointOrder.Instance);
}
