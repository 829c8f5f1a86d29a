using System.Text;
using System.Xml;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Xmpp.Stanzas;

/// <summary>
/// An <see cref="XmlWriter"/> whose result is an <see cref="XmppElement"/>. Refuses what XMPP forbids in a stream: comments,
/// processing instructions, DTDs and entity references (RFC 6120 11.1), and an attribute that occurs twice (<see cref="XmlException"/>).
/// </summary>
public sealed class XmppElementWriter : XmlWriter
{
    private readonly List<int> _open = [];
    private readonly List<ElementToken> _tokens = [];
    private readonly StringBuilder _text = new();
    private QName _attribute;
    private bool _inAttribute;
    private bool _inNamespaceDeclaration;

    /// <summary>True when exactly one element has been written and closed.</summary>
    public bool IsComplete => _open.Count == 0 && _tokens.Count > 0;

    /// <summary>Depth of open elements.</summary>
    public int Depth => _open.Count;

    /// <summary>Takes the finished element and makes the writer ready for the next.</summary>
    /// <exception cref="InvalidOperationException">The element is not closed, or nothing was written.</exception>
    public XmppElement Detach()
    {
        if (!IsComplete)
            throw new InvalidOperationException("The element is not complete.");
        var element = new XmppElement([.. _tokens], 0);
        _tokens.Clear();
        return element;
    }

    /// <summary>Forgets everything written since the last <see cref="Detach"/>.</summary>
    public void Reset()
    {
        _tokens.Clear();
        _open.Clear();
        _text.Clear();
        _inAttribute = false;
        _inNamespaceDeclaration = false;
    }

    /// <inheritdoc/>
    public override WriteState WriteState =>
        _inAttribute ? WriteState.Attribute : _open.Count == 0 ? WriteState.Start : _tokens[^1].Kind is ElementTokenKind.Start or ElementTokenKind.Attribute && _text.Length == 0 ? WriteState.Element : WriteState.Content;

    /// <inheritdoc/>
    public override void WriteStartElement(string? prefix, string localName, string? ns)
    {
        if (IsComplete)
            throw new InvalidOperationException("Only one element can be written.");
        FlushText();
        // XmlWriter's convention: a null namespace means the one in scope.
        ns ??= _open.Count > 0 ? _tokens[_open[^1]].Name.Namespace : "";
        _open.Add(_tokens.Count);
        _tokens.Add(new(ElementTokenKind.Start, new(ns, localName), null, 0));
    }

    /// <inheritdoc/>
    public override void WriteEndElement()
    {
        if (_open.Count == 0)
            throw new InvalidOperationException("No element is open.");
        FlushText();
        int start = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        _tokens.Add(new(ElementTokenKind.End, default, null, 0));
        _tokens[start] = _tokens[start] with { Skip = _tokens.Count - start };
    }

    /// <inheritdoc/>
    public override void WriteFullEndElement() => WriteEndElement();

    /// <inheritdoc/>
    public override void WriteStartAttribute(string? prefix, string localName, string? ns)
    {
        if (WriteState != WriteState.Element)
            throw new InvalidOperationException("No start tag is open.");
        _inAttribute = true;
        _inNamespaceDeclaration = ns == Ns.Xmlns || prefix == "xmlns" || (localName == "xmlns" && string.IsNullOrEmpty(ns));
        _attribute = new(ns ?? (prefix == "xml" ? Ns.Xml : ""), localName);
    }

    /// <inheritdoc/>
    public override void WriteEndAttribute()
    {
        // EXI has no tags in which somebody would have noticed; as XML it would end the stream of whoever gets it next.
        for (int i = _tokens.Count - 1; !_inNamespaceDeclaration && _tokens[i].Kind == ElementTokenKind.Attribute; i--)
        {
            if (_tokens[i].Name == _attribute)
                throw new XmlException($"The attribute {_attribute} occurs twice.");
        }

        if (!_inNamespaceDeclaration)
            _tokens.Add(new(ElementTokenKind.Attribute, _attribute, _text.ToString(), 0));
        _text.Clear();
        _inAttribute = false;
        _inNamespaceDeclaration = false;
    }

    /// <inheritdoc/>
    public override void WriteString(string? text) => _text.Append(text);

    /// <inheritdoc/>
    public override void WriteChars(char[] buffer, int index, int count) => _text.Append(buffer, index, count);

    /// <inheritdoc/>
    public override void WriteWhitespace(string? ws) => _text.Append(ws);

    /// <inheritdoc/>
    public override void WriteCData(string? text) => _text.Append(text);

    /// <inheritdoc/>
    public override void WriteCharEntity(char ch) => _text.Append(ch);

    /// <inheritdoc/>
    public override void WriteSurrogateCharEntity(char lowChar, char highChar) => _text.Append(highChar).Append(lowChar);

    /// <inheritdoc/>
    public override void WriteBase64(byte[] buffer, int index, int count) => _text.Append(Convert.ToBase64String(buffer, index, count));

    /// <inheritdoc/>
    public override string? LookupPrefix(string ns) => ns == Ns.Xml ? "xml" : "";

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void WriteStartDocument()
    {
    }

    /// <inheritdoc/>
    public override void WriteStartDocument(bool standalone)
    {
    }

    /// <inheritdoc/>
    public override void WriteEndDocument()
    {
    }

    /// <inheritdoc/>
    public override void WriteComment(string? text) => throw Restricted("comment");

    /// <inheritdoc/>
    public override void WriteDocType(string name, string? pubid, string? sysid, string? subset) => throw Restricted("DTD");

    /// <inheritdoc/>
    public override void WriteEntityRef(string name) => throw Restricted("entity reference");

    /// <inheritdoc/>
    public override void WriteProcessingInstruction(string name, string? text) => throw Restricted("processing instruction");

    /// <inheritdoc/>
    public override void WriteRaw(string data) => throw Restricted("raw markup");

    /// <inheritdoc/>
    public override void WriteRaw(char[] buffer, int index, int count) => throw Restricted("raw markup");

    private static NotSupportedException Restricted(string what) => new($"A {what} is not allowed in an XMPP stream (RFC 6120 11.1).");

    private void FlushText()
    {
        if (_text.Length == 0 || _inAttribute)
            return;
        if (_open.Count > 0)
            _tokens.Add(new(ElementTokenKind.Text, default, _text.ToString(), 0));
        _text.Clear();
    }
}
