using System.Buffers;
using System.Xml;
using System.Xml.Linq;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Tool.Vectors;

/// <summary>The full codec.</summary>
public sealed class FullVectorCodec : VectorCodec
{
    public override string Name => "full";

    public override string? Unsupported(VectorOptions options, bool schemaInformed)
    {
        if (options.Fragment)
            return "fragments";
        if (options.SelfContained.Count > 0)
            return "self-contained elements";
        if (options.DatatypeRepresentationMap.Count > 0)
            return "datatype representation map";
        if (options.PreserveDtd)
            return "preserve.dtd";
        if (options.Canonical)
            return "canonical EXI";
        return options.Profile == null ? null : "EXI Profile";
    }

    public override string? Unsupported(VectorSession session) => Unsupported(session.Options, session.Xsd != null);

    public override string Decode(GrammarImage image, VectorOptions options, byte[] stream)
    {
        if (!ExiHeader.TryRead(new ReadOnlySequence<byte>(stream), out _, out var bits))
            throw new VectorFailure("the header ends early");
        var reader = new ExiBodyReader(image, Options(options), ExiLimits.Trusted);
        reader.SkipBits((int)(bits % 8));
        return Events(reader, options, stream.AsMemory((int)(bits / 8)));
    }

    public override byte[] Encode(GrammarImage image, VectorOptions options, XmlReader document) =>
        Write(new ExiBodyWriter(image, Options(options)), document, (writer, body) =>
            writer.BeginBody(body, options.Cookie, options.OptionsHeader ? Options(options) : null));

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
            return Write(writer, document, (bodies, body) => bodies.BeginBody(body));
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
        SchemaId = options.SchemaId == null ? ExiSchemaId.Absent : ExiSchemaId.Named(options.SchemaId),
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

    private static byte[] Write(ExiBodyWriter writer, XmlReader document, Func<ExiBodyWriter, IBufferWriter<byte>, XmlWriter> begin)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var sink = begin(writer, body))
            VectorDocument.Copy(document, sink);
        return body.WrittenSpan.ToArray();
    }
}
