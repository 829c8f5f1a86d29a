using System.Buffers;
using System.Text;
using System.Xml;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams.Xml;

/// <summary>
/// Writes an XML stream in UTF-8: header, first-level elements, end. An <see cref="XmlWriter"/>, so that stanzas and EXI readers
/// write into it without a tree between them. Nothing reaches the output before its first-level element is complete.
/// </summary>
/// <remarks>
/// Namespace declarations are the fewest possible: none on stanzas of the stream, <c>stream:</c> for the streams namespace, and the
/// default namespace for everything else. Not thread-safe.
/// </remarks>
public sealed partial class XmlStreamWriter : XmlWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly List<OpenElement> _open = [];
    private readonly List<QName> _attributes = [];
    private string _defaultNamespace = "";
    private bool _headerWritten;
    private bool _tagOpen;
    private bool _inAttribute;
    private bool _skipsAttribute;
    private int _prefixes;

    /// <summary>Creates a writer.</summary>
    /// <param name="output">Takes complete elements.</param>
    public XmlStreamWriter(IBufferWriter<byte> output) => _output = output;

    private readonly record struct OpenElement(string Name, string DefaultNamespace, bool IsContent);

    /// <summary>True for RFC 7395: no stream element, each first-level element declares what it uses. Default false.</summary>
    public bool FramedDocuments { get; init; }

    /// <summary>
    /// The stream's content namespace, default <c>jabber:client</c>. Stanzas, always <c>jabber:client</c> inside the program, are
    /// written in it, with those of their children that are of the stanza itself; a forwarded stanza below a payload stays what it is.
    /// </summary>
    public string ContentNamespace { get; init; } = Ns.Client;

    /// <inheritdoc/>
    public override WriteState WriteState =>
        _inAttribute ? WriteState.Attribute : _open.Count == 0 ? WriteState.Start : _tagOpen ? WriteState.Element : WriteState.Content;

    /// <summary>Writes the XML declaration and the stream header (RFC 6120 4.2); also for a restart.</summary>
    /// <param name="header">Its content namespace must be <see cref="ContentNamespace"/>.</param>
    /// <exception cref="InvalidOperationException">Framed documents have no header.</exception>
    public void WriteStreamHeader(StreamHeader header)
    {
        if (FramedDocuments || _open.Count > 0)
            throw new InvalidOperationException("A stream header does not belong here.");
        Raw("<?xml version='1.0'?><stream:stream xmlns='"u8);
        Escape(ContentNamespace, attribute: true);
        Raw("' xmlns:stream='"u8);
        Escape(Ns.Streams, attribute: true);
        Raw("'"u8);
        foreach (var (prefix, ns) in header.Prefixes)
            HeaderAttribute("xmlns:" + prefix, ns);
        HeaderAttribute("from", header.From);
        HeaderAttribute("to", header.To);
        HeaderAttribute("id", header.Id);
        HeaderAttribute("version", header.Version);
        HeaderAttribute("xml:lang", header.Lang);
        Raw(">"u8);
        _headerWritten = true;
        _defaultNamespace = ContentNamespace;
        Complete();
    }

    /// <summary>Writes <c>&lt;/stream:stream&gt;</c>.</summary>
    public void WriteStreamEnd()
    {
        if (!_headerWritten || _open.Count > 0)
            throw new InvalidOperationException("A stream end does not belong here.");
        Raw("</stream:stream>"u8);
        _headerWritten = false;
        Complete();
    }

    /// <summary>Writes a first-level element.</summary>
    public void WriteElement(XmppElement element) => Whole(element, static (element, writer) => element.WriteTo(writer));

    /// <summary>Writes a stanza.</summary>
    public void WriteStanza(Stanza stanza) => Whole(stanza, static (stanza, writer) => stanza.WriteTo(writer));

    /// <summary>Forgets the first-level element begun; the output has seen nothing of it.</summary>
    public void Reset()
    {
        _buffer.Clear();
        _open.Clear();
        _defaultNamespace = _headerWritten ? ContentNamespace : "";
        _tagOpen = _inAttribute = _skipsAttribute = false;
        _highSurrogate = '\0';
    }

    /// <inheritdoc/>
    public override void WriteStartElement(string? prefix, string localName, string? ns)
    {
        CheckName(localName);
        CheckSurrogates();
        CloseTag();
        // XmlWriter's convention: a null namespace means the one in scope.
        ns ??= _defaultNamespace;
        if (ns == Ns.Xmlns)
            throw new ArgumentException("No element is in the namespace of declarations.", nameof(ns));
        bool isContent = ns == Ns.Client && (_open.Count == 0 ? localName is "iq" or "message" or "presence" : _open[^1].IsContent);
        if (isContent)
            ns = ContentNamespace;
        string outside = _defaultNamespace;
        string name = localName;
        if (ns == Ns.Streams && _open.Count == 0)
        {
            name = "stream:" + localName;
            Raw("<"u8);
            Text(name);
            if (!_headerWritten)
                Declare("stream", Ns.Streams);
        }
        else if (ns == Ns.Xml)
        {
            // It must not be declared as default (Namespaces in XML 1.0, 3).
            name = "xml:" + localName;
            Raw("<"u8);
            Text(name);
        }
        else
        {
            Raw("<"u8);
            Text(name);
            if (ns != _defaultNamespace)
            {
                Declare("", ns);
                _defaultNamespace = ns;
            }
        }

        _open.Add(new(name, outside, isContent));
        _tagOpen = true;
        _prefixes = 0;
        _attributes.Clear();
    }

    /// <inheritdoc/>
    public override void WriteEndElement()
    {
        if (_open.Count == 0)
            throw new InvalidOperationException("No element is open.");
        CheckSurrogates();
        var element = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        _defaultNamespace = element.DefaultNamespace;
        if (_tagOpen)
            Raw("/>"u8);
        else
        {
            Raw("</"u8);
            Text(element.Name);
            Raw(">"u8);
        }

        _tagOpen = false;
        if (_open.Count == 0)
            Complete();
    }

    /// <inheritdoc/>
    public override void WriteFullEndElement() => WriteEndElement();

    /// <inheritdoc/>
    public override void WriteStartAttribute(string? prefix, string localName, string? ns)
    {
        if (!_tagOpen)
            throw new InvalidOperationException("No start tag is open.");
        CheckName(localName);
        _inAttribute = true;
        // Declarations are ours to make.
        _skipsAttribute = ns == Ns.Xmlns || prefix == "xmlns" || (localName == "xmlns" && string.IsNullOrEmpty(ns));
        if (_skipsAttribute)
            return;
        var attribute = new QName(ns ?? (prefix == "xml" ? Ns.Xml : ""), localName);
        if (_attributes.Contains(attribute))
            throw new ArgumentException("An attribute occurs twice.", nameof(localName));
        _attributes.Add(attribute);
        if (attribute.Namespace == Ns.Xml)
            Raw(" xml:"u8);
        else if (string.IsNullOrEmpty(ns))
            Raw(" "u8);
        else
        {
            string own = $"ns{_prefixes++}";
            Declare(own, ns);
            Raw(" "u8);
            Text(own);
            Raw(":"u8);
        }

        Text(localName);
        Raw("='"u8);
    }

    /// <inheritdoc/>
    public override void WriteEndAttribute()
    {
        CheckSurrogates();
        if (!_skipsAttribute)
            Raw("'"u8);
        _inAttribute = _skipsAttribute = false;
    }

    /// <inheritdoc/>
    public override void WriteString(string? text)
    {
        if (!string.IsNullOrEmpty(text))
            Content(text);
    }

    private void Whole<T>(T item, Action<T, XmlWriter> write)
    {
        if (_open.Count > 0)
            throw new InvalidOperationException("An element is being written.");
        try
        {
            write(item, this);
        }
        finally
        {
            if (_open.Count > 0 || _buffer.WrittenCount > 0)
                Reset();
        }
    }

    private void HeaderAttribute(string name, string? value)
    {
        if (value is null)
            return;
        Raw(" "u8);
        Text(name);
        Raw("='"u8);
        Escape(value, attribute: true);
        Raw("'"u8);
    }

    private void Declare(string prefix, string ns)
    {
        Raw(prefix.Length == 0 ? " xmlns"u8 : " xmlns:"u8);
        Text(prefix);
        Raw("='"u8);
        Escape(ns, attribute: true);
        Raw("'"u8);
    }

    private void CloseTag()
    {
        if (!_tagOpen)
            return;
        Raw(">"u8);
        _tagOpen = false;
    }

    private void Complete()
    {
        _output.Write(_buffer.WrittenSpan);
        _buffer.Clear();
    }
}
