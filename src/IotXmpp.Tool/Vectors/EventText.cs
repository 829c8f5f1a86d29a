using System.Globalization;
using System.Text;

namespace IotXmpp.Tool.Vectors;

/// <summary>
/// Writes the events of a document as the vectors record them: one a line, attributes sorted by local name and then
/// uri, adjacent characters merged, start and end of the document implied.
/// </summary>
public sealed class EventText
{
    private const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    private readonly StringBuilder _lines = new();
    private readonly StringBuilder _characters = new();
    private readonly List<(string LocalName, string Uri, string Value)> _attributes = [];

    /// <param name="uri">Namespace.</param>
    /// <param name="localName">Local name; with its prefix where prefixes are preserved.</param>
    public void StartElement(string uri, string localName)
    {
        Flush();
        Line($"SE {{{uri}}}{localName}");
    }

    public void Namespace(string prefix, string uri) => Line($"NS {prefix}={Quote(uri)}");

    public void Attribute(string uri, string localName, string value) => _attributes.Add((localName, uri, value));

    /// <summary><c>xsi:type</c>: the dump shows the name its value stands for, <c>{?prefix}local</c> if that prefix is unknown.</summary>
    public void TypeAttribute(string typeUri, string typeLocalName, string localName = "type")
    {
        var colon = typeUri.Length == 0 ? typeLocalName.IndexOf(':', StringComparison.Ordinal) : -1;
        Attribute(SchemaInstance, localName, colon < 0 ? $"{{{typeUri}}}{typeLocalName}" : $"{{?{typeLocalName[..colon]}}}{typeLocalName[(colon + 1)..]}");
    }

    public void Characters(string text)
    {
        FlushAttributes();
        _characters.Append(text);
    }

    public void Comment(string text) => Other($"CM {Quote(text)}");

    public void ProcessingInstruction(string target, string data) => Other($"PI {target} {Quote(data)}");

    public void DocumentType(string name, string publicId, string systemId) => Other($"DT {name} {Quote(publicId)} {Quote(systemId)}");

    public void EntityReference(string name) => Other($"ER {name}");

    public void EndElement() => Other("EE");

    /// <summary>The lines so far, each ended by a line feed.</summary>
    public override string ToString()
    {
        Flush();
        return _lines.ToString();
    }

    /// <summary>Quotes with the escapes of the dumps: \n \r \t \\ \" \uXXXX.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\\' => quoted.Append("\\\\"),
                '"' => quoted.Append("\\\""),
                < ' ' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    private void Other(string line)
    {
        Flush();
        Line(line);
    }

    private void Flush()
    {
        FlushAttributes();
        if (_characters.Length == 0)
            return;
        Line("CH " + Quote(_characters.ToString()));
        _characters.Clear();
    }

    private void FlushAttributes()
    {
        if (_attributes.Count == 0)
            return;
        foreach (var (localName, uri, value) in _attributes
            .OrderBy(attribute => attribute.LocalName[(attribute.LocalName.IndexOf(':', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal)
            .ThenBy(attribute => attribute.Uri, StringComparer.Ordinal))
        {
            Line($"AT {{{uri}}}{localName}={Quote(value)}");
        }

        _attributes.Clear();
    }

    private void Line(string line) => _lines.Append(line).Append('\n');
}
