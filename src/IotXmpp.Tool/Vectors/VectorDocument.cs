using System.Text;
using System.Xml;

namespace IotXmpp.Tool.Vectors;

/// <summary>The XML side of a vector.</summary>
public static class VectorDocument
{
    public const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";
    public const string XmlnsNamespace = "http://www.w3.org/2000/xmlns/";

    /// <summary>What entities may expand to: a vector is a file of somebody else.</summary>
    private const int MaxEntityCharacters = 10_000_000;

    /// <summary>A reader of the document that passes on what the options preserve. Entities are expanded, nothing outside the
    /// file is read.</summary>
    public static XmlReader Open(string path, VectorOptions options) => XmlReader.Create(path, new XmlReaderSettings
    {
        ConformanceLevel = options.Fragment ? ConformanceLevel.Fragment : ConformanceLevel.Document,
        DtdProcessing = DtdProcessing.Parse,
        MaxCharactersFromEntities = MaxEntityCharacters,
        XmlResolver = null,
        IgnoreComments = !options.PreserveComments,
        IgnoreProcessingInstructions = !options.PreservePis,
    });

    /// <summary>
    /// Writes the document node by node, so that nothing is lost or added on the way.
    /// </summary>
    /// <param name="path">The document.</param>
    /// <param name="options">Options of the vector.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="bare">As encoders behind SAX see it: without the internal DTD subset, and without white space that stands alone beside child
    /// elements.</param>
    public static void Write(string path, VectorOptions options, XmlWriter writer, bool bare)
    {
        using var reader = XmlReader.Create(path, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Parse,
            MaxCharactersFromEntities = MaxEntityCharacters,
            XmlResolver = null,
            ConformanceLevel = options.Fragment ? ConformanceLevel.Fragment : ConformanceLevel.Document,
        });
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
            WriteNode(reader, writer, bare);
        }
    }

    private static void WriteNode(XmlReader reader, XmlWriter writer, bool bare)
    {
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
            case XmlNodeType.EndElement:
                writer.WriteEndElement();
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA:
                writer.WriteString(reader.Value);
                break;
            case XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                writer.WriteWhitespace(reader.Value);
                break;
            case XmlNodeType.Comment:
                writer.WriteComment(reader.Value);
                break;
            case XmlNodeType.ProcessingInstruction:
                writer.WriteProcessingInstruction(reader.Name, reader.Value);
                break;
            case XmlNodeType.DocumentType:
                writer.WriteDocType(reader.Name, reader.GetAttribute("PUBLIC"), reader.GetAttribute("SYSTEM"), bare ? "" : reader.Value);
                break;
            case XmlNodeType.EntityReference:
                writer.WriteEntityRef(reader.Name);
                break;
        }
    }

    /// <summary>Copies a document without its XML declaration, which <see cref="XmlWriter.WriteNode(XmlReader, bool)"/> would write as a
    /// processing instruction.</summary>
    public static void Copy(XmlReader reader, XmlWriter writer)
    {
        reader.Read();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.XmlDeclaration)
                reader.Read();
            else
                writer.WriteNode(reader, false);
        }
    }

    /// <summary>The events of whatever a reader gives.</summary>
    public static string Events(XmlReader reader, VectorOptions options)
    {
        var events = new EventText();
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    StartElement(reader, options, events);
                    break;
                case XmlNodeType.EndElement:
                    events.EndElement();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    if (reader.Depth > 0)
                        events.Characters(reader.Value);
                    break;
                case XmlNodeType.Comment:
                    events.Comment(reader.Value);
                    break;
                case XmlNodeType.ProcessingInstruction:
                    events.ProcessingInstruction(reader.Name, reader.Value);
                    break;
                case XmlNodeType.DocumentType when options.PreserveDtd:
                    events.DocumentType(reader.Name, reader.GetAttribute("PUBLIC") ?? "", reader.GetAttribute("SYSTEM") ?? "");
                    break;
                case XmlNodeType.EntityReference:
                    events.EntityReference(reader.Name);
                    break;
                default:
                    break;
            }
        }

        return events.ToString();
    }

    /// <summary>The name that a QName value stands for where the reader is; with an unknown prefix, all of it is a local name.</summary>
    public static (string Uri, string LocalName) Resolve(XmlReader reader, string value)
    {
        var name = value.Trim();
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return reader.LookupNamespace(colon < 0 ? "" : name[..colon]) is { } uri ? (uri, name[(colon + 1)..]) : ("", name);
    }

    private static void StartElement(XmlReader reader, VectorOptions options, EventText events)
    {
        var empty = reader.IsEmptyElement;
        events.StartElement(reader.NamespaceURI, Name());
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI == XmlnsNamespace)
            {
                if (options.PreservePrefixes)
                    events.Namespace(reader.Prefix.Length == 0 ? "" : reader.LocalName, reader.Value);
                continue;
            }

            if (reader.NamespaceURI == SchemaInstance && reader.LocalName == "type")
            {
                var (uri, localName) = Resolve(reader, reader.Value);
                events.TypeAttribute(uri, localName, Name());
                continue;
            }

            events.Attribute(reader.NamespaceURI, Name(), reader.Value);
        }

        reader.MoveToElement();
        if (empty)
            events.EndElement();

        string Name() => options.PreservePrefixes ? reader.Name : reader.LocalName;
    }
}
