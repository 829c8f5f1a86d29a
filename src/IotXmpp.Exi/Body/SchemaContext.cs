using System.Runtime.CompilerServices;
using IotXmpp.Exi.Grammars;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>
/// What all streams of one schema share: the image and, decoded once, its names and datatypes. Thousands of connections
/// use one schema; none of them should hold a thousand strings of its own.
/// </summary>
internal sealed class SchemaContext
{
    /// <summary>Derived from immutable images and nothing else; entries go with their image.</summary>
    private static readonly ConditionalWeakTable<GrammarImage, SchemaContext> Known = [];

    private readonly Datatypes? _datatypes;
    private readonly Lazy<GrammarRows>? _rows;
    private readonly Lazy<ProductionIndex>? _productions;

    private SchemaContext(GrammarImage? image)
    {
        Image = image;
        Names = image is null ? InitialNames.SchemaLess : InitialNames.Of(image);
        if (image is null)
            return;
        _datatypes = new Datatypes(image, Names, lexicalValues: false, []);
        _rows = new Lazy<GrammarRows>(() => new GrammarRows(image));
        _productions = new Lazy<ProductionIndex>(() => new ProductionIndex(Rows!));
    }

    /// <summary>No schema.</summary>
    public static SchemaContext SchemaLess { get; } = new(null);

    /// <summary>The grammars, or null without schema.</summary>
    public GrammarImage? Image { get; }

    /// <summary>The grammars as arrays of records, or null without schema.</summary>
    public GrammarRows? Rows => _rows?.Value;

    /// <summary>The productions by name, as an encoder looks for them, or null without schema.</summary>
    public ProductionIndex? Productions => _productions?.Value;

    /// <summary>Initial entries of the name partitions.</summary>
    public InitialNames Names { get; }

    /// <summary>The context of an image; of no schema for null.</summary>
    public static SchemaContext Of(GrammarImage? image)
    {
        if (image is null || !image.IsSchemaInformed)
            return SchemaLess;
        return Known.GetValue(image, static known => new SchemaContext(known));
    }

    /// <summary>The datatypes under the options of a stream, or null without schema.</summary>
    public Datatypes? DatatypesFor(ExiOptions options)
    {
        bool lexical = options.Preserve.HasFlag(ExiPreserve.LexicalValues);
        return Image is null || (!lexical && options.DatatypeRepresentationMap.Count == 0)
            ? _datatypes
            : new Datatypes(Image, Names, lexical, options.DatatypeRepresentationMap);
    }
}
