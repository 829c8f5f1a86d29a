using System.Text;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams.Xml;

// From complete tags to tokens of an element: names, namespaces, attributes.
public sealed partial class XmlStreamReader
{
    private readonly List<OpenElement> _open = [];
    private readonly List<ElementToken> _tokens = [];
    private readonly List<RawAttribute> _attributes = [];
    private readonly XmlNamespaceScope _scope = new();
    private readonly XmlNameCache _names = new();
    private int _elements;
    private int _outside;
    private bool _mapsContent;

    /// <summary>An element without its end tag yet.</summary>
    /// <param name="Prefix">As written: the end tag has to repeat it.</param>
    /// <param name="LocalName">Local name.</param>
    /// <param name="Token">Index of its start token; -1 for the stream element.</param>
    /// <param name="Scope">Namespace declarations outside it.</param>
    private readonly record struct OpenElement(string Prefix, string LocalName, int Token, int Scope);

    private readonly record struct RawAttribute(string Prefix, string LocalName, string Value);

    /// <summary>Reads a tag without its angle brackets.</summary>
    private XmlStreamEvent ReadTag(ReadOnlySpan<byte> tag)
    {
        _mode = Mode.Content;
        if (tag[0] == '/')
            return ReadEndTag(tag[1..]);
        bool isEmpty = tag[^1] == '/';
        if (isEmpty)
            tag = tag[..^1];
        int length = NameLength(tag);
        ReadName(tag[..length], out string prefix, out string localName);
        if (prefix == "xmlns")
            throw NotWellFormed("An element with the prefix xmlns.");
        _outside = _scope.Count;
        ReadAttributes(tag[length..]);
        string ns = Resolve(prefix);
        if (_place == Place.BeforeHeader && !FramedDocuments)
            return StartStream(prefix, localName, ns, isEmpty);

        StartElement(prefix, localName, ns);
        return isEmpty ? EndElement() : XmlStreamEvent.NeedMoreData;
    }

    private XmlStreamEvent ReadEndTag(ReadOnlySpan<byte> tag)
    {
        ReadName(tag.TrimEnd(" \t\r\n"u8), out string prefix, out string localName);
        if (_open.Count == 0 || _open[^1].Prefix != prefix || _open[^1].LocalName != localName)
            throw NotWellFormed("An end tag that does not match.");
        return _place == Place.InElement ? EndElement() : EndStream();
    }

    private XmlStreamEvent StartStream(string prefix, string localName, string ns, bool isEmpty)
    {
        if (ns != Ns.Streams)
            throw new StreamException(StreamErrorCondition.InvalidNamespace, "The root element is not of the streams namespace.");
        if (localName != "stream")
            throw new StreamException(StreamErrorCondition.BadFormat, "The root element is not a stream.");
        CheckDistinct();
        _header = new StreamHeader
        {
            To = HeaderAttribute("to"),
            From = HeaderAttribute("from"),
            Id = HeaderAttribute("id"),
            Version = HeaderAttribute("version"),
            Lang = HeaderAttribute("lang", "xml"),
            ContentNamespace = _scope.Find("")!,
            Prefixes = [.. _scope.Declarations.Where(declaration => declaration.Key.Length > 0 && declaration.Value != Ns.Streams)],
        };
        _open.Add(new(prefix, localName, -1, _outside));
        _place = Place.BetweenElements;
        _endDue = isEmpty;
        return XmlStreamEvent.StreamStart;
    }

    private XmlStreamEvent EndStream()
    {
        _open.Clear();
        _scope.Leave(0);
        _place = Place.AfterEnd;
        return XmlStreamEvent.StreamEnd;
    }

    private void StartElement(string prefix, string localName, string ns)
    {
        if (_place != Place.InElement)
        {
            _place = Place.InElement;
            _tokens.Clear();
            _elements = 0;
            _mapsContent = ContentNamespace != Ns.Client && ns == ContentNamespace && localName is "iq" or "message" or "presence";
        }

        int depth = _open.Count - (FramedDocuments ? 0 : 1);
        if (depth >= Limits.MaxDepth)
            throw Policy($"Elements are nested deeper than {Limits.MaxDepth}.");
        if (++_elements > Limits.MaxElements)
            throw Policy($"A first-level element has more than {Limits.MaxElements} elements.");
        _open.Add(new(prefix, localName, _tokens.Count, _outside));
        if (_mapsContent && ns == ContentNamespace)
            ns = Ns.Client;
        _tokens.Add(new(ElementTokenKind.Start, new(ns, localName), null, 0));
        int first = _tokens.Count;
        foreach (var attribute in _attributes)
        {
            var name = new QName(attribute.Prefix.Length == 0 ? "" : Resolve(attribute.Prefix), attribute.LocalName);
            for (int i = first; i < _tokens.Count; i++)
            {
                if (_tokens[i].Name == name)
                    throw NotWellFormed("An attribute occurs twice.");
            }

            _tokens.Add(new(ElementTokenKind.Attribute, name, attribute.Value, 0));
        }
    }

    private XmlStreamEvent EndElement()
    {
        var element = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        _scope.Leave(element.Scope);
        _tokens.Add(new(ElementTokenKind.End, default, null, 0));
        _tokens[element.Token] = _tokens[element.Token] with { Skip = _tokens.Count - element.Token };
        if (element.Token > 0)
            return XmlStreamEvent.NeedMoreData;

        _element = new XmppElement([.. _tokens], 0);
        _tokens.Clear();
        // One large stanza is no reason to hold its memory for the connection's life.
        if (_tokens.Capacity > 1024)
            _tokens.Capacity = 256;
        _place = FramedDocuments ? Place.BeforeHeader : Place.BetweenElements;
        _declarationAllowed = FramedDocuments;
        return XmlStreamEvent.Element;
    }

    private void ReadAttributes(ReadOnlySpan<byte> rest)
    {
        _attributes.Clear();
        int count = 0;
        while (true)
        {
            var trimmed = rest.TrimStart(" \t\r\n"u8);
            if (trimmed.IsEmpty)
                return;
            if (trimmed.Length == rest.Length)
                throw NotWellFormed("No space before an attribute.");
            if (++count > Limits.MaxAttributes)
                throw Policy($"An element has more than {Limits.MaxAttributes} attributes.");
            int length = NameLength(trimmed);
            ReadName(trimmed[..length], out string prefix, out string localName);
            rest = trimmed[length..].TrimStart(" \t\r\n"u8);
            if (rest.IsEmpty || rest[0] != '=')
                throw NotWellFormed("An attribute without a value.");
            rest = rest[1..].TrimStart(" \t\r\n"u8);
            if (rest.IsEmpty || rest[0] is not ((byte)'"' or (byte)'\''))
                throw NotWellFormed("An attribute value without quotes.");
            // The scan has already paired the quotes of the tag.
            int end = rest[1..].IndexOf(rest[0]) + 1;
            var value = rest[1..end];
            rest = rest[(end + 1)..];
            if (prefix == "xmlns")
                Declare(localName, value);
            else if (prefix.Length == 0 && localName == "xmlns")
                Declare("", value);
            else
                _attributes.Add(new(prefix, localName, DecodeAttribute(value)));
        }
    }

    private void Declare(string prefix, ReadOnlySpan<byte> value)
    {
        string ns = value.ContainsAny("&\t\r\n"u8) || !Ascii.IsValid(value) ? DecodeAttribute(value) : _names.Get(value);
        if (prefix == "xml" ? ns != Ns.Xml : ns == Ns.Xml || ns == Ns.Xmlns || prefix == "xmlns")
            throw NotWellFormed("A reserved prefix or namespace is declared.");
        if (ns.Length == 0 && prefix.Length > 0)
            throw NotWellFormed("A prefix is undeclared.");
        for (int i = _outside; i < _scope.Count; i++)
        {
            if (_scope.Declarations[i].Key == prefix)
                throw NotWellFormed("A namespace declaration occurs twice.");
        }

        if (_scope.Count >= Limits.MaxNamespaces)
            throw Policy($"More than {Limits.MaxNamespaces} namespace declarations in scope.");
        _scope.Declare(prefix, ns);
    }

    private string Resolve(string prefix) => _scope.Find(prefix) ?? throw NotWellFormed("A namespace prefix is not declared.");

    private void CheckDistinct()
    {
        for (int i = 0; i < _attributes.Count; i++)
        {
            string ns = _attributes[i].Prefix.Length == 0 ? "" : Resolve(_attributes[i].Prefix);
            for (int j = 0; j < i; j++)
            {
                if (_attributes[j].LocalName == _attributes[i].LocalName && ns == (_attributes[j].Prefix.Length == 0 ? "" : Resolve(_attributes[j].Prefix)))
                    throw NotWellFormed("An attribute occurs twice.");
            }
        }
    }

    private string? HeaderAttribute(string localName, string prefix = "")
    {
        foreach (var attribute in _attributes)
        {
            if (attribute.LocalName == localName && attribute.Prefix == prefix)
                return attribute.Value;
        }

        return null;
    }

    private static int NameLength(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAny(" \t\r\n=/"u8);
        return length < 0 ? text.Length : length;
    }

    private void ReadName(ReadOnlySpan<byte> name, out string prefix, out string localName)
    {
        if (name.Length > Limits.MaxNameLength)
            throw Policy($"A name is longer than {Limits.MaxNameLength} bytes.");
        int colon = name.IndexOf((byte)':');
        prefix = colon < 0 ? "" : NCName(name[..colon]);
        localName = NCName(name[(colon + 1)..]);
    }

    private string NCName(ReadOnlySpan<byte> name)
    {
        if (XmlCharacters.IsAsciiNCName(name))
            return _names.Get(name);
        string text = DecodeUtf8(name);
        return XmlCharacters.IsNCName(text) ? text : throw NotWellFormed("Not a name.");
    }
}
