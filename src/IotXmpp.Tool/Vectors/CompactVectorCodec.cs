using System.Xml;
using System.Xml.Linq;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Tool.Vectors;

/// <summary>The compact codec, with memory enough for documents that no board would see.</summary>
public sealed class CompactVectorCodec : VectorCodec
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Header of some W3C streams, written before the format was final; a board has no use for it.</summary>
    private const byte PreviewMask = 0xD0;
    private const byte Preview = 0x90;
    private const byte VersionMask = 0x1F;

    public override string Name => "compact";

    public override string? Unsupported(VectorOptions options, bool schemaInformed)
    {
        if (options.Alignment != VectorAlignment.Bit)
            return "alignment other than bit-packed";
        if (options.PreserveComments || options.PreservePis || options.PreserveDtd || options.PreservePrefixes || options.PreserveLexicalValues)
            return "fidelity options";
        if (options.Fragment)
            return "fragments";
        if (options.SelfContained.Count > 0)
            return "self-contained elements";
        if (options.DatatypeRepresentationMap.Count > 0)
            return "datatype representation map";
        if (options.Canonical)
            return "canonical EXI";
        if (options.Profile is { } profile && (profile.MaximumNumberOfBuiltInElementGrammars != null || profile.MaximumNumberOfBuiltInProductions != null))
            return "EXI Profile with evolving grammars stopped";
        if (options.OptionsHeader && !HasOnlySchemaId(options, schemaInformed))
            return "options document with more than a schemaId";
        return null;
    }

    public override string? Unsupported(VectorSession session) =>
        session.Keep > VectorKeep.ValuePartitions ? "session-wide tables other than values" : Unsupported(session.Options, session.Xsd != null);

    public override string Decode(GrammarImage image, VectorOptions options, byte[] stream)
    {
        stream = AsFinalVersion(stream);
        var reader = new CompactExiReader(image, Options(options, sessionWide: false));
        var started = reader.StartStream(stream, 0, stream.Length);
        if (started != CompactExiEvent.StartDocument)
            throw Refused(reader, started);
        // Encoders name one schema by different ids.
        if (options.OptionsHeader && string.IsNullOrEmpty(reader.SchemaId))
            throw new VectorFailure($"no schemaId, expected \"{options.SchemaId}\"");
        var events = Events(reader);
        if (reader.Consumed != stream.Length)
            throw new VectorFailure($"{reader.Consumed} bytes read of {stream.Length}");
        return events;
    }

    public override byte[] Encode(GrammarImage image, VectorOptions options, Action<XmlWriter> write)
    {
        var written = new XDocument();
        using (var sink = written.CreateWriter())
            write(sink);
        using var document = written.CreateReader();
        var writer = new CompactExiWriter(image, Options(options, sessionWide: false));
        var buffer = new byte[BufferBytes];
        writer.StartStream(buffer, 0, options.Cookie, options.OptionsHeader ? options.SchemaId : null);
        return Write(writer, buffer, document);
    }

    public override IReadOnlyList<string> DecodeSession(GrammarImage image, VectorSession session)
    {
        var reader = new CompactExiReader(image, Options(session.Options, session.Keep == VectorKeep.ValuePartitions));
        return [.. session.Bodies.Select(body =>
        {
            reader.Start(body.Exi, 0, body.Exi.Length);
            return Events(reader);
        })];
    }

    public override IReadOnlyList<byte[]> EncodeSession(GrammarImage image, VectorSession session)
    {
        var writer = new CompactExiWriter(image, Options(session.Options, session.Keep == VectorKeep.ValuePartitions));
        var buffer = new byte[BufferBytes];
        return [.. session.Bodies.Select(body =>
        {
            writer.StartBody(buffer, 0);
            using var document = VectorDocument.Open(Path.Combine(session.Folder, body.Xml), session.Options);
            return Write(writer, buffer, document);
        })];
    }

    /// <summary>The stream; or, if it is marked as of a preview version, the same without the mark.</summary>
    public static byte[] AsFinalVersion(byte[] stream)
    {
        var version = stream.AsSpan().StartsWith("$EXI"u8) ? 4 : 0;
        if (stream.Length <= version || (stream[version] & PreviewMask) != Preview)
            return stream;
        byte[] final = [.. stream];
        final[version] &= unchecked((byte)~VersionMask);
        return final;
    }

    /// <summary>The EXI options of a vector, and memory for large documents.</summary>
    public static CompactExiOptions Options(VectorOptions options, bool sessionWide) => new()
    {
        Strict = options.Strict,
        ValueMaxLength = options.ValueMaxLength ?? CompactExiOptions.Unbounded,
        ValuePartitionCapacity = options.ValuePartitionCapacity ?? CompactExiOptions.Unbounded,
        LocalValuePartitions = options.Profile?.LocalValuePartitions ?? true,
        SessionWideBuffers = sessionWide,
        MaxBuiltInGrammars = 1000,
        MaxBuiltInProductions = 10_000,
        MaxDepth = 256,
        MaxStringBytes = 1 << 16,
        MaxValues = 16_000,
        MaxValueBytes = ushort.MaxValue,
        MaxNames = 1000,
        MaxNameBytes = 30_000,
        MaxAttributes = 256,
    };

    /// <summary>All events up to the end of the body.</summary>
    /// <exception cref="VectorFailure">The reader does not reach it.</exception>
    public static string Events(CompactExiReader reader)
    {
        var events = new EventText();
        while (true)
        {
            var found = reader.Read();
            switch (found)
            {
                case CompactExiEvent.StartElement:
                    events.StartElement(reader.GetUri(reader.Name), reader.GetLocalName(reader.Name));
                    break;
                case CompactExiEvent.Attribute when reader.ValueName >= 0:
                    events.TypeAttribute(reader.GetUri(reader.ValueName), reader.GetLocalName(reader.ValueName));
                    break;
                case CompactExiEvent.Attribute:
                    events.Attribute(reader.GetUri(reader.Name), reader.GetLocalName(reader.Name), Value(reader));
                    break;
                case CompactExiEvent.Characters:
                    events.Characters(Value(reader));
                    break;
                case CompactExiEvent.EndElement:
                    events.EndElement();
                    break;
                case CompactExiEvent.EndDocument:
                    return events.ToString();
                default:
                    throw Refused(reader, found);
            }
        }
    }

    private static string Value(CompactExiReader reader) => reader.GetString() ?? throw new VectorFailure("value too long for its text");

    private static VectorFailure Refused(CompactExiReader reader, int found) =>
        new(found == CompactExiEvent.NeedMore ? "the body ends early" : $"reader error {reader.ErrorCode} at byte {reader.Consumed}");

    private static bool HasOnlySchemaId(VectorOptions options, bool schemaInformed) =>
        schemaInformed && options is { Strict: false, ValueMaxLength: null, ValuePartitionCapacity: null, BlockSize: null, Profile: null, SchemaId: not null };

    private static byte[] Write(CompactExiWriter writer, byte[] buffer, XmlReader document)
    {
        Write(writer, document);
        var length = writer.EndBody();
        if (length == 0)
            throw new VectorFailure($"writer error {writer.ErrorCode}");
        return buffer[..length];
    }

    private static void Write(CompactExiWriter writer, XmlReader reader)
    {
        var text = "";
        while (reader.Read() && writer.ErrorCode == CompactExiError.None)
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
            {
                if (reader.Depth > 0)
                    text += reader.Value;
                continue;
            }

            if (reader.NodeType is not (XmlNodeType.Element or XmlNodeType.EndElement))
                continue;
            writer.Text(text);
            text = "";
            if (reader.NodeType == XmlNodeType.EndElement || WriteStart(writer, reader))
                writer.EndElement();
        }
    }

    /// <summary>Writes SE and its attributes; true for an empty element.</summary>
    private static bool WriteStart(CompactExiWriter writer, XmlReader reader)
    {
        var empty = reader.IsEmptyElement;
        writer.StartElement(writer.FindName(reader.NamespaceURI, reader.LocalName));
        if (reader.GetAttribute("type", VectorDocument.SchemaInstance) is { } type)
        {
            var (uri, localName) = VectorDocument.Resolve(reader, type);
            writer.TypeAttribute(writer.FindName(uri, localName));
        }

        var nil = reader.GetAttribute("nil", VectorDocument.SchemaInstance)?.Trim();
        if (nil is "true" or "1" or "false" or "0")
            writer.NilAttribute(nil is "true" or "1");
        else
            nil = null;
        while (reader.MoveToNextAttribute())
        {
            var written = reader.NamespaceURI == VectorDocument.SchemaInstance && (reader.LocalName == "type" || (reader.LocalName == "nil" && nil != null));
            if (!written && reader.NamespaceURI != VectorDocument.XmlnsNamespace)
                writer.Attribute(writer.FindName(reader.NamespaceURI, reader.LocalName), reader.Value);
        }

        reader.MoveToElement();
        return empty;
    }
}
