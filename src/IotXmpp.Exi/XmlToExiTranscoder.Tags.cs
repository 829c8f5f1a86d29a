using System.Text;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Exi;

/// <summary>Tags, attributes and namespaces (XML 3.1, Namespaces in XML 3 to 6).</summary>
public sealed partial class XmlToExiTranscoder
{
    /// <summary>Attributes of one element, and namespace declarations in scope: they are compared with each other.</summary>
    private const int MostAttributes = 4096;

    private RawAttribute[] _raw = new RawAttribute[16];
    private int _rawCount;

    private void ReadStartTag(ReadOnlySpan<byte> xml, ref int at)
    {
        FlushText();
        int nameStart = at;
        ReadOnlySpan<byte> name = TakeName(xml, ref at);
        _scope.Push();
        _tag.Clear();
        bool isEmpty = ReadAttributes(xml, ref at);

        Utf8NameCache.Entry entry = _names.GetName(name);
        string uri = _scope.LookupUri(entry.Prefix) ?? throw Malformed($"The prefix {entry.Prefix} is not declared.", nameStart);
        if (entry.Prefix == "xmlns")
            throw Malformed("An element with the prefix xmlns.", nameStart);
        WrittenName? element = entry.Element;
        if (element is null || element.Uri.Text != uri)
            entry.Element = element = _encoder.NameOf(uri, entry.Local);
        _tag.Name = element;
        _tag.Prefix = entry.Prefix;
        for (int i = 0; i < _rawCount; i++)
            AddAttribute(xml, _raw[i]);
        _encoder.StartElement(_tag);
        if (isEmpty)
        {
            _encoder.EndElement();
            _scope.Pop();
            return;
        }

        _open.Add((nameStart, name.Length));
    }

    private void ReadEndTag(ReadOnlySpan<byte> xml, ref int at)
    {
        FlushText();
        at++;
        if (_open.Count == 0)
            throw Malformed("An end tag without its start tag.", at);
        (int start, int length) = _open[^1];
        if (!xml[at..].StartsWith(xml.Slice(start, length)))
            throw Malformed("An end tag that is not the open element's.", at);
        at += length;
        SkipSpace(xml, ref at);
        if (at >= xml.Length || xml[at] != '>')
            throw Malformed("An end tag that is not the open element's.", at);
        at++;
        _open.RemoveAt(_open.Count - 1);
        _encoder.EndElement();
        _scope.Pop();
    }

    /// <summary>Finds the attributes, up to the end of the tag; declarations take effect. True: an empty-element tag.</summary>
    private bool ReadAttributes(ReadOnlySpan<byte> xml, ref int at)
    {
        _rawCount = 0;
        while (true)
        {
            int before = at;
            SkipSpace(xml, ref at);
            if (at >= xml.Length)
                throw Malformed("The document ends inside a tag.", at);
            if (xml[at] == '>')
            {
                at++;
                return false;
            }

            if (xml[at] == '/')
            {
                if (at + 1 >= xml.Length || xml[at + 1] != '>')
                    throw Malformed("'/' inside a tag.", at);
                at += 2;
                return true;
            }

            if (at == before)
                throw Malformed("No space before an attribute.", at);
            ReadAttribute(xml, ref at);
        }
    }

    private void ReadAttribute(ReadOnlySpan<byte> xml, ref int at)
    {
        int nameStart = at;
        ReadOnlySpan<byte> name = TakeName(xml, ref at);
        SkipSpace(xml, ref at);
        if (at >= xml.Length || xml[at] != '=')
            throw Malformed("An attribute without a value.", at);
        at++;
        SkipSpace(xml, ref at);
        if (at >= xml.Length || xml[at] is not ((byte)'"' or (byte)'\''))
            throw Malformed("An attribute value without quotes.", at);
        byte quote = xml[at++];
        int valueStart = at;
        bool isPlain = FindQuote(xml, ref at, quote);
        int length = at - valueStart;
        at++;

        if (name.StartsWith("xmlns"u8) && (name.Length == 5 || name[5] == ':'))
        {
            Declare(name.Length == 5 ? "" : _names.GetName(name).Local, xml.Slice(valueStart, length), isPlain, nameStart);
            return;
        }

        if (_rawCount == MostAttributes)
            throw Malformed($"An element with more than {MostAttributes} attributes.", at);
        if (_rawCount == _raw.Length)
            Array.Resize(ref _raw, _rawCount * 2);
        _raw[_rawCount++] = new RawAttribute(nameStart, name.Length, valueStart, length, isPlain);
    }

    private void Declare(string prefix, ReadOnlySpan<byte> value, bool isPlain, int at)
    {
        string uri;
        if (isPlain && Ascii.IsValid(value))
        {
            uri = _names.GetAscii(value);
        }
        else
        {
            _text.Clear();
            Append(_text, value, isAttribute: true, at);
            uri = _text.ToString();
            _text.Clear();
        }

        if (prefix == "xml" ? uri != NamespaceScope.XmlUri : uri is NamespaceScope.XmlUri or NamespaceScope.XmlnsUri || prefix == "xmlns")
            throw Malformed("A reserved prefix or namespace is declared.", at);
        if (uri.Length == 0 && prefix.Length > 0)
            throw Malformed($"The prefix {prefix} is declared for no namespace.", at);
        if (_scope.Count == MostAttributes)
            throw Malformed($"More than {MostAttributes} namespace declarations in scope.", at);
        foreach ((string declared, _) in _tag.Namespaces)
        {
            if (declared == prefix)
                throw Malformed($"The prefix {prefix} is declared twice.", at);
        }

        _scope.Declare(prefix, uri);
        _tag.Namespaces.Add((prefix, uri));
    }

    private void AddAttribute(ReadOnlySpan<byte> xml, in RawAttribute raw)
    {
        Utf8NameCache.Entry entry = _names.GetName(xml.Slice(raw.NameStart, raw.NameLength));
        string uri = entry.Prefix.Length == 0
            ? ""
            : _scope.LookupUri(entry.Prefix) ?? throw Malformed($"The prefix {entry.Prefix} is not declared.", raw.NameStart);
        WrittenName? name = entry.Attribute;
        if (name is null || name.Uri.Text != uri)
            entry.Attribute = name = _encoder.NameOf(uri, entry.Local);
        if (!_tag.TryBegin(name, entry.Prefix))
            throw Malformed($"The attribute {{{uri}}}{entry.Local} twice.", raw.NameStart);
        ReadOnlySpan<byte> value = xml.Slice(raw.ValueStart, raw.ValueLength);
        if (raw.IsPlain)
            AppendPlain(_tag.Text, value, raw.ValueStart);
        else
            Append(_tag.Text, value, isAttribute: true, raw.ValueStart);
        _tag.EndAttribute();
    }

    /// <summary>Bytes up to what cannot be of a name; whether they are one is seen when they are looked up.</summary>
    private static ReadOnlySpan<byte> TakeName(ReadOnlySpan<byte> xml, ref int at)
    {
        int start = at;
        while (at < xml.Length && !IsNameEnd(xml[at]))
            at++;
        if (at == start)
            throw Malformed("A name is missing.", at);
        return xml[start..at];
    }

    private static bool IsNameEnd(byte b) => b <= ' ' || b is (byte)'=' or (byte)'>' or (byte)'/' or (byte)'<' or (byte)'"' or (byte)'\'' or (byte)'&';

    private static void SkipSpace(ReadOnlySpan<byte> xml, ref int at)
    {
        while (at < xml.Length && IsSpace(xml[at]))
            at++;
    }

    /// <param name="NameStart">Where its name begins.</param>
    /// <param name="NameLength">Bytes of its name.</param>
    /// <param name="ValueStart">Where its value begins.</param>
    /// <param name="ValueLength">Bytes of its value.</param>
    /// <param name="IsPlain">The value has neither references nor white space but spaces.</param>
    private readonly record struct RawAttribute(int NameStart, int NameLength, int ValueStart, int ValueLength, bool IsPlain);
}
