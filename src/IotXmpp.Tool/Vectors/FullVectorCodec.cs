using System.Buffers;
using System.Xml;
using System.Xml.Linq;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Tool.Vectors;

/// <summary>The full codec, body by body.</summary>
public sealed class FullVectorCodec : VectorCodec
{
    /// <summary>Distinguishing bits and version 1, nothing else.</summary>
    private const byte PlainHeader = 0x80;
    private const byte PreviewMask = 0xF0;
    private const byte PreviewVersion = 0x90;

    public override string Name => "full";

    public override string? Unsupported(VectorOptions options, bool schemaInformed)
    {
        if (options.Alignment is VectorAlignment.PreCompression or VectorAlignment.Compression)
            return "channels";
        if (options.Fragment)
            return "fragments";
        if (options.SelfContained.Count > 0)
            return "self-contained elements";
        if (options.DatatypeRepresentationMap.Count > 0)
            return "datatype representation map";
        if (options.PreserveDtd)
            return "preserve.dtd";
        if (options.OptionsHeader || options.Cookie)
            return "header";
        if (options.Canonical)
            return "canonical EXI";
        return options.Profile == null ? null : "EXI Profile";
    }

    public override string? Unsupported(VectorSession session) => Unsupported(session.Options, session.Xsd != null);

    public override string Decode(GrammarImage image, VectorOptions options, byte[] stream)
    {
        if (stream[0] != PlainHeader && (stream[0] & PreviewMask) != PreviewVersion)
            throw new VectorFailure($"header {stream[0]:X2}");
        return Events(new ExiBodyReader(image, Options(options), ExiLimits.Trusted), options, stream.AsMemory(1));
    }

    public override byte[] Encode(GrammarImage image, VectorOptions options, XmlReader document) =>
        [PlainHeader, .. Write(new ExiBodyWriter(image, Options(options)), document)];

    public override IReadOnlyList<string> DecodeSession(GrammarImage image, VectorSession session)
    {
        var reader = new ExiBodyReader(image, Options(session.Options), ExiLimits.Trusted, (ExiSessionBuffers)session.Keep);
        return [.. session.Bodies.Select(body => Events(reader, session.Options, body.Exi))];
    }

    public override IReadOnlyList<byte[]> EncodeSession(GrammarImage image, VectorSession session)
    {
        var writer = new ExiBodyWriter(image, Options(session.Options), (ExiSessionBuffers)session.Keep);
        return [.. session.Bodies.Select(body =>
        {
            using var document = VectorDocument.Open(Path.Combine(session.Folder, body.Xml), session.Options);
            return Write(writer, document);
        })];
    }

    /// <summary>The EXI options of a vector.</summary>
    public static ExiOptions Options(VectorOptions options) => new()
    {
        Alignment = options.Alignment == VectorAlignment.Byte ? ExiAlignment.ByteAlignment : ExiAlignment.BitPacked,
        Strict = options.Strict,
        ValueMaxLength = options.ValueMaxLength,
        ValuePartitionCapacity = options.ValuePartitionCapacity,
        Preserve = (options.PreserveComments ? ExiPreserve.Comments : 0)
            | (options.PreservePis ? ExiPreserve.ProcessingInstructions : 0)
            | (options.PreservePrefixes ? ExiPreserve.Prefixes : 0)
            | (options.PreserveLexicalValues ? ExiPreserve.LexicalValues : 0),
    };

    private static string Events(ExiBodyReader reader, VectorOptions options, ReadOnlyMemory<byte> body)
    {
        var document = new XDocument();
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

    private static byte[] Write(ExiBodyWriter writer, XmlReader document)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var sink = writer.BeginBody(body))
            sink.WriteNode(document, false);
        return body.WrittenSpan.ToArray();
    }
}
