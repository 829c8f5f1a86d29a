namespace IotXmpp.Exi.Schema;

// The schema components that EXI 8.5 looks at, without the rest of XML Schema.

internal sealed class ElementDeclaration(QName name, TypeDefinition type, bool nillable, bool global)
{
    public QName Name { get; } = name;

    public TypeDefinition Type { get; } = type;

    public bool Nillable { get; } = nillable;

    public bool Global { get; } = global;

    /// <summary>The members of this declaration's substitution group with itself, sorted; only of global elements.</summary>
    public IReadOnlyList<ElementDeclaration> SubstitutionGroup { get; set; } = [];
}

internal sealed record AttributeDeclaration(QName Name, SimpleTypeDefinition Type, bool Global);

internal readonly record struct AttributeUse(AttributeDeclaration Declaration, bool Required);

internal abstract class TypeDefinition(QName? name)
{
    /// <summary>Null for an anonymous type.</summary>
    public QName? Name { get; } = name;

    /// <summary>Some named type is derived from this one.</summary>
    public bool HasNamedSubtypes { get; set; }
}

internal enum SimpleTypeVariety
{
    Atomic,
    List,
    Union,
}

internal sealed class SimpleTypeDefinition(QName? name, SimpleTypeDefinition? baseType, SimpleTypeVariety variety) : TypeDefinition(name)
{
    /// <summary>Null at xs:anySimpleType.</summary>
    public SimpleTypeDefinition? Base { get; } = baseType;

    public SimpleTypeVariety Variety { get; } = variety;

    /// <summary>Of a list.</summary>
    public SimpleTypeDefinition? ItemType { get; init; }

    public bool IsBuiltIn { get; init; }

    /// <summary>The facets of this step of the derivation, in schema order.</summary>
    public IReadOnlyList<Facet> Facets { get; init; } = [];
}

internal enum FacetKind
{
    Pattern,
    Enumeration,
    WhiteSpace,
    MinInclusive,
    MinExclusive,
    MaxInclusive,
    MaxExclusive,
}

internal readonly record struct Facet(FacetKind Kind, string Value);

internal enum ContentKind
{
    Empty,
    Simple,
    ElementOnly,
    Mixed,
}

internal sealed class ComplexTypeDefinition(QName? name) : TypeDefinition(name)
{
    /// <summary>Where the type is declared.</summary>
    public SchemaPlace Place { get; init; }

    /// <summary>Sorted by name.</summary>
    public IReadOnlyList<AttributeUse> AttributeUses { get; set; } = [];

    public NamespaceConstraint? AttributeWildcard { get; set; }

    public ContentKind ContentKind { get; set; }

    /// <summary>Of simple content.</summary>
    public SimpleTypeDefinition? SimpleContent { get; set; }

    /// <summary>Of element-only and mixed content.</summary>
    public Particle? Content { get; set; }
}

/// <summary>An occurrence-bounded term of a content model. <see cref="MaxOccurs"/> is <see cref="Unbounded"/> or a number. Compared
/// by identity: two particles of the same term are different places in the schema.</summary>
internal sealed class Particle(int minOccurs, int maxOccurs, Term term)
{
    public const int Unbounded = int.MaxValue;

    public int MinOccurs { get; } = minOccurs;

    public int MaxOccurs { get; } = maxOccurs;

    public Term Term { get; } = term;

    /// <summary>Whether nothing at all satisfies the particle.</summary>
    public bool IsEmptiable { get; } = minOccurs == 0 || term.IsEmptiable;
}

internal abstract class Term
{
    /// <summary>Whether nothing at all satisfies one occurrence.</summary>
    public virtual bool IsEmptiable => false;
}

/// <summary>A leaf; <see cref="Order"/> is its place in schema order within the type (EXI 8.5.4.3).</summary>
internal sealed class ElementTerm(int order, ElementDeclaration declaration) : Term
{
    public int Order { get; } = order;

    public ElementDeclaration Declaration { get; } = declaration;
}

/// <summary>A leaf; see <see cref="ElementTerm"/>.</summary>
internal sealed class WildcardTerm(int order, NamespaceConstraint namespaces) : Term
{
    public int Order { get; } = order;

    public NamespaceConstraint Namespaces { get; } = namespaces;
}

internal enum Compositor
{
    Sequence,
    Choice,
    All,
}

internal sealed class GroupTerm(Compositor compositor, IReadOnlyList<Particle> particles) : Term
{
    public Compositor Compositor { get; } = compositor;

    public IReadOnlyList<Particle> Particles { get; } = particles;

    /// <summary>EXI 8.5.4.1.8: an all group may always be empty, and so may a choice of nothing.</summary>
    public override bool IsEmptiable { get; } = compositor switch
    {
        Compositor.All => true,
        Compositor.Choice => particles.Count == 0 || particles.Any(particle => particle.IsEmptiable),
        _ => particles.All(particle => particle.IsEmptiable),
    };
}
