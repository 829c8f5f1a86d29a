using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Xml;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>Decodes and encodes one record; the results are messages, or null when all is well.</summary>
internal static class VectorRun
{
    private static readonly ExiLimits Limits = ExiLimits.Trusted;

    /// <summary>Decodes every stream. Of disputed ones, which mean different things, the right one has to be among those that decode.</summary>
    public static string? Decode(VectorRecord record)
    {
        int right = 0;
        string? failure = null;
        foreach (VectorStream stream in record.Streams)
        {
            if (stream.Events is null)
                continue;
            string who = string.Join("+", stream.By);
            try
            {
                string actual = DecodeStream(record, stream.Exi);
                if (EventComparison.Compare(stream.Events, actual) is { } difference)
                    failure ??= $"{who}: {difference}";
                else
                    right++;
            }
            catch (Exception e) when (e is ExiException or XmlException or InvalidOperationException or NotSupportedException or ArgumentException or IndexOutOfRangeException or IotXmpp.Exi.Schema.ExiSchemaException or Tool.Vectors.VectorFailure)
            {
                failure ??= $"{who}: {e.GetType().Name}: {e.Message}";
            }
        }

        return record.Disputed && right > 0 ? null : failure;
    }

    public static string DecodeStream(VectorRecord record, byte[] exi)
    {
        using ExiXmlReader reader = ExiXmlReader.Create(new MemoryStream(exi), new ExiXmlReaderSettings
        {
            Options = record.Canonical is not null && record.Options.Compression
                ? record.Options with { Compression = false, Alignment = ExiAlignment.PreCompression } // Canonical EXI 3
                : record.Options,
            Grammar = VectorFiles.GrammarOf(record),
            Limits = Limits,
        });
        return EventText.Of(reader, record.Options.Preserve.HasFlag(ExiPreserve.Prefixes));
    }

    /// <summary>Encodes the XML; true bytes are any that independent encoders agree on.</summary>
    public static string? Encode(VectorRecord record)
    {
        try
        {
            byte[] actual = EncodeDocument(record, XmlInput.AsWritten);
            if (record.Streams.Any(stream => SameStream(record, stream.Exi, actual)))
                return null;

            // A canonical stream has rules of its own for white space.
            if (record.Canonical is not null)
                return $"bytes {Show(actual)}, expected {Show(record.Streams[0].Exi)}";
            byte[] bare = EncodeDocument(record, XmlInput.AsSaxEncodersSawIt);
            if (record.Streams.Any(stream => SameStream(record, stream.Exi, bare)))
                return null;

            // The text was trimmed in still another way: the events that the stream decodes to, encoded again.
            if (record.Streams.Any(stream => stream.Events is { } events && SameStream(record, stream.Exi, EncodeEvents(record, events))))
                return null;
            VectorStream? witness = record.Streams.FirstOrDefault(stream => stream.By.Count >= 2);
            if (witness is null)
                return null;
            return $"bytes {Show(actual)}, expected {Show(witness.Exi)} of {string.Join("+", witness.By)}";
        }
        catch (Exception e) when (e is ExiException or XmlException or InvalidOperationException or NotSupportedException or ArgumentException or IndexOutOfRangeException or IotXmpp.Exi.Schema.ExiSchemaException or Tool.Vectors.VectorFailure)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    public static byte[] EncodeDocument(VectorRecord record, XmlInput input) => Encode(record, writer =>
    {
        using XmlReader reader = OpenXml(new MemoryStream(VectorFiles.ReadBytes(record.Xml!)), record.Options.Fragment);
        Copy(reader, writer, input);
    });

    public static byte[] EncodeEvents(VectorRecord record, string events) => Encode(record, writer => Tool.Vectors.EventReplay.Write(events, writer));

    private static byte[] Encode(VectorRecord record, Action<XmlWriter> write)
    {
        var output = new MemoryStream();
        ExiXmlWriterSettings settings = new()
        {
            Options = record.Options,
            Grammar = VectorFiles.GrammarOf(record),
            WriteCookie = record.Cookie,
            WriteOptions = record.OptionsHeader,
            Canonical = record.Canonical,
            LeaveOpen = true,
        };
        using (ExiXmlWriter writer = ExiXmlWriter.Create(output, settings))
            write(writer);
        return output.ToArray();
    }

    public static XmlReader OpenXml(Stream xml, bool fragment) => XmlReader.Create(xml, new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Parse,
        XmlResolver = null,
        ConformanceLevel = fragment ? ConformanceLevel.Fragment : ConformanceLevel.Document,
    });

    /// <summary>Copies node by node, so that nothing is lost or added on the way.</summary>
    public static void Copy(XmlReader reader, XmlWriter writer, XmlInput input = XmlInput.AsWritten)
    {
        bool bare = input == XmlInput.AsSaxEncodersSawIt;
        var held = new StringBuilder();
        bool afterTag = false;
        while (reader.Read())
        {
            // White space alone between two tags of which one is a child's: held back until the second tag is seen.
            if (bare && reader.NodeType is XmlNodeType.Whitespace)
            {
                held.Append(reader.Value);
                continue;
            }

            bool isText = reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace;
            if (held.Length > 0 && (isText || (reader.NodeType == XmlNodeType.EndElement && afterTag)))
                writer.WriteString(held.ToString());
            held.Clear();
            if (reader.NodeType is XmlNodeType.Element or XmlNodeType.EndElement)
                afterTag = reader.NodeType == XmlNodeType.Element && !reader.IsEmptyElement;
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    bool empty = reader.IsEmptyElement;
                    writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                    while (reader.MoveToNextAttribute())
                    {
                        if (reader.IsDefault)
                            continue;
                        writer.WriteStartAttribute(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                        writer.WriteString(reader.Value);
                        writer.WriteEndAttribute();
                    }

                    reader.MoveToElement();
                    if (empty)
                        writer.WriteEndElement();
                    break;

                case XmlNodeType.EndElement: writer.WriteEndElement(); break;
                case XmlNodeType.Text or XmlNodeType.CDATA: writer.WriteString(reader.Value); break;
                case XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace: writer.WriteWhitespace(reader.Value); break;
                case XmlNodeType.Comment: writer.WriteComment(reader.Value); break;
                case XmlNodeType.ProcessingInstruction: writer.WriteProcessingInstruction(reader.Name, reader.Value); break;
                case XmlNodeType.DocumentType:
                    writer.WriteDocType(reader.Name, reader.GetAttribute("PUBLIC"), reader.GetAttribute("SYSTEM"), bare ? "" : reader.Value);
                    break;
                case XmlNodeType.EntityReference: writer.WriteEntityRef(reader.Name); break;
            }
        }
    }

    private static string Show(byte[] bytes) => Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 90))) + (bytes.Length > 90 ? "..." : "");

    /// <summary>The same bytes; of compressed streams, which each DEFLATE encoder makes its own way, the same inflated bytes.</summary>
    private static bool SameStream(VectorRecord record, byte[] expected, byte[] actual) =>
        expected.AsSpan().SequenceEqual(actual)
        || (record.Options.Compression && Inflated(expected) == Inflated(actual));

    /// <summary>Header in hexadecimal, then each inflated stream.</summary>
    private static string Inflated(byte[] exi)
    {
        if (!ExiHeader.TryRead(new ReadOnlySequence<byte>(exi), out _, out long bits))
            return "";
        var shown = new StringBuilder(Convert.ToHexString(exi.AsSpan(0, (int)(bits / 8))));
        for (int at = (int)(bits / 8); at < exi.Length;)
        {
            using var input = new CountingStream(exi, at);
            using var inflater = new DeflateStream(input, CompressionMode.Decompress);
            var output = new MemoryStream();
            inflater.CopyTo(output);
            if (output.Length > 0)
                shown.Append('|').Append(Convert.ToHexString(output.GetBuffer().AsSpan(0, (int)output.Length)));
            at = input.At;
        }

        return shown.ToString();
    }

    /// <summary>Gives out one byte at a time, so that the end of a DEFLATE stream is known.</summary>
    private sealed class CountingStream(byte[] data, int at) : MemoryStream
    {
        private readonly byte[] _data = data;

        public int At { get; private set; } = at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (At == _data.Length || buffer.Length == 0)
                return 0;
            buffer[0] = _data[At++];
            return 1;
        }
    }
}
