using System.Xml;
using IotXmpp.Exi.Body;

namespace IotXmpp.Exi.Xml;

/// <summary>
/// Hands decoded events to an XmlWriter. A start tag is held back until its namespace declarations are known, because they may
/// decide its prefix (EXI 7.1.7); the writer declares whatever else the names need.
/// </summary>
internal sealed class XmlEventSink
{
    private const string XmlnsUri = "http://www.w3.org/2000/xmlns/";

    private readonly List<(string Prefix, string Uri)> _declarations = [];
    private string _uri = "";
    private string _local = "";
    private string? _prefix;
    private bool _holdsStartTag;

    /// <summary>Forgets a start tag that never came to an end.</summary>
    public void Reset()
    {
        _holdsStartTag = false;
        _declarations.Clear();
    }

    /// <summary>Writes an event.</summary>
    public void Write(BodyEvent item, XmlWriter writer)
    {
        switch (item.Type)
        {
            case ExiEventType.StartElement:
                Release(writer);
                _uri = item.Uri;
                _local = item.Local;
                _prefix = item.Prefix;
                _holdsStartTag = true;
                break;

            case ExiEventType.NamespaceDeclaration:
                if (!_declarations.Contains((item.Prefix!, item.NamespaceUri)))
                    _declarations.Add((item.Prefix!, item.NamespaceUri));
                if (item.IsElementNamespace)
                    _prefix = item.Prefix;
                break;

            case ExiEventType.Attribute:
                Release(writer);
                WriteAttribute(item, writer);
                break;

            case ExiEventType.Characters:
                Release(writer);
                WriteValue(item, writer);
                break;

            case ExiEventType.EndElement:
                Release(writer);
                writer.WriteEndElement();
                break;

            case ExiEventType.Comment:
                Release(writer);
                writer.WriteComment(item.Texts[0]);
                break;

            case ExiEventType.ProcessingInstruction:
                Release(writer);
                writer.WriteProcessingInstruction(item.Texts[0], item.Texts[1]);
                break;

            case ExiEventType.DocType:
                writer.WriteDocType(item.Texts[0], Null(item.Texts[1]), Null(item.Texts[2]), Null(item.Texts[3]));
                break;

            case ExiEventType.EntityReference:
                Release(writer);
                writer.WriteEntityRef(item.Texts[0]);
                break;
        }
    }

    private static string? Null(string text) => text.Length == 0 ? null : text;

    private void Release(XmlWriter writer)
    {
        if (!_holdsStartTag)
            return;
        _holdsStartTag = false;
        writer.WriteStartElement(UsablePrefix(writer), _local, _uri);
        foreach ((string prefix, string uri) in _declarations)
        {
            if (prefix == "xml" || (prefix.Length == 0 && _uri != uri && _uri.Length == 0))
                continue;
            if (prefix.Length == 0)
                writer.WriteAttributeString("xmlns", XmlnsUri, uri);
            else
                writer.WriteAttributeString("xmlns", prefix, XmlnsUri, uri);
        }

        _declarations.Clear();
    }

    /// <summary>
    /// A prefix without a namespace, or bound to another one by this very tag, cannot stand: then another one is taken, or null to
    /// let the writer choose.
    /// </summary>
    private string? UsablePrefix(XmlWriter writer)
    {
        if (_prefix is not null && (_prefix.Length == 0 || _uri.Length > 0) && IsFree(_prefix))
            return _prefix;
        if (_uri.Length == 0 || IsFree(""))
            return null;
        foreach ((string prefix, string uri) in _declarations)
        {
            if (uri == _uri)
                return prefix;
        }

        string? known = writer.LookupPrefix(_uri);
        for (int i = 0; known is null || !IsFree(known); i++)
            known = $"ns{i}";
        return known;
    }

    /// <summary>The tag does not bind the prefix to another namespace than the element's.</summary>
    private bool IsFree(string prefix)
    {
        foreach ((string declared, string uri) in _declarations)
        {
            if (declared == prefix && uri != _uri)
                return false;
        }

        return true;
    }

    private static void WriteAttribute(BodyEvent item, XmlWriter writer)
    {
        string? prefix = item.Prefix is { Length: > 0 } kept && item.Uri.Length > 0 ? kept : null;
        writer.WriteStartAttribute(prefix, item.Local, item.Uri);
        if (!item.IsTypeValue)
        {
            WriteValue(item, writer);
        }
        else if (item.TypePrefix is { Length: > 0 } typePrefix && item.TypeUri.Length > 0)
        {
            writer.WriteString(typePrefix + ":" + item.TypeLocal);
        }
        else if (item.TypeUri.Length == 0)
        {
            writer.WriteString(item.TypeLocal);
        }
        else
        {
            writer.WriteQualifiedName(item.TypeLocal, item.TypeUri);
        }

        writer.WriteEndAttribute();
    }

    private static void WriteValue(BodyEvent item, XmlWriter writer)
    {
        // Straight from the tables where that spares a string.
        if (item.Value is { Kind: ExiValueKind.String or ExiValueKind.List, Length: > 0 })
            writer.WriteChars(item.Values.Characters, item.Value.Start, item.Value.Length);
        else
            writer.WriteString(item.ValueString);
    }
}
