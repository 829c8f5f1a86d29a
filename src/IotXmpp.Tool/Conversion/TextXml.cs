using System.Text;
using System.Xml;
using IotXmpp.Exi;

namespace IotXmpp.Tool.Conversion;

/// <summary>The XML side of a conversion. Nothing outside the file is read.</summary>
internal static class TextXml
{
    /// <summary>What entities may expand to.</summary>
    private const int MaxEntityCharacters = 10_000_000;

    /// <summary>A reader that passes on what the options preserve.</summary>
    /// <param name="stream">The document.</param>
    /// <param name="options">Options of the EXI stream that it becomes.</param>
    /// <param name="keepSpace">White space between elements is kept.</param>
    internal static XmlReader Read(Stream stream, ExiOptions options, bool keepSpace) => XmlReader.Create(stream, new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Parse,
        MaxCharactersFromEntities = MaxEntityCharacters,
        XmlResolver = null,
        ConformanceLevel = options.Fragment ? ConformanceLevel.Fragment : ConformanceLevel.Document,
        IgnoreWhitespace = !keepSpace,
        IgnoreComments = !options.Preserve.HasFlag(ExiPreserve.Comments),
        IgnoreProcessingInstructions = !options.Preserve.HasFlag(ExiPreserve.ProcessingInstructions),
    });

    /// <summary>A writer of text.</summary>
    /// <param name="stream">Where to; not disposed of.</param>
    /// <param name="indent">Elements on lines of their own: easier to read, and no longer the same document.</param>
    /// <param name="fragment">Any number of elements at the top.</param>
    internal static XmlWriter Write(Stream stream, bool indent, bool fragment) => XmlWriter.Create(stream, new XmlWriterSettings
    {
        Encoding = new UTF8Encoding(false),
        ConformanceLevel = fragment ? ConformanceLevel.Fragment : ConformanceLevel.Document,
        OmitXmlDeclaration = true,
        Indent = indent,
        NewLineHandling = NewLineHandling.Entitize,
        NewLineChars = "\n",
    });

    /// <summary>Copies node by node: memory for one node, whatever the size of the document.</summary>
    internal static void Copy(XmlReader reader, XmlWriter writer)
    {
        if (reader.ReadState == ReadState.Initial)
            reader.Read();
        while (!reader.EOF)
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                    bool empty = reader.IsEmptyElement;
                    writer.WriteAttributes(reader, false);
                    if (empty)
                        writer.WriteEndElement();
                    break;
                case XmlNodeType.EndElement:
                    writer.WriteEndElement();
                    break;
                case XmlNodeType.XmlDeclaration:
                    break;
                default:
                    // One node without children; it moves on by itself.
                    writer.WriteNode(reader, false);
                    continue;
            }

            reader.Read();
        }
    }
}
