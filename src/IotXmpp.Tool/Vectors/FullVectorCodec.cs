using System.Buffers;
using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Tool.Vectors;

/// <summary>The full codec, by its XmlReader and XmlWriter. Takes part in everything.</summary>
public sealed class FullVectorCodec : VectorCodec
{
    public override string Name => "full";

    public override string? Unsupported(VectorOptions options, bool schemaInformed) => null;

    public override string? Unsupported(VectorSession session) => null;

    public override string Decode(GrammarImage image, VectorOptions options, byte[] stream)
    {
        ExiOptions expected = Options(options);
        // Canonical EXI 3: pre-compression where compression is asked for.
        if (options.Canonical && expected.Compression)
            expected = expected with { Compression = false, Alignment = ExiAlignment.PreCompression };
        using var input = new MemoryStream(stream);
        using ExiXmlReader reader = ExiXmlReader.Create(input, new ExiXmlReaderSettings { Options = expected, Grammar = Grammar(image), Limits = ExiLimits.Trusted });
        return VectorDocument.Events(reader, options);
    }

    public override byte[] Encode(GrammarImage image, VectorOptions options, Action<XmlWriter> write)
    {
        using var stream = new MemoryStream();
        var settings = new ExiXmlWriterSettings
        {
            Options = Options(options),
            Grammar = Grammar(image),
            WriteCookie = options.Cookie,
            WriteOptions = options.OptionsHeader,
            Canonical = options.Canonical ? new CanonicalExi { OmitOptionsDocument = options.OmitOptionsDocument, UtcTime = options.UtcTime } : null,
            LeaveOpen = true,
        };
        using (ExiXmlWriter writer = ExiXmlWriter.Create(stream, settings))
            write(writer);
        return stream.ToArray();
    }

    public override IReadOnlyList<string> DecodeSession(GrammarImage image, VectorSession session)
    {
        var reader = new ExiBodyReader(Grammar(image), Options(session.Options), ExiLimits.Trusted, (ExiSessionBuffers)session.Keep);
        return [.. session.Bodies.Select(body => Events(reader, session.Options, body.Exi))];
    }

    public override IReadOnlyList<byte[]> EncodeSession(GrammarImage image, VectorSession session)
    {
        var writer = new ExiBodyWriter(Grammar(image), Options(session.Options), (ExiSessionBuffers)session.Keep);
        return [.. session.Bodies.Select(body =>
        {
            using var document = VectorDocument.Open(Path.Combine(session.Folder, body.Xml), session.Options);
            var bytes = new ArrayBufferWriter<byte>();
            using (var sink = writer.BeginBody(bytes))
                VectorDocument.Copy(document, sink);
            return bytes.WrittenSpan.ToArray();
        })];
    }

    /// <summary>The EXI options of a vector.</summary>
    public static ExiOptions Options(VectorOptions options) => new()
    {
        Alignment = options.Alignment switch
        {
            VectorAlignment.Byte => ExiAlignment.ByteAlignment,
            VectorAlignment.PreCompression => ExiAlignment.PreCompression,
            _ => ExiAlignment.BitPacked,
        },
        Compression = options.Alignment == VectorAlignment.Compression,
        BlockSize = options.BlockSize ?? ExiOptions.DefaultBlockSize,
        Strict = options.Strict,
        Fragment = options.Fragment,
        SchemaId = options.SchemaId == null ? ExiSchemaId.Absent : ExiSchemaId.Named(options.SchemaId),
        ValueMaxLength = options.ValueMaxLength,
        ValuePartitionCapacity = options.ValuePartitionCapacity,
        SelfContained = options.SelfContained.Count > 0,
        SelfContainedElements = [.. options.SelfContained.Select(Qualified)],
        DatatypeRepresentationMap = [.. options.DatatypeRepresentationMap.Select(pair => new ExiDatatypeRepresentation(Qualified(pair.Type), Qualified(pair.Representation)))],
        LocalValuePartitions = options.Profile?.LocalValuePartitions ?? true,
        MaximumNumberOfBuiltInElementGrammars = options.Profile?.MaximumNumberOfBuiltInElementGrammars,
        MaximumNumberOfBuiltInProductions = options.Profile?.MaximumNumberOfBuiltInProductions,
        Preserve = (options.PreserveComments ? ExiPreserve.Comments : 0)
            | (options.PreservePis ? ExiPreserve.ProcessingInstructions : 0)
            | (options.PreserveDtd ? ExiPreserve.Dtd : 0)
            | (options.PreservePrefixes ? ExiPreserve.Prefixes : 0)
            | (options.PreserveLexicalValues ? ExiPreserve.LexicalValues : 0),
    };

    private static GrammarImage? Grammar(GrammarImage image) => image.IsSchemaInformed ? image : null;

    private static XmlQualifiedName Qualified(string name)
    {
        int brace = name.IndexOf('}', StringComparison.Ordinal);
        return brace < 0 ? new XmlQualifiedName(name) : new XmlQualifiedName(name[(brace + 1)..], name[1..brace]);
    }

    private static string Events(ExiBodyReader reader, VectorOptions options, ReadOnlyMemory<byte> body)
    {
        var document = new System.Xml.Linq.XDocument();
        using (var sink = document.CreateWriter())
        {
            if (reader.Read(new ReadOnlySequence<byte>(body), sink, out var consumed) != ExiReadStatus.EndOfBody)
                throw new VectorFailure("the body ends early");
            if (consumed != body.Length)
                throw new VectorFailure($"{consumed} bytes read of {body.Length}");
        }

        using var events = document.CreateReader();
        return VectorDocument.Events(events, options);
    }
}
