using System.Xml;
using System.Xml.Schema;

namespace IotXmpp.Exi.Schema;

/// <summary>
/// Translates a compiled <see cref="XmlSchemaSet"/> into components. Content models are read as they were written, not from
/// ContentTypeParticle, which System.Xml.Schema simplifies; attribute wildcards are combined here because the combined
/// ones do not show their namespaces.
/// </summary>
internal sealed class ComponentReader
{
    private readonly XmlSchemaSet _set;
    private readonly BuiltInTypes _builtIns;
    private readonly SchemaSetLoader _loader;
    private readonly ExiSchemaLimits _limits;
    private readonly SchemaComponents _result = new();
    private readonly Dictionary<(XmlSchemaType, string), TypeDefinition> _types = [];
    private readonly Dictionary<(XmlSchemaElement, string), ElementDeclaration> _elements = [];
    private readonly Dictionary<(XmlSchemaAttribute, string), AttributeDeclaration> _attributes = [];
    private readonly Dictionary<XmlQualifiedName, XmlSchemaAttributeGroup> _attributeGroups = [];
    private readonly Dictionary<XmlSchemaAttributeGroup, NamespaceConstraint?> _groupWildcards = [];
    private readonly Queue<(XmlSchemaComplexType Source, string Namespace, ComplexTypeDefinition Target)> _pending = [];
    private int _particles;

    public ComponentReader(XmlSchemaSet set, BuiltInTypes builtIns, SchemaSetLoader loader, ExiSchemaLimits limits)
    {
        _set = set;
        _builtIns = builtIns;
        _loader = loader;
        _limits = limits;
    }

    public SchemaComponents Read()
    {
        foreach (XmlSchema schema in _set.Schemas())
        {
            if (!string.IsNullOrEmpty(schema.TargetNamespace))
                _result.TargetNamespaces.Add(SchemaForSchemas.RealNamespace(schema.TargetNamespace));
            foreach (XmlSchemaAttributeGroup group in schema.AttributeGroups.Values)
                _attributeGroups.TryAdd(group.QualifiedName, group);
        }

        foreach (XmlSchemaType type in Sorted(_set.GlobalTypes.Values.Cast<XmlSchemaType>(), type => type.QualifiedName))
        {
            if (!IsXsd(type.QualifiedName))
                _result.NamedTypes.Add(TypeOf(type, ""));
        }

        XmlSchemaElement[] globals = [.. Sorted(_set.GlobalElements.Values.Cast<XmlSchemaElement>(), element => element.QualifiedName)];
        foreach (XmlSchemaElement element in globals)
            _result.GlobalElements.Add(ElementOf(element, ""));
        foreach (XmlSchemaAttribute attribute in Sorted(_set.GlobalAttributes.Values.Cast<XmlSchemaAttribute>(), a => a.QualifiedName))
            _result.GlobalAttributes.Add(AttributeOf(attribute, ""));
        while (_pending.TryDequeue(out var next))
            Fill(next.Source, next.Namespace, next.Target);
        MarkSubtypes();
        FindSubstitutionGroups(globals);
        return _result;
    }

    // ---- declarations

    /// <param name="element">A declaration or a reference.</param>
    /// <param name="ns">Target namespace of the component that a local declaration belongs to.</param>
    private ElementDeclaration ElementOf(XmlSchemaElement element, string ns)
    {
        if (!element.RefName.IsEmpty)
            element = (XmlSchemaElement?)_set.GlobalElements[element.RefName] ?? throw _loader.Error($"no element {element.RefName}", element);
        bool global = _set.GlobalElements[element.QualifiedName] == element;
        if (global)
            ns = element.QualifiedName.Namespace;
        if (_elements.TryGetValue((element, ns), out ElementDeclaration? declaration))
            return declaration;
        declaration = new ElementDeclaration(
            Name(element.QualifiedName),
            element.ElementSchemaType is null ? _builtIns.AnyType : TypeOf(element.ElementSchemaType, ns),
            element.IsNillable,
            global);
        _elements.Add((element, ns), declaration);
        if (!global)
            _result.LocalElements.Add(declaration);
        return declaration;
    }

    private AttributeDeclaration AttributeOf(XmlSchemaAttribute attribute, string ns)
    {
        if (!attribute.RefName.IsEmpty && _set.GlobalAttributes[attribute.RefName] is XmlSchemaAttribute referenced)
            attribute = referenced;
        bool global = _set.GlobalAttributes[attribute.QualifiedName] == attribute;
        if (global)
            ns = attribute.QualifiedName.Namespace;
        if (_attributes.TryGetValue((attribute, ns), out AttributeDeclaration? declaration))
            return declaration;
        declaration = new AttributeDeclaration(
            Name(attribute.QualifiedName),
            attribute.AttributeSchemaType is null ? _builtIns.AnySimpleType : SimpleTypeOf(attribute.AttributeSchemaType),
            global);
        _attributes.Add((attribute, ns), declaration);
        if (!global)
            _result.LocalAttributes.Add(declaration);
        return declaration;
    }

    /// <summary>EXI 8.5.4.1.6: an element, and all that reach it through substitution group affiliations. Abstract or blocked
    /// elements count: the rule looks at affiliation alone.</summary>
    private void FindSubstitutionGroups(XmlSchemaElement[] globals)
    {
        var members = globals.ToDictionary(element => element.QualifiedName, _ => new SortedSet<QName>());
        foreach (XmlSchemaElement element in globals)
        {
            XmlSchemaElement? head = element;
            while (head is not null && members[head.QualifiedName].Add(Name(element.QualifiedName)))
                head = head.SubstitutionGroup.IsEmpty ? null : (XmlSchemaElement?)_set.GlobalElements[head.SubstitutionGroup];
        }

        var declarations = _result.GlobalElements.ToDictionary(declaration => declaration.Name);
        foreach ((XmlQualifiedName head, SortedSet<QName> names) in members)
            declarations[Name(head)].SubstitutionGroup = [.. names.Select(name => declarations[name])];
    }

    // ---- types

    /// <param name="type">The type.</param>
    /// <param name="ns">Target namespace of the component that an anonymous type belongs to. System.Xml.Schema shares parts of a chameleon
    /// document between its namespaces, so a part does not know its own.</param>
    private TypeDefinition TypeOf(XmlSchemaType type, string ns) => type switch
    {
        XmlSchemaSimpleType simple => SimpleTypeOf(simple),
        XmlSchemaComplexType complex => ComplexTypeOf(complex, ns),
        _ => _builtIns.AnyType,
    };

    private SimpleTypeDefinition SimpleTypeOf(XmlSchemaSimpleType type)
    {
        if (IsXsd(type.QualifiedName))
            return _builtIns.Find(type.QualifiedName.Name) ?? _builtIns.AnySimpleType;
        if (_types.TryGetValue((type, ""), out TypeDefinition? known))
            return (SimpleTypeDefinition)known;
        SimpleTypeDefinition definition = type.Content switch
        {
            XmlSchemaSimpleTypeList list => new(NameOrNull(type), _builtIns.AnySimpleType, SimpleTypeVariety.List)
            {
                ItemType = list.BaseItemType is null ? _builtIns.AnySimpleType : SimpleTypeOf(list.BaseItemType),
            },
            XmlSchemaSimpleTypeUnion => new(NameOrNull(type), _builtIns.AnySimpleType, SimpleTypeVariety.Union),
            XmlSchemaSimpleTypeRestriction restriction => Restrict(
                NameOrNull(type),
                type.BaseXmlSchemaType as XmlSchemaSimpleType is { } baseType ? SimpleTypeOf(baseType) : _builtIns.AnySimpleType,
                restriction.Facets),
            _ => throw _loader.Error("a simple type without content", type),
        };
        _types.Add((type, ""), definition);
        return definition;
    }

    private static SimpleTypeDefinition Restrict(QName? name, SimpleTypeDefinition baseType, XmlSchemaObjectCollection facets) =>
        new(name, baseType, baseType.Variety)
        {
            Facets = [.. facets.OfType<XmlSchemaFacet>().Select(ToFacet).OfType<Facet>()],
        };

    private static Facet? ToFacet(XmlSchemaFacet facet)
    {
        FacetKind? kind = facet switch
        {
            XmlSchemaPatternFacet => FacetKind.Pattern,
            XmlSchemaEnumerationFacet => FacetKind.Enumeration,
            XmlSchemaWhiteSpaceFacet => FacetKind.WhiteSpace,
            XmlSchemaMinInclusiveFacet => FacetKind.MinInclusive,
            XmlSchemaMinExclusiveFacet => FacetKind.MinExclusive,
            XmlSchemaMaxInclusiveFacet => FacetKind.MaxInclusive,
            XmlSchemaMaxExclusiveFacet => FacetKind.MaxExclusive,
            _ => null, // lengths and digits do not change the representation
        };
        string value = facet.Value ?? "";
        return kind is { } known ? new Facet(known, known == FacetKind.Pattern ? PatternHidingReader.Reveal(value) : value) : null;
    }

    private ComplexTypeDefinition ComplexTypeOf(XmlSchemaComplexType type, string ns)
    {
        if (IsXsd(type.QualifiedName))
            return _builtIns.AnyType;
        ns = NamespaceOf(type, ns);
        if (_types.TryGetValue((type, ns), out TypeDefinition? known))
            return (ComplexTypeDefinition)known;
        var definition = new ComplexTypeDefinition(NameOrNull(type)) { Place = _loader.PlaceOf(type) };
        _types.Add((type, ns), definition);
        _pending.Enqueue((type, ns, definition));
        return definition;
    }

    private void Fill(XmlSchemaComplexType source, string ns, ComplexTypeDefinition target)
    {
        target.AttributeUses =
        [
            .. source.AttributeUses.Values.Cast<XmlSchemaAttribute>()
                .Where(use => use.Use != XmlSchemaUse.Prohibited)
                .Select(use => new AttributeUse(AttributeOf(use, ns), use.Use == XmlSchemaUse.Required))
                .OrderBy(use => use.Declaration.Name),
        ];
        target.AttributeWildcard = AttributeWildcard(source, ns);
        _result.WildcardNamespaces.UnionWith(target.AttributeWildcard?.List ?? []);
        target.ContentKind = source.ContentType switch
        {
            XmlSchemaContentType.TextOnly => ContentKind.Simple,
            XmlSchemaContentType.ElementOnly => ContentKind.ElementOnly,
            XmlSchemaContentType.Mixed => ContentKind.Mixed,
            _ => ContentKind.Empty,
        };
        if (target.ContentKind == ContentKind.Simple)
            target.SimpleContent = SimpleContent(source);
        if (target.ContentKind is not (ContentKind.ElementOnly or ContentKind.Mixed))
            return;
        int order = 0;
        target.Content = EffectiveContent(source, ns, ref order) ?? new Particle(1, 1, new GroupTerm(Compositor.Sequence, []));
    }

    private void MarkSubtypes()
    {
        foreach (((XmlSchemaType type, _), TypeDefinition definition) in _types)
        {
            if (definition.Name is null || type.BaseXmlSchemaType is not { } baseType)
                continue;
            if (IsXsd(baseType.QualifiedName))
                TypeOf(baseType, "").HasNamedSubtypes = true;
            else if (_types.TryGetValue((baseType, baseType is XmlSchemaSimpleType ? "" : NamespaceOf(baseType, "")), out TypeDefinition? known))
                known.HasNamedSubtypes = true;
        }
    }

    /// <summary>The simple type of simple content; restrictions with facets make an anonymous one.</summary>
    private SimpleTypeDefinition SimpleContent(XmlSchemaComplexType type)
    {
        SimpleTypeDefinition baseContent = type.BaseXmlSchemaType switch
        {
            XmlSchemaSimpleType simple => SimpleTypeOf(simple),
            XmlSchemaComplexType complex when complex.ContentType == XmlSchemaContentType.TextOnly => SimpleContent(complex),
            _ => _builtIns.AnySimpleType,
        };
        if (type.ContentModel?.Content is not XmlSchemaSimpleContentRestriction restriction)
            return baseContent;
        if (restriction.BaseType is not null)
            baseContent = SimpleTypeOf(restriction.BaseType);
        return restriction.Facets.Count == 0 ? baseContent : Restrict(null, baseContent, restriction.Facets);
    }

    // ---- content models

    private Particle? EffectiveContent(XmlSchemaComplexType type, string ns, ref int order)
    {
        ns = NamespaceOf(type, ns);
        if (IsXsd(type.QualifiedName))
            return new Particle(0, Particle.Unbounded, Leaf(new WildcardTerm(order++, NamespaceConstraint.Any), type));
        switch (type.ContentModel?.Content)
        {
            case XmlSchemaComplexContentExtension extension:
                Particle? inherited = type.BaseXmlSchemaType is XmlSchemaComplexType baseType ? EffectiveContent(baseType, ns, ref order) : null;
                Particle? own = Convert(extension.Particle, ns, ref order);
                return inherited is null ? own
                    : own is null ? inherited
                    : new Particle(1, 1, new GroupTerm(Compositor.Sequence, [inherited, own]));
            case XmlSchemaComplexContentRestriction restriction:
                return Convert(restriction.Particle, ns, ref order);
            case null:
                return Convert(type.Particle, ns, ref order);
            default:
                return null;
        }
    }

    private Particle? Convert(XmlSchemaParticle? particle, string ns, ref int order)
    {
        if (particle is null || particle.MaxOccurs == 0)
            return null;
        Term? term;
        switch (particle)
        {
            case XmlSchemaElement element:
                term = Leaf(new ElementTerm(order++, ElementOf(element, ns)), element);
                break;
            case XmlSchemaAny any:
                NamespaceConstraint namespaces = NamespaceConstraint.Parse(any.Namespace, SchemaForSchemas.RealNamespace(ns));
                _result.WildcardNamespaces.UnionWith(namespaces.List);
                term = Leaf(new WildcardTerm(order++, namespaces), any);
                break;
            case XmlSchemaGroupRef reference:
                term = reference.Particle is null ? null : Group(reference.Particle, reference.RefName.Namespace, ref order);
                break;
            case XmlSchemaGroupBase group:
                term = Group(group, ns, ref order);
                break;
            default:
                return null; // the empty particle that System.Xml.Schema puts where there is none
        }

        return term is null ? null : new Particle(Occurs(particle.MinOccurs), Occurs(particle.MaxOccurs), term);
    }

    private GroupTerm Group(XmlSchemaGroupBase group, string ns, ref int order)
    {
        var particles = new List<Particle>();
        bool canBeEmpty = false;
        foreach (XmlSchemaParticle item in group.Items.OfType<XmlSchemaParticle>())
        {
            Particle? particle = Convert(item, ns, ref order);
            if (particle is not null)
                particles.Add(particle);
            else
                canBeEmpty |= item.MaxOccurs != 0;
        }

        Compositor compositor = group switch
        {
            XmlSchemaChoice => Compositor.Choice,
            XmlSchemaAll => Compositor.All,
            _ => Compositor.Sequence,
        };
        if (compositor == Compositor.Choice && canBeEmpty && particles.Count > 0)
            particles.Add(new Particle(1, 1, new GroupTerm(Compositor.Sequence, [])));
        return new GroupTerm(compositor, particles);
    }

    private T Leaf<T>(T term, XmlSchemaObject at)
        where T : Term
    {
        if (++_particles > _limits.MaxParticles)
            throw _loader.Error($"the schema set has more than the limit of {_limits.MaxParticles} particles", at);
        return term;
    }

    private static int Occurs(decimal value) => value >= Particle.Unbounded ? Particle.Unbounded : (int)value;

    // ---- attribute wildcards

    /// <summary>XML Schema 1.0, 3.4.2, {attribute wildcard}.</summary>
    private NamespaceConstraint? AttributeWildcard(XmlSchemaComplexType type, string ns)
    {
        ns = NamespaceOf(type, ns);
        if (IsXsd(type.QualifiedName))
            return NamespaceConstraint.Any;
        NamespaceConstraint? own = type.ContentModel?.Content switch
        {
            XmlSchemaComplexContentExtension e => LocalWildcard(e.AnyAttribute, e.Attributes, ns),
            XmlSchemaComplexContentRestriction r => LocalWildcard(r.AnyAttribute, r.Attributes, ns),
            XmlSchemaSimpleContentExtension e => LocalWildcard(e.AnyAttribute, e.Attributes, ns),
            XmlSchemaSimpleContentRestriction r => LocalWildcard(r.AnyAttribute, r.Attributes, ns),
            _ => LocalWildcard(type.AnyAttribute, type.Attributes, ns),
        };
        if (type.DerivedBy != XmlSchemaDerivationMethod.Extension || type.BaseXmlSchemaType is not XmlSchemaComplexType baseType)
            return own;
        NamespaceConstraint? inherited = AttributeWildcard(baseType, ns);
        return own is null ? inherited : inherited is null ? own : own.Union(inherited);
    }

    private NamespaceConstraint? LocalWildcard(XmlSchemaAnyAttribute? any, XmlSchemaObjectCollection attributes, string ns)
    {
        NamespaceConstraint? result = any is null ? null : NamespaceConstraint.Parse(any.Namespace, SchemaForSchemas.RealNamespace(ns));
        foreach (XmlSchemaAttributeGroupRef reference in attributes.OfType<XmlSchemaAttributeGroupRef>())
        {
            if (!_attributeGroups.TryGetValue(reference.RefName, out XmlSchemaAttributeGroup? group))
                continue;
            // A redefinition that refers to itself means the group it redefines.
            if (reference.Parent == group && group.RedefinedAttributeGroup is not null)
                group = group.RedefinedAttributeGroup;
            if (!_groupWildcards.TryGetValue(group, out NamespaceConstraint? nested))
            {
                nested = LocalWildcard(group.AnyAttribute, group.Attributes, reference.RefName.Namespace);
                _groupWildcards.Add(group, nested);
            }

            if (nested is not null)
                result = result is null ? nested : result.Intersect(nested);
        }

        return result;
    }

    // ---- names

    private static string NamespaceOf(XmlSchemaType type, string ns) => type.QualifiedName.IsEmpty ? ns : type.QualifiedName.Namespace;

    private static bool IsXsd(XmlQualifiedName name) => name.Namespace == XmlNamespaces.Xsd;

    private static QName Name(XmlQualifiedName name) => new(SchemaForSchemas.RealNamespace(name.Namespace), name.Name);

    private static QName? NameOrNull(XmlSchemaType type) => type.QualifiedName.IsEmpty ? null : Name(type.QualifiedName);

    private static IEnumerable<T> Sorted<T>(IEnumerable<T> components, Func<T, XmlQualifiedName> name) =>
        components.OrderBy(component => Name(name(component)));
}
