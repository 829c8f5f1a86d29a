using System.Buffers;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Tool.Explaining;

/// <summary>
/// Decodes a stream straight from the words of EXI 8, slowly, and explains every bit of it. Independent of the codecs, so that it can be held
/// against them.
/// </summary>
internal sealed partial class StreamExplainer
{
    /// <summary>Elements are followed by recursion.</summary>
    private const int MaxDepth = 1000;

    private const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    private readonly GrammarImage _image;
    private readonly ExiOptions _options;
    private readonly ExplainedBits _bits;
    private readonly ExplainedTables _tables;
    private readonly ExplainedValues _values;
    private readonly Dictionary<(string, string), ExplainedBuiltIn> _builtIns = [];
    private readonly List<(string Prefix, string Uri)> _declarations = [];

    private StreamExplainer(GrammarImage image, ExiOptions options, ExplainedBits bits)
    {
        _image = image;
        _options = options;
        _bits = bits;
        _bits.ByteAligned = options.IsByteAligned;
        _tables = new ExplainedTables(image, bits, options);
        _values = new ExplainedValues(image, bits, _tables, options);
    }

    private bool Comments => _options.Preserve.HasFlag(ExiPreserve.Comments);

    private bool Instructions => _options.Preserve.HasFlag(ExiPreserve.ProcessingInstructions);

    private bool Prefixes => _options.Preserve.HasFlag(ExiPreserve.Prefixes);

    private bool Dtd => _options.Preserve.HasFlag(ExiPreserve.Dtd);

    private bool Lexical => _options.Preserve.HasFlag(ExiPreserve.LexicalValues);

    /// <summary>Explains a stream; or what comes before its first error, and the error.</summary>
    /// <param name="data">The stream.</param>
    /// <param name="options">Options agreed out of band; those of an options document count instead.</param>
    /// <param name="grammar">The grammars, null without schema.</param>
    /// <param name="hasHeader">The stream begins with a header.</param>
    /// <remarks>A compressed stream is explained as its DEFLATE streams hold it, one behind the other: offsets are then those of the inflated bytes.</remarks>
    /// <exception cref="NotSupportedException">Options that are not explained: self-contained elements, datatype representation maps.</exception>
    public static (ExplainedBits Bits, string? Error) Explain(byte[] data, ExiOptions options, GrammarImage? grammar, bool hasHeader)
    {
        var bits = new ExplainedBits(data);
        try
        {
            if (hasHeader)
                options = ReadHeader(bits, data) ?? options;
            if (options.Compression)
            {
                List<byte[]> parts = DeflateStreams.Inflate(data, (int)(bits.Position / 8)) ?? throw new FormatException("a damaged DEFLATE stream");
                bits.Replace([.. parts.SelectMany(part => part)]);
                bits.Note("DEFLATE", $"{parts.Count - 1} streams, {data.Length} bytes in all, inflated to {bits.Length / 8}");
            }

            if (options.SelfContained || options.DatatypeRepresentationMap.Count > 0)
                throw new NotSupportedException("Self-contained elements and datatype representation maps are not explained.");
            new StreamExplainer(grammar ?? ExiSchemaCompiler.SchemaLess(), options, bits).Document();
            if (bits.Position % 8 != 0)
            {
                bits.Bits(8 - (int)(bits.Position % 8));
                bits.Note("padding", "to a whole byte");
            }

            return (bits, bits.Position == bits.Length ? null : $"{(bits.Length - bits.Position) / 8} bytes follow the body");
        }
        catch (Exception e) when (e is FormatException or ExiException)
        {
            return (bits, e.Message);
        }
    }

    private static ExiOptions? ReadHeader(ExplainedBits bits, byte[] data)
    {
        if (!ExiHeader.TryRead(new ReadOnlySequence<byte>(data), out var header, out long end))
            throw new FormatException("the stream ends inside its header");
        if (header!.HasCookie)
        {
            bits.Bits(32);
            bits.Note("cookie", "$EXI");
        }

        bits.Bits(2);
        bits.Note("distinguishing bits", "10: no XML document begins so");
        bits.Bits(1);
        bits.Note("presence bit", header.Options is null ? "no options document" : "an options document follows");
        bits.Bits(1);
        while (bits.Bits(4) == 15)
        {
        }

        bits.Note("version", header.IsPreview ? "a preview, read as version 1" : $"{header.Version}");
        if (header.Options is { } options)
        {
            bits.MoveTo(end);
            bits.Note("options document", Describe(options));
        }

        return header.Options;
    }

    private static string Describe(ExiOptions options)
    {
        var parts = new List<string> { options.Compression ? "compression" : options.Alignment.ToString() };
        if (options.Strict)
            parts.Add("strict");
        if (options.Preserve != ExiPreserve.None)
            parts.Add($"preserve {options.Preserve}");
        if (options.Fragment)
            parts.Add("fragment");
        if (options.ValueMaxLength is { } length)
            parts.Add($"valueMaxLength {length}");
        if (options.ValuePartitionCapacity is { } capacity)
            parts.Add($"valuePartitionCapacity {capacity}");
        if (!options.LocalValuePartitions)
            parts.Add("no local value partitions");
        parts.Add($"schemaId {options.SchemaId}");
        return string.Join(", ", parts);
    }

    // ---- documents and fragments (EXI 8.4.1, 8.4.2, 8.5.1, 8.5.2)

    private void Document()
    {
        if (_options.Fragment && !_image.IsSchemaInformed)
        {
            BuiltInFragment();
            return;
        }

        int state = _options.Fragment ? _image.FragmentContent : _image.DocContent;
        if (state < 0)
            throw new FormatException("the grammar image has no fragment grammars");
        while (true)
        {
            int declared = _image.ProductionCount(state);
            bool prolog = !_options.Fragment && _image.GetProductionKind(_image.FirstProduction(state)) != ProductionKind.EndDocument;
            bool type = prolog && Dtd;
            int second = (type ? 1 : 0) + (Comments || Instructions ? 1 : 0);
            string place = $"{(_options.Fragment ? "FragmentContent" : prolog ? "DocContent" : "DocEnd")}, state {state}";
            int code = _bits.OneOf(declared + (second > 0 ? 1 : 0));
            if (code == declared)
            {
                if (_bits.OneOf(second) == 0 && type)
                    DocumentType(place);
                else
                    CommentOrInstruction($"{code}.{second - 1}", place);
                continue;
            }

            int production = _image.FirstProduction(state) + code;
            Code($"{code}", declared + (second > 0 ? 1 : 0), Terminal(production), place);
            if (_image.GetProductionKind(production) == ProductionKind.EndDocument)
            {
                EndBlock();
                return;
            }

            Child(production);
            state = _image.ProductionNext(production);
        }
    }

    private void BuiltInFragment()
    {
        var learned = new List<(string Uri, string LocalName)>();
        bool more = Comments || Instructions;
        while (true)
        {
            int count = learned.Count + 2 + (more ? 1 : 0);
            int code = _bits.OneOf(count);
            if (code < learned.Count)
            {
                var name = learned[learned.Count - 1 - code];
                Code($"{code}", count, $"SE({Text(name)}), learned", "built-in fragment");
                _tables.ReadPrefixOf(name.Uri);
                Element(name, GrammarImage.None);
            }
            else if (code == learned.Count)
            {
                Code($"{code}", count, "SE(*)", "built-in fragment");
                var name = _tables.ReadQName();
                learned.Add(name);
                Element(name, GrammarImage.None);
            }
            else if (code == learned.Count + 1)
            {
                Code($"{code}", count, "ED", "built-in fragment");
                EndBlock();
                return;
            }
            else
            {
                CommentOrInstruction($"{code}.0", "built-in fragment");
            }
        }
    }

    private void DocumentType(string place)
    {
        Code("second part", 0, "DT", place);
        foreach (string part in (string[])["name", "public identifier", "system identifier", "internal subset"])
        {
            string text = _bits.String();
            _bits.Note(part, $"\"{text}\"");
        }
    }

    /// <summary>The third part says which, where both are preserved.</summary>
    private void CommentOrInstruction(string code, string place)
    {
        bool comment = Comments && (!Instructions || _bits.OneOf(2) == 0);
        Code(code, 0, comment ? "CM" : "PI", place);
        string text = _bits.String();
        _bits.Note(comment ? "comment" : "target", $"\"{text}\"");
        if (comment)
            return;
        text = _bits.String();
        _bits.Note("data", $"\"{text}\"");
    }

    // ---- elements

    private void Child(int production)
    {
        switch (_image.GetProductionKind(production))
        {
            case ProductionKind.StartElement:
                int element = _image.ProductionOperand(production);
                var name = Name(_image.ElementQName(element));
                _tables.ReadPrefixOf(name.Uri);
                Element(name, element);
                break;
            case ProductionKind.StartElementUri:
                AnyElement(_tables.ReadQName(_image.ProductionOperand(production)));
                break;
            default:
                AnyElement(_tables.ReadQName());
                break;
        }
    }

    private void AnyElement((string Uri, string LocalName) name)
    {
        int qname = Find(name);
        Element(name, qname < 0 ? GrammarImage.None : _image.FindGlobalElement(qname));
    }

    private void Element((string Uri, string LocalName) name, int element)
    {
        if (++_bits.Depth > MaxDepth)
            throw new FormatException($"more than {MaxDepth} elements inside each other (bit {_bits.Position})");
        int declarations = _declarations.Count;
        if (element >= 0)
            Informed(name, _image.TypeStartState(_image.ElementType(element)), _image.ElementType(element), _image.ElementIsNillable(element), switched: false);
        else
            BuiltIn(name);
        _declarations.RemoveRange(declarations, _declarations.Count - declarations);
        _bits.Depth--;
    }

    private void Code(string code, int count, string terminal, string place) =>
        _bits.Note("event code", count > 0 ? $"{code} of {count}: {terminal}" : $"{code}: {terminal}", place);

    private int Find((string Uri, string LocalName) name)
    {
        int uri = _image.FindUri(name.Uri);
        return uri < 0 ? GrammarImage.None : _image.FindQName(uri, name.LocalName);
    }

    private (string Uri, string LocalName) Name(int qname) => (_image.GetUri(_image.QNameUri(qname)), _image.GetLocalName(qname));

    private static string Text((string Uri, string LocalName) name) => name.Uri.Length == 0 ? name.LocalName : $"{{{name.Uri}}}{name.LocalName}";

    private string Terminal(int production)
    {
        int operand = _image.ProductionOperand(production);
        return _image.GetProductionKind(production) switch
        {
            ProductionKind.Attribute => $"AT({Text(Name(_image.AttributeQName(operand)))})",
            ProductionKind.AttributeUri => $"AT({_image.GetUri(operand)}:*)",
            ProductionKind.AttributeAny => "AT(*)",
            ProductionKind.StartElement => $"SE({Text(Name(_image.ElementQName(operand)))})",
            ProductionKind.StartElementUri => $"SE({_image.GetUri(operand)}:*)",
            ProductionKind.StartElementAny => "SE(*)",
            ProductionKind.EndElement => "EE",
            ProductionKind.CharactersTyped => "CH [typed]",
            ProductionKind.CharactersUntyped => "CH [untyped]",
            _ => "ED",
        };
    }
}
