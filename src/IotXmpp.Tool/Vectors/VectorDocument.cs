using System.Xml;
using System.Xml.Linq;

namespace IotXmpp.Tool.Vectors;

/// <summary>The XML side of a vector.</summary>
public static class VectorDocument
{
    public const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";
    public const string XmlnsNamespace = "http://www.w3.org/2000/xmlns/";

    /// <summary>A reader of the document that passes on what the options preserve. Entities are expanded, nothing outside the
    /// file is read.</summary>
    public static XmlReader Open(string path, VectorOptions options) => XmlReader.Create(path, new XmlReaderSettings
    {
        ConformanceLevel = options.Fragment ? ConformanceLevel.Fragment : ConformanceLevel.Document,
        DtdProcessing = DtdProcessing.Parse,
        XmlResolver = null,
        IgnoreComments = !options.PreserveComments,
        IgnoreProcessingInstructions = !options.PreservePis,
    });

    /// <summary>
    /// The same, with the white space that the vector's encoders were given: all of it, or without text that is only white space
    /// and stands between elements, or without any such text. The recorded events tell which.
    /// </summary>
    public static XmlReader OpenAs(string path, VectorOptions options, string? events)
    {
        if (events != null && !options.Fragment)
        {
            foreach (var anywhere in (bool[])[false, true])
            {
                using (var all = Open(path, options))
                {
                    if (EventComparison.Difference(events, Events(all, options)) == null)
                        break;
                }

                var document = WithoutSpace(path, options, anywhere);
                using var less = document.CreateReader();
                if (EventComparison.Difference(events, Events(less, options)) == null)
                    return document.CreateReader();
            }
        }

        return Open(path, options);
    }

    private static XDocument WithoutSpace(string path, VectorOptions options, bool anywhere)
    {
        using var reader = Open(path, options);
        var document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
        XText[] spaces = [.. document.DescendantNodes().OfType<XText>().Where(text =>
            string.IsNullOrWhiteSpace(text.Value) && (anywhere || text.Parent is { HasElements: true }) && !IsPreserved(text))];
        foreach (var text in spaces)
            text.Remove();
        return document;
    }

    private static bool IsPreserved(XText text) =>
        text.Ancestors().Select(element => (string?)element.Attribute(XNamespace.Xml + "space")).FirstOrDefault(space => space != null) == "preserve";

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
