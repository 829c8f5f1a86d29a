using IotXmpp.Exi.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams.Exi;

/// <summary>
/// Schemas compiled into one grammar image, offered as a whole: a peer cannot make us compile anything. Equivalent to the canonical
/// schema <c>urn:xmpp:exi:cs</c> that imports them (XEP-0322 3.10).
/// </summary>
public sealed class ExiSchemaSet
{
    private readonly HashSet<ExiSchema> _set;
    private readonly Lazy<(HashSet<QName> Elements, HashSet<QName> Attributes)> _names;

    /// <summary>Creates the set.</summary>
    /// <param name="id">Stable name of the set, the same in every process and version that has these schemas: letters, digits and hyphens, at most 40.</param>
    /// <param name="grammar">What the schemas were compiled into.</param>
    /// <param name="schemas">The schemas; empty for a set that is agreed by its configuration id only.</param>
    /// <exception cref="ArgumentException">A malformed id, or two schemas of one namespace.</exception>
    public ExiSchemaSet(string id, GrammarImage grammar, IReadOnlyList<ExiSchema> schemas)
    {
        if (id.Length is 0 or > 40 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            throw new ArgumentException("1 to 40 letters, digits and hyphens.", nameof(id));
        if (schemas.DistinctBy(schema => schema.Namespace).Count() != schemas.Count)
            throw new ArgumentException("A namespace has one schema in a set.", nameof(schemas));
        Id = id;
        Grammar = grammar;
        Schemas = schemas;
        _set = [.. schemas];
        _names = new(ReadNames);
    }

    /// <summary>Stable name.</summary>
    public string Id { get; }

    /// <summary>The compiled grammars.</summary>
    public GrammarImage Grammar { get; }

    /// <summary>The schemas.</summary>
    public IReadOnlyList<ExiSchema> Schemas { get; }

    /// <summary>True if the set has exactly these schemas, in whatever order.</summary>
    public bool IsExactly(IReadOnlySet<ExiSchema> schemas) => _set.Count > 0 && _set.SetEquals(schemas);

    /// <summary>True if the schema is in the set.</summary>
    public bool Contains(ExiSchema schema) => _set.Contains(schema);

    /// <summary>True if the schemas declare every element and attribute in it. What they do not declare a wildcard may admit, but only by built-in grammars.</summary>
    internal bool Declares(XmppElement element)
    {
        var (elements, attributes) = _names.Value;
        return elements.Contains(element.Name) && element.Attributes.All(attribute => attributes.Contains(attribute.Key)) && element.Elements.All(Declares);
    }

    private (HashSet<QName> Elements, HashSet<QName> Attributes) ReadNames()
    {
        int elementCount = Grammar.RecordCount(GrammarImage.SectionElements), attributeCount = Grammar.RecordCount(GrammarImage.SectionAttributes);
        var elements = new HashSet<QName>(elementCount);
        for (int i = 0; i < elementCount; i++)
            elements.Add(NameOf(Grammar.ElementQName(i)));
        var attributes = new HashSet<QName>(attributeCount);
        for (int i = 0; i < attributeCount; i++)
            attributes.Add(NameOf(Grammar.AttributeQName(i)));
        return (elements, attributes);
    }

    private QName NameOf(int qname) => new(Grammar.GetUri(Grammar.QNameUri(qname)), Grammar.GetLocalName(qname));
}
