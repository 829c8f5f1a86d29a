using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Grammars;

/// <summary>From schema components to the tables of a grammar image: names, declarations, types and all grammars of EXI 8.5.</summary>
internal sealed class GrammarCompiler
{
    private readonly SchemaComponents _components;
    private readonly BuiltInTypes _builtIns;
    private readonly GrammarBudget _budget;
    private readonly GrammarTables _tables;
    private readonly NameTables _names;
    private readonly DatatypeTable _datatypes;
    private readonly Dictionary<(int QName, int Type, bool Nillable, bool Global), int> _elements = [];
    private readonly Dictionary<(int QName, int Datatype, bool Global), int> _attributes = [];
    private readonly Dictionary<TypeDefinition, int> _typeIndices = [];
    private readonly List<TypeGrammar> _types = [];

    private GrammarCompiler(SchemaComponents components, BuiltInTypes builtIns, ExiSchemaLimits limits)
    {
        _components = components;
        _builtIns = builtIns;
        _budget = new GrammarBudget(limits);
        _tables = new GrammarTables { IsSchemaInformed = true };
        _names = new NameTables(_tables, schemaInformed: true);
        AddNames();
        _names.Freeze();
        _datatypes = new DatatypeTable(builtIns, _names.QNameIndex, _tables.Datatypes);
    }

    /// <param name="components">The schema set.</param>
    /// <param name="builtIns">The built-in types that it refers to.</param>
    /// <param name="limits">Bounds on states, productions and steps.</param>
    /// <param name="fragments">Whether to include FragmentContent and ElementFragment.</param>
    public static GrammarTables Compile(SchemaComponents components, BuiltInTypes builtIns, ExiSchemaLimits limits, bool fragments)
    {
        var compiler = new GrammarCompiler(components, builtIns, limits);
        compiler.CompileAll(fragments);
        return compiler._tables;
    }

    /// <summary>The tables of schema-less streams: initial names, and a DocContent of SE(*) alone.</summary>
    public static GrammarTables SchemaLess()
    {
        var tables = new GrammarTables();
        var names = new NameTables(tables, schemaInformed: false);
        names.Freeze();
        tables.XsiType = names.QNameIndex(new QName(XmlNamespaces.Xsi, "type"));
        tables.XsiNil = names.QNameIndex(new QName(XmlNamespaces.Xsi, "nil"));
        tables.DocContent = new StateNumbering(tables).Number(DocContent([]));
        return tables;
    }

    private void CompileAll(bool fragments)
    {
        _tables.XsiType = _names.QNameIndex(new QName(XmlNamespaces.Xsi, "type"));
        _tables.XsiNil = _names.QNameIndex(new QName(XmlNamespaces.Xsi, "nil"));

        // Built-in types first, so that their numbers do not depend on the schema.
        TypeIndex(_builtIns.AnyType);
        foreach (SimpleTypeDefinition builtIn in _builtIns.SimpleTypes)
            TypeIndex(builtIn);
        foreach (TypeDefinition type in _components.NamedTypes)
            TypeIndex(type);
        foreach (AttributeDeclaration attribute in _components.GlobalAttributes)
            AttributeIndex(attribute);
        int[] globals = [.. _components.GlobalElements.Select(ElementIndex)];

        // Building a type's states numbers the types of its elements, which appends to the list.
        for (int i = 0; i < _types.Count; i++)
            Build(_types[i]);

        var roots = new List<GrammarState> { DocContent(globals) };
        FragmentGrammar? fragment = fragments ? new FragmentGrammar(_components, ElementIndex, AttributeIndexOfRelaxed, RelaxedElement) : null;
        if (fragment is not null)
        {
            var relaxed = new TypeGrammar(null) { Start = fragment.ElementFragment, Empty = fragment.ElementFragmentTypeEmpty };
            _tables.ElementFragmentType = _types.Count;
            _types.Add(relaxed);
            fragment.Build();
            roots.Add(fragment.FragmentContent);
        }

        StateNumbering numbering = new(_tables);
        numbering.Merge(roots.Concat(_types.SelectMany(type => (GrammarState[])[type.Start!, type.Empty!])));
        _tables.DocContent = numbering.Number(roots[0]);
        if (fragment is not null)
            _tables.FragmentContent = numbering.Number(fragment.FragmentContent);
        foreach (TypeGrammar type in _types)
            AddTypeRecord(type, numbering);
    }

    private void AddTypeRecord(TypeGrammar type, StateNumbering numbering)
    {
        SimpleTypeDefinition? content = type.Definition switch
        {
            SimpleTypeDefinition simple => simple,
            ComplexTypeDefinition { ContentKind: ContentKind.Simple } complex => complex.SimpleContent,
            _ => null,
        };
        bool castable = type.Definition is null // ElementFragment: treated as if it had named subtypes (8.5.3)
            || type.Definition.HasNamedSubtypes
            || type.Definition is SimpleTypeDefinition { Variety: SimpleTypeVariety.Union };
        _tables.Types.Add(new TypeRecord(
            type.Definition?.Name is { } name ? _names.QNameIndex(name) : -1,
            numbering.Number(type.Start!),
            numbering.Number(type.Empty!),
            content is null ? -1 : _datatypes.IndexOf(content),
            castable,
            type.Definition is SimpleTypeDefinition));
    }

    // ---- type grammars

    private void Build(TypeGrammar type)
    {
        _budget.Place = type.Definition is ComplexTypeDefinition { Place: var place } ? place : default;
        switch (type.Definition)
        {
            case SimpleTypeDefinition simple:
                // No attributes: content is state 0 (8.5.4.1.3.1).
                GrammarState simpleContent = SimpleContent(simple);
                type.Start = StartTagOver(simpleContent, first: true);
                type.Empty = StartTagOver(EmptyContent(), first: true);
                break;
            case ComplexTypeDefinition complex:
                GrammarState content = complex.ContentKind switch
                {
                    ContentKind.Simple => SimpleContent(complex.SimpleContent!),
                    ContentKind.Empty => EmptyContent(),
                    _ => ContentAutomaton.Build(
                        complex.Content!, complex.ContentKind == ContentKind.Mixed, ElementIndex, _names.UriIndex, _budget),
                };
                type.Start = AttributesBefore(complex, content);
                type.Empty = AttributesBefore(complex, EmptyContent());
                break;
        }
    }

    private GrammarState SimpleContent(SimpleTypeDefinition type)
    {
        _budget.AddState();
        _budget.AddProductions(1);
        var content = new GrammarState();
        content.Productions.Add(new GrammarProduction(ProductionKind.CharactersTyped, _datatypes.IndexOf(type), EmptyContent()));
        return content;
    }

    private GrammarState EmptyContent()
    {
        _budget.AddState();
        var state = new GrammarState();
        state.Productions.Add(new GrammarProduction(ProductionKind.EndElement, -1, null));
        return state;
    }

    /// <summary>The start-tag state that has the productions of a content state: what H(n-1, 1) is in 8.5.4.1.3.2.</summary>
    private GrammarState StartTagOver(GrammarState content, bool first)
    {
        _budget.AddState();
        _budget.AddProductions(content.Productions.Count);
        var state = new GrammarState { IsFirst = first, IsStartTag = true, Content = content };
        state.Productions.AddRange(content.Productions);
        return state;
    }

    /// <summary>The attribute use grammars before a content grammar, normalised (8.5.4.1.3.2): state j stands before attribute use j, and offers
    /// the attributes up to the next required one; behind the last required one, the content too.</summary>
    private GrammarState AttributesBefore(ComplexTypeDefinition type, GrammarState content)
    {
        IReadOnlyList<AttributeUse> uses = type.AttributeUses;
        GrammarState next = WithWildcard(type, StartTagOver(content, first: uses.Count == 0));
        for (int i = uses.Count - 1; i >= 0; i--)
        {
            _budget.AddState();
            var state = new GrammarState { IsFirst = i == 0, IsStartTag = true, Content = content };
            state.Productions.Add(new GrammarProduction(ProductionKind.Attribute, AttributeIndex(uses[i].Declaration), next));
            if (!uses[i].Required)
                state.Productions.AddRange(next.Productions.Where(p => p.Kind is not (ProductionKind.AttributeUri or ProductionKind.AttributeAny)));
            next = WithWildcard(type, state);
            _budget.AddProductions(next.Productions.Count);
        }

        return next;
    }

    /// <summary>An attribute wildcard loops in every attribute state (8.5.4.1.3.2).</summary>
    private GrammarState WithWildcard(ComplexTypeDefinition type, GrammarState state)
    {
        if (type.AttributeWildcard is not { } wildcard)
            return state;
        int at = state.Productions.FindLastIndex(p => p.Kind == ProductionKind.Attribute) + 1;
        if (!wildcard.IsList)
            state.Productions.Insert(at, new GrammarProduction(ProductionKind.AttributeAny, -1, state));
        else
            state.Productions.InsertRange(at, wildcard.List
                .Order(CodePointOrder.Instance)
                .Select(uri => new GrammarProduction(ProductionKind.AttributeUri, _names.UriIndex(uri), state)));
        return state;
    }

    /// <summary>8.5.1.</summary>
    private static GrammarState DocContent(int[] globals)
    {
        var docEnd = new GrammarState();
        docEnd.Productions.Add(new GrammarProduction(ProductionKind.EndDocument, -1, null));
        var docContent = new GrammarState();
        foreach (int element in globals)
            docContent.Productions.Add(new GrammarProduction(ProductionKind.StartElement, element, docEnd));
        docContent.Productions.Add(new GrammarProduction(ProductionKind.StartElementAny, -1, docEnd));
        return docContent;
    }

    // ---- numbering

    private int TypeIndex(TypeDefinition type)
    {
        if (_typeIndices.TryGetValue(type, out int index))
            return index;
        index = _types.Count;
        _types.Add(new TypeGrammar(type));
        _typeIndices.Add(type, index);
        return index;
    }

    private int ElementIndex(ElementDeclaration element) =>
        ElementIndex(_names.QNameIndex(element.Name), TypeIndex(element.Type), element.Nillable, element.Global);

    /// <summary>An element of a fragment whose declarations disagree; 8.5.3 treats it as nillable.</summary>
    private int RelaxedElement(QName name) =>
        ElementIndex(_names.QNameIndex(name), _tables.ElementFragmentType, nillable: true, global: false);

    private int ElementIndex(int qname, int type, bool nillable, bool global)
    {
        var key = (qname, type, nillable, global);
        if (_elements.TryGetValue(key, out int index))
            return index;
        index = _tables.Elements.Count;
        _tables.Elements.Add(new ElementRecord(qname, type, nillable, global));
        _elements.Add(key, index);
        return index;
    }

    private int AttributeIndex(AttributeDeclaration attribute) =>
        AttributeIndex(attribute.Name, _datatypes.IndexOf(attribute.Type), attribute.Global);

    /// <summary>An attribute of ElementFragment: a String where declarations disagree on the type (null).</summary>
    private int AttributeIndexOfRelaxed(QName name, SimpleTypeDefinition? type) =>
        AttributeIndex(name, _datatypes.IndexOf(type ?? _builtIns.AnySimpleType), global: false);

    private int AttributeIndex(QName name, int datatype, bool global)
    {
        var key = (_names.QNameIndex(name), datatype, global);
        if (_attributes.TryGetValue(key, out int index))
            return index;
        index = _tables.Attributes.Count;
        _tables.Attributes.Add(new AttributeRecord(key.Item1, datatype, global));
        _attributes.Add(key, index);
        return index;
    }

    /// <summary>EXI 7.3.1 and Appendix D: every name that is declared, every target namespace, and the namespaces that wildcards list.</summary>
    private void AddNames()
    {
        _names.AddUris(_components.TargetNamespaces);
        foreach (ElementDeclaration element in _components.GlobalElements.Concat(_components.LocalElements))
            _names.Add(element.Name);
        foreach (AttributeDeclaration attribute in _components.GlobalAttributes.Concat(_components.LocalAttributes))
            _names.Add(attribute.Name);
        foreach (TypeDefinition type in _components.NamedTypes)
            _names.Add(type.Name!.Value);
        _names.AddUris(_components.WildcardNamespaces);
    }

    private sealed class TypeGrammar(TypeDefinition? definition)
    {
        /// <summary>Null for ElementFragment.</summary>
        public TypeDefinition? Definition { get; } = definition;

        public GrammarState? Start { get; set; }

        public GrammarState? Empty { get; set; }
    }
}
