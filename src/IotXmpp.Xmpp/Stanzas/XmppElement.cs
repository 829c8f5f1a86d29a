using System.Text;
using System.Xml;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Xmpp.Stanzas;

/// <summary>
/// An immutable XML element as it stands in a stanza: a window on a flat array of tokens, so that a child is another window
/// and not another tree. Namespace prefixes, comments and processing instructions do not exist here (RFC 6120 11.1).
/// </summary>
/// <remarks>Made by <see cref="XmppElementWriter"/>, which is an <see cref="XmlWriter"/>: text and EXI streams fill it the same way.</remarks>
public sealed class XmppElement
{
    private readonly ElementToken[] _tokens;
    private readonly int _start;

    internal XmppElement(ElementToken[] tokens, int start)
    {
        _tokens = tokens;
        _start = start;
    }

    /// <summary>Namespace and local name.</summary>
    public QName Name => _tokens[_start].Name;

    /// <summary>Local name.</summary>
    public string LocalName => Name.LocalName;

    /// <summary>Namespace; empty for none.</summary>
    public string Namespace => Name.Namespace;

    /// <summary>The attributes, in the order they were written.</summary>
    public IEnumerable<KeyValuePair<QName, string>> Attributes
    {
        get
        {
            for (int i = _start + 1; _tokens[i].Kind == ElementTokenKind.Attribute; i++)
                yield return new(_tokens[i].Name, _tokens[i].Value!);
        }
    }

    /// <summary>The child elements in order.</summary>
    public IEnumerable<XmppElement> Elements
    {
        get
        {
            int end = _start + _tokens[_start].Skip - 1;
            for (int i = _start + 1; i < end; i++)
            {
                if (_tokens[i].Kind != ElementTokenKind.Start)
                    continue;
                yield return new XmppElement(_tokens, i);
                i += _tokens[i].Skip - 1;
            }
        }
    }

    /// <summary>The character data directly inside this element, joined; empty if there is none.</summary>
    public string Text
    {
        get
        {
            string? first = null;
            StringBuilder? more = null;
            int end = _start + _tokens[_start].Skip - 1;
            for (int i = _start + 1; i < end; i++)
            {
                if (_tokens[i].Kind == ElementTokenKind.Start)
                    i += _tokens[i].Skip - 1;
                else if (_tokens[i].Kind == ElementTokenKind.Text)
                {
                    if (first is null)
                        first = _tokens[i].Value;
                    else
                        (more ??= new StringBuilder(first)).Append(_tokens[i].Value);
                }
            }

            return more?.ToString() ?? first ?? "";
        }
    }

    /// <summary>True for the element of that name.</summary>
    public bool Is(string ns, string localName) => Name.LocalName == localName && Name.Namespace == ns;

    /// <summary>Value of an attribute, null if absent. Attributes of XMPP are in no namespace but for <c>xml:lang</c>.</summary>
    public string? Attribute(string localName, string ns = "")
    {
        for (int i = _start + 1; _tokens[i].Kind == ElementTokenKind.Attribute; i++)
        {
            if (_tokens[i].Name.LocalName == localName && _tokens[i].Name.Namespace == ns)
                return _tokens[i].Value;
        }

        return null;
    }

    /// <summary>The first child of that name, null if absent.</summary>
    public XmppElement? Element(string ns, string localName)
    {
        foreach (var child in Elements)
        {
            if (child.Is(ns, localName))
                return child;
        }

        return null;
    }

    /// <summary>The first child of that name in this element's own namespace, null if absent.</summary>
    public XmppElement? Element(string localName) => Element(Namespace, localName);

    /// <summary>Builds an element by writing it.</summary>
    /// <param name="write">Writes exactly one element.</param>
    public static XmppElement Build(Action<XmlWriter> write)
    {
        using var writer = new XmppElementWriter();
        write(writer);
        return writer.Detach();
    }

    /// <summary>Builds an element of that name with what <paramref name="content"/> writes inside.</summary>
    public static XmppElement Build(string ns, string localName, Action<XmlWriter>? content = null) => Build(w =>
    {
        w.WriteStartElement(localName, ns);
        content?.Invoke(w);
        w.WriteEndElement();
    });

    /// <summary>Reads one element from an <see cref="XmlReader"/> that stands on its start; leaves the reader after its end.</summary>
    public static XmppElement Read(XmlReader reader)
    {
        using var writer = new XmppElementWriter();
        writer.WriteNode(reader, defattr: false);
        return writer.Detach();
    }

    /// <summary>Parses one element of text. For tests, tools and constants: streams go through <c>XmlStreamReader</c>.</summary>
    /// <exception cref="XmlException">Not one well-formed element.</exception>
    public static XmppElement Parse(string xml)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };
        using var reader = XmlReader.Create(new StringReader(xml), settings);
        reader.MoveToContent();
        return Read(reader);
    }

    /// <summary>Writes the element, in its own namespaces, to any writer: text, EXI or another element.</summary>
    public void WriteTo(XmlWriter writer) => WriteTo(writer, static ns => ns);

    /// <summary>Writes the element with its namespaces mapped, as between <c>jabber:client</c> and <c>jabber:component:accept</c>.</summary>
    public void WriteTo(XmlWriter writer, Func<string, string> mapNamespace)
    {
        int end = _start + _tokens[_start].Skip;
        for (int i = _start; i < end; i++)
        {
            ref readonly var token = ref _tokens[i];
            switch (token.Kind)
            {
                case ElementTokenKind.Start:
                    writer.WriteStartElement(token.Name.LocalName, mapNamespace(token.Name.Namespace));
                    break;
                case ElementTokenKind.Attribute when token.Name.Namespace == Ns.Xml:
                    writer.WriteAttributeString("xml", token.Name.LocalName, Ns.Xml, token.Value);
                    break;
                case ElementTokenKind.Attribute:
                    writer.WriteAttributeString(token.Name.LocalName, token.Name.Namespace, token.Value);
                    break;
                case ElementTokenKind.Text:
                    writer.WriteString(token.Value);
                    break;
                default:
                    writer.WriteEndElement();
                    break;
            }
        }
    }

    /// <summary>The element as XML text, for tests and debug output.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Fragment }))
            WriteTo(writer);
        return text.ToString();
    }
}
