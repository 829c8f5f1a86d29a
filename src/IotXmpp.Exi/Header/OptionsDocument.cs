using System.Globalization;
using System.Xml;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Header;

/// <summary>
/// The EXI options document (EXI 5.4, appendix C): itself a body, strict and informed by the options schema, so the codec
/// reads and writes it like any other.
/// </summary>
internal static class OptionsDocument
{
    private const string ExiUri = "http://www.w3.org/2009/exi";
    private static readonly ExiOptions Strict = new() { Strict = true };
    private static readonly Lazy<GrammarImage> Grammar = new(Compile);

    /// <summary>What a peer's options document may cost.</summary>
    private static readonly ExiLimits DocumentLimits = new() { MaxDepth = 16, MaxElements = 256, MaxAttributes = 32, MaxStringLength = 1024, MaxBodyOutput = 16 * 1024, MaxTableStrings = 512 };

    /// <summary>Reads an options document. False: more bytes are needed.</summary>
    public static bool TryRead(ref BitReader bits, out ExiOptions? options)
    {
        options = null;
        var decoder = new BodyDecoder(SchemaContext.Of(Grammar.Value), Strict, DocumentLimits);
        var builder = new OptionsBuilder();
        while (!decoder.HasEnded)
        {
            if (!decoder.TryRead(ref bits))
                return false;
            builder.Take(decoder.Current, decoder.Depth);
        }

        options = builder.Build();
        return true;
    }

    /// <summary>Writes the options document of a stream; options at their defaults are left out.</summary>
    public static void Write(BitWriter bits, ExiOptions options)
    {
        var writer = new DocumentWriter(new BodyEncoder(SchemaContext.Of(Grammar.Value), Strict, bits));
        ExiPreserve preserve = options.Preserve;
        bool hasAlignment = !options.Compression && options.Alignment != ExiAlignment.BitPacked;
        bool hasUncommon = hasAlignment || options.SelfContained || options.ValueMaxLength is not null
            || options.ValuePartitionCapacity is not null || options.DatatypeRepresentationMap.Count > 0 || ProfileParameters.IsNeeded(options);
        bool hasBlockSize = options.BlockSize != ExiOptions.DefaultBlockSize;

        writer.Start("header");
        if (hasUncommon || preserve != 0 || hasBlockSize)
        {
            writer.Start("lesscommon");
            if (hasUncommon)
                WriteUncommon(writer, options, hasAlignment);
            if (preserve != 0)
            {
                writer.Start("preserve");
                writer.EmptyIf(preserve.HasFlag(ExiPreserve.Dtd), "dtd");
                writer.EmptyIf(preserve.HasFlag(ExiPreserve.Prefixes), "prefixes");
                writer.EmptyIf(preserve.HasFlag(ExiPreserve.LexicalValues), "lexicalValues");
                writer.EmptyIf(preserve.HasFlag(ExiPreserve.Comments), "comments");
                writer.EmptyIf(preserve.HasFlag(ExiPreserve.ProcessingInstructions), "pis");
                writer.End();
            }

            if (hasBlockSize)
                writer.Text("blockSize", options.BlockSize);
            writer.End();
        }

        if (options.Compression || options.Fragment || !options.SchemaId.IsAbsent)
        {
            writer.Start("common");
            writer.EmptyIf(options.Compression, "compression");
            writer.EmptyIf(options.Fragment, "fragment");
            if (!options.SchemaId.IsAbsent)
                writer.SchemaId(options.SchemaId);
            writer.End();
        }

        writer.EmptyIf(options.Strict, "strict");
        writer.End();
        writer.EndDocument();
    }

    private static void WriteUncommon(DocumentWriter writer, ExiOptions options, bool hasAlignment)
    {
        writer.Start("uncommon");
        ProfileParameters.Write(writer, options);
        if (hasAlignment)
        {
            writer.Start("alignment");
            writer.EmptyIf(true, options.Alignment == ExiAlignment.ByteAlignment ? "byte" : "pre-compress");
            writer.End();
        }

        writer.EmptyIf(options.SelfContained, "selfContained");
        if (options.ValueMaxLength is { } maxLength)
            writer.Text("valueMaxLength", maxLength);
        if (options.ValuePartitionCapacity is { } capacity)
            writer.Text("valuePartitionCapacity", capacity);
        foreach (ExiDatatypeRepresentation entry in options.DatatypeRepresentationMap)
        {
            writer.Start("datatypeRepresentationMap");
            writer.Empty(entry.Type);
            writer.Empty(entry.Representation);
            writer.End();
        }

        writer.End();
    }

    private static GrammarImage Compile()
    {
        using Stream resource = typeof(OptionsDocument).Assembly.GetManifestResourceStream("exi-options.xsd")!;
        var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return ExiSchemaCompiler.Compile([new ExiSchemaSource("exi-options.xsd", bytes.ToArray())], fragments: false);
    }

    /// <summary>Writes elements of the options namespace.</summary>
    internal sealed class DocumentWriter(BodyEncoder encoder)
    {
        private readonly StartTag _tag = new();

        public void Start(string local) => Start(ExiUri, local);

        public void Start(string uri, string local)
        {
            _tag.Clear();
            _tag.Name = encoder.NameOf(uri, local);
            encoder.StartElement(_tag);
        }

        public void End() => encoder.EndElement();

        public void Empty(XmlQualifiedName name)
        {
            Start(name.Namespace, name.Name);
            End();
        }

        public void EmptyIf(bool condition, string local)
        {
            if (!condition)
                return;
            Start(local);
            End();
        }

        public void Text(string local, int value)
        {
            Start(local);
            encoder.Characters(value.ToString(CultureInfo.InvariantCulture));
            End();
        }

        /// <summary>An element that the schema does not know, cast to a type of XML Schema.</summary>
        public void Typed(string uri, string local, string type, string text)
        {
            _tag.Clear();
            _tag.Name = encoder.NameOf(uri, local);
            _tag.TryAdd(encoder.NameOf(XmlNamespaces.Xsi, "type"), "xsi", "xsd:" + type);
            encoder.LookupNamespace = static _ => "http://www.w3.org/2001/XMLSchema";
            encoder.StartElement(_tag);
            encoder.Characters(text);
            End();
        }

        public void SchemaId(ExiSchemaId schemaId)
        {
            _tag.Clear();
            _tag.Name = encoder.NameOf(ExiUri, "schemaId");
            if (schemaId.IsSchemaLess)
                _tag.TryAdd(encoder.NameOf(XmlNamespaces.Xsi, "nil"), "xsi", "true");
            encoder.StartElement(_tag);
            if (schemaId.Value is { } value)
                encoder.Characters(value);
            End();
        }

        public void EndDocument() => encoder.EndDocument();
    }
}
