using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Grammars;

/// <summary>FragmentContent (EXI 8.5.2) and the relaxed ElementFragment (8.5.3).</summary>
internal sealed class FragmentGrammar
{
    private readonly SchemaComponents _components;
    private readonly Func<ElementDeclaration, int> _elementIndex;
    private readonly Func<QName, SimpleTypeDefinition?, int> _attributeIndex;
    private readonly Func<QName, int> _relaxedElement;
    private readonly GrammarState _content = new();

    /// <param name="components">The schema set.</param>
    /// <param name="elementIndex">Numbers an element declaration.</param>
    /// <param name="attributeIndex">Numbers an attribute of ElementFragment; type null means String.</param>
    /// <param name="relaxedElement">Numbers an element whose content is ElementFragment.</param>
    public FragmentGrammar(
        SchemaComponents components,
        Func<ElementDeclaration, int> elementIndex,
        Func<QName, SimpleTypeDefinition?, int> attributeIndex,
        Func<QName, int> relaxedElement)
    {
        _components = components;
        _elementIndex = elementIndex;
        _attributeIndex = attributeIndex;
        _relaxedElement = relaxedElement;
        ElementFragment = new GrammarState { IsFirst = true, IsStartTag = true, Content = _content };
        var emptyContent = new GrammarState();
        emptyContent.Productions.Add(new GrammarProduction(ProductionKind.EndElement, -1, null));
        ElementFragmentTypeEmpty = new GrammarState { IsFirst = true, IsStartTag = true, Content = emptyContent };
    }

    public GrammarState FragmentContent { get; } = new();

    public GrammarState ElementFragment { get; }

    public GrammarState ElementFragmentTypeEmpty { get; }

    public void Build()
    {
        int[] elements =
        [
            .. _components.GlobalElements.Concat(_components.LocalElements)
                .GroupBy(element => element.Name)
                .OrderBy(group => group.Key)
                .Select(group => Agree(group) ? _elementIndex(group.First()) : _relaxedElement(group.Key)),
        ];
        int[] attributes =
        [
            .. _components.GlobalAttributes.Concat(_components.LocalAttributes)
                .GroupBy(attribute => attribute.Name)
                .OrderBy(group => group.Key)
                .Select(group => _attributeIndex(group.Key, SameType(group))),
        ];

        AddElements(FragmentContent, elements, FragmentContent);
        FragmentContent.Productions.Add(new GrammarProduction(ProductionKind.EndDocument, -1, null));

        AddAttributes(ElementFragment, attributes);
        AddContent(ElementFragment, elements);
        AddContent(_content, elements);
        AddAttributes(ElementFragmentTypeEmpty, attributes);
        ElementFragmentTypeEmpty.Productions.Add(new GrammarProduction(ProductionKind.EndElement, -1, null));
    }

    /// <summary>"All such elements have the same schema type name and {nillable}". Anonymous types have no name to share, so only one and the same
    /// declaration agrees.</summary>
    private static bool Agree(IEnumerable<ElementDeclaration> elements)
    {
        ElementDeclaration first = elements.First();
        return elements.All(element => element.Nillable == first.Nillable && element.Type == first.Type);
    }

    private static SimpleTypeDefinition? SameType(IEnumerable<AttributeDeclaration> attributes)
    {
        SimpleTypeDefinition first = attributes.First().Type;
        return attributes.All(attribute => attribute.Type == first) ? first : null;
    }

    private static void AddAttributes(GrammarState state, int[] attributes)
    {
        foreach (int attribute in attributes)
            state.Productions.Add(new GrammarProduction(ProductionKind.Attribute, attribute, state));
        state.Productions.Add(new GrammarProduction(ProductionKind.AttributeAny, -1, state));
    }

    private void AddContent(GrammarState state, int[] elements)
    {
        AddElements(state, elements, _content);
        state.Productions.Add(new GrammarProduction(ProductionKind.EndElement, -1, null));
        state.Productions.Add(new GrammarProduction(ProductionKind.CharactersUntyped, -1, _content));
    }

    private static void AddElements(GrammarState state, int[] elements, GrammarState next)
    {
        foreach (int element in elements)
            state.Productions.Add(new GrammarProduction(ProductionKind.StartElement, element, next));
        state.Productions.Add(new GrammarProduction(ProductionKind.StartElementAny, -1, next));
    }
}
