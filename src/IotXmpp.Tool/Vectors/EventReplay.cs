using System.Xml;

namespace IotXmpp.Tool.Vectors;

/// <summary>Writes the events of a dump to an XmlWriter: the document as an encoder saw it, whatever became of its white space before.</summary>
public static class EventReplay
{
    private const string XmlnsUri = "http://www.w3.org/2000/xmlns/";
    private const string XsiType = "{http://www.w3.org/2001/XMLSchema-instance}type=";

    /// <exception cref="VectorFailure">A document type declaration: a dump does not hold all of it.</exception>
    public static void Write(string events, XmlWriter writer)
    {
        foreach (string line in events.TrimEnd('\n').Split('\n'))
        {
            string rest = line.Length > 3 ? line[3..] : "";
            switch (line[..2])
            {
                case "SE":
                    (string uri, string prefix, string local) = Name(rest);
                    writer.WriteStartElement(prefix.Length == 0 ? null : prefix, local, uri);
                    break;

                case "EE": writer.WriteEndElement(); break;
                case "CH": writer.WriteString(Quoted(rest)); break;
                case "CM": writer.WriteComment(Quoted(rest)); break;
                case "NS":
                    int equals = rest.IndexOf('=', StringComparison.Ordinal);
                    if (equals == 0)
                        writer.WriteAttributeString("xmlns", XmlnsUri, Quoted(rest[1..]));
                    else
                        writer.WriteAttributeString("xmlns", rest[..equals], XmlnsUri, Quoted(rest[(equals + 1)..]));
                    break;

                case "AT": Attribute(rest, writer); break;
                case "PI":
                    int space = rest.IndexOf(' ', StringComparison.Ordinal);
                    writer.WriteProcessingInstruction(rest[..space], Quoted(rest[(space + 1)..]));
                    break;

                case "ER": writer.WriteEntityRef(rest.Trim()); break;
                default: throw new VectorFailure($"the event cannot be written again: {line}");
            }
        }
    }

    private static void Attribute(string text, XmlWriter writer)
    {
        int quote = text.IndexOf("=\"", StringComparison.Ordinal);
        (string uri, string prefix, string local) = Name(text[..quote]);
        string value = Quoted(text[(quote + 1)..]);
        bool isType = text[..(quote + 1)].Replace("xsi:", "", StringComparison.Ordinal) == XsiType && value.StartsWith('{');
        (string typeUri, _, string typeLocal) = isType ? Name(value) : ("", "", "");
        if (typeUri.StartsWith('?'))
            (isType, value) = (false, $"{typeUri[1..]}:{typeLocal}"); // an unknown prefix
        if (isType && typeUri.Length > 0 && prefix.Length == 0 && writer.LookupPrefix(typeUri) == null)
            writer.WriteAttributeString("xmlns", "type", XmlnsUri, typeUri);
        writer.WriteStartAttribute(prefix.Length == 0 ? null : prefix, local, uri);
        if (isType)
            writer.WriteQualifiedName(typeLocal, typeUri);
        else
            writer.WriteString(value);

        writer.WriteEndAttribute();
    }

    private static (string Uri, string Prefix, string Local) Name(string text)
    {
        int brace = text.IndexOf('}', StringComparison.Ordinal);
        string name = text[(brace + 1)..];
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        return (text[1..brace], colon < 0 ? "" : name[..colon], name[(colon + 1)..]);
    }

    private static string Quoted(string text) => EventComparison.Unescape(text[1..^1]);
}
