using System.Globalization;
using System.Text;
using System.Xml;

namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>Prints what an XmlReader reads in the form of events.jsonl.</summary>
internal static class EventText
{
    private const string XmlnsUri = "http://www.w3.org/2000/xmlns/";
    private const string XsiUri = "http://www.w3.org/2001/XMLSchema-instance";

    public static string Of(XmlReader reader, bool prefixes)
    {
        var lines = new StringBuilder();
        var text = new StringBuilder();
        while (reader.Read())
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace or XmlNodeType.CDATA)
            {
                text.Append(reader.Value);
                continue;
            }

            if (text.Length > 0)
                lines.Append("CH \"").Append(Escape(text.ToString())).Append("\"\n");
            text.Clear();
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    bool empty = reader.IsEmptyElement;
                    Element(lines, reader, prefixes);
                    if (empty)
                        lines.Append("EE\n");
                    break;

                case XmlNodeType.EndElement:
                    lines.Append("EE\n");
                    break;

                case XmlNodeType.Comment:
                    lines.Append("CM \"").Append(Escape(reader.Value)).Append("\"\n");
                    break;

                case XmlNodeType.ProcessingInstruction:
                    lines.Append("PI ").Append(reader.Name).Append(" \"").Append(Escape(reader.Value)).Append("\"\n");
                    break;

                case XmlNodeType.DocumentType:
                    lines.Append("DT ").Append(reader.Name).Append(" \"").Append(Escape(reader.GetAttribute("PUBLIC") ?? "")).Append("\" \"")
                        .Append(Escape(reader.GetAttribute("SYSTEM") ?? "")).Append("\"\n");
                    break;

                case XmlNodeType.EntityReference:
                    lines.Append("ER ").Append(reader.Name).Append('\n');
                    break;
            }
        }

        return lines.ToString();
    }

    private static void Element(StringBuilder lines, XmlReader reader, bool prefixes)
    {
        lines.Append("SE ").Append(Name(reader, prefixes)).Append('\n');
        var declarations = new List<(string Prefix, string Uri)>();
        var attributes = new List<(string Local, string Uri, string Line)>();
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI == XmlnsUri)
            {
                declarations.Add((reader.Prefix.Length == 0 ? "" : reader.LocalName, reader.Value));
                continue;
            }

            string value = Escape(reader.Value);
            if (reader.LocalName == "type" && reader.NamespaceURI == XsiUri)
                value = Escape(Resolve(reader, reader.Value));
            attributes.Add((reader.LocalName, reader.NamespaceURI, $"AT {Name(reader, prefixes)}=\"{value}\"\n"));
        }

        reader.MoveToElement();
        if (prefixes)
        {
            foreach ((string prefix, string uri) in declarations.OrderBy(declaration => declaration.Prefix, StringComparer.Ordinal))
                lines.Append("NS ").Append(prefix).Append("=\"").Append(Escape(uri)).Append("\"\n");
        }

        foreach ((_, _, string line) in attributes.OrderBy(a => a.Local, StringComparer.Ordinal).ThenBy(a => a.Uri, StringComparer.Ordinal))
            lines.Append(line);
    }

    private static string Name(XmlReader reader, bool prefixes) => $"{{{reader.NamespaceURI}}}{(prefixes ? reader.Name : reader.LocalName)}";

    private static string Resolve(XmlReader reader, string value)
    {
        string trimmed = value.Trim();
        int colon = trimmed.IndexOf(':', StringComparison.Ordinal);
        string? uri = reader.LookupNamespace(colon < 0 ? "" : trimmed[..colon]);
        return $"{{{uri ?? "?" + trimmed[..colon]}}}{trimmed[(colon + 1)..]}";
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            switch (c)
            {
                case '\n': escaped.Append("\\n"); break;
                case '\r': escaped.Append("\\r"); break;
                case '\t': escaped.Append("\\t"); break;
                case '\\': escaped.Append("\\\\"); break;
                case '"': escaped.Append("\\\""); break;
                default:
                    if (c is >= ' ' and < (char)0x7F)
                        escaped.Append(c);
                    else
                        escaped.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
                    break;
            }
        }

        return escaped.ToString();
    }
}
