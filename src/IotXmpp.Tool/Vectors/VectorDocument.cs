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
    /// The same, with the white space that the vector's encoders were given: all of it, or without text between elements that is only
    /// white space (what schemas with element-only content drop). The recorded events tell which.
    /// </summary>
    public static XmlReader OpenAs(string path, VectorOptions options, string? events)
    {
        if (events != null && SpaceBetweenElements(path, options) is { } dropped)
        {
            using var all = Open(path, options);
            using var less = dropped.CreateReader();
            if (EventComparison.Difference(events, Events(all, options)) != null
                && EventComparison.Difference(events, Events(less, options)) == null)
            {
                return dropped.CreateReader();
            }
        }

        return Open(path, options);
    }

    /// <summary>The document without text between elements that is only white space; null if there is none, or if it is a
    /// fragment.</summary>
    private static XDocument? SpaceBetweenElements(string path, VectorOptions options)
    {
        if (options.Fragment)
            return null;
        using var reader = Open(path, options);
        var document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
        XText[] spaces = [.. document.DescendantNodes().OfType<XText>().Where(text => string.IsNullOrWhiteSpace(text.Value) && text.Parent is { HasElements: true })];
        foreach (var text in spaces)
            text.Remove();
        return spaces.Length > 0 ? document : null;
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

    /// <summary>The name that a QName value stands for where the reader is; an unknown prefix stands for itself.</summary>
    public static (string Uri, string LocalName) Resolve(XmlReader reader, string value)
    {
        var name = value.Trim();
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var prefix = colon < 0 ? "" : name[..colon];
        return (reader.LookupNamespace(prefix) ?? (colon < 0 ? "" : "?" + prefix), name[(colon + 1)..]);
    }

    private static void StartElement(XmlReader reader, VectorOptions options, EventText events)
    {
        var empty = reader.IsEmptyElement;
        events.StartElement(reader.NamespaceURI, reader.LocalName);
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
                events.TypeAttribute(uri, localName);
                continue;
            }

            events.Attribute(reader.NamespaceURI, reader.LocalName, reader.Value);
        }

        reader.MoveToElement();
        if (empty)
            events.EndElement();
    }
}
