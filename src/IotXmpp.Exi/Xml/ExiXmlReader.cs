using System.Diagnostics.CodeAnalysis;
using System.Xml;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Xml;

/// <summary>
/// Reads a whole EXI stream, header and body, as an XmlReader, so that XDocument, XmlSerializer, XPath and XSLT work on EXI as on
/// text. Typed values appear as their text. Where prefixes were not preserved the reader chooses some and declares them.
/// </summary>
public sealed partial class ExiXmlReader : XmlReader
{
    private const int ChunkSize = 16 * 1024;

    private readonly Stream _stream;
    private readonly ExiXmlReaderSettings _settings;
    private readonly NameTable _nameTable = new();
    private readonly NamespaceScope _scope = new();
    private readonly List<Node> _attributes = [];
    private readonly Stack<Node> _open = new();
    private readonly List<BodyEvent> _pendingAttributes = [];

    private IEventSource? _source;
    private byte[] _buffer = new byte[ChunkSize];
    private int _start;
    private int _end;
    private bool _streamEnded;
    private int _bitOffset;
    private bool _byteAligned;
    private bool _hasPeeked;

    private ReadState _readState = ReadState.Initial;
    private Node _node = Node.None;
    private int _attribute = -1;
    private bool _onAttributeText;
    private bool _isEmptyElement;
    private int _depth;

    private ExiXmlReader(Stream stream, ExiXmlReaderSettings settings)
    {
        _stream = stream;
        _settings = settings;
    }

    /// <summary>Options in force: those of the header, or the ones agreed out of band. Known after the first <see cref="Read"/>.</summary>
    public ExiOptions? EffectiveOptions { get; private set; }

    /// <summary>The header, or null when the stream has none. Known after the first <see cref="Read"/>.</summary>
    public ExiHeaderInfo? Header { get; private set; }

    /// <summary>Creates a reader; nothing is read before the first <see cref="Read"/>.</summary>
    /// <param name="stream">The EXI stream. It is not disposed of.</param>
    /// <param name="settings">Schema, out-of-band options, limits.</param>
    public static ExiXmlReader Create(Stream stream, ExiXmlReaderSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new ExiXmlReader(stream, settings ?? new ExiXmlReaderSettings());
    }

    /// <inheritdoc/>
    /// <exception cref="ExiException">The stream is malformed, truncated or exceeds a limit.</exception>
    public override bool Read()
    {
        if (_readState is ReadState.Closed or ReadState.Error or ReadState.EndOfFile)
            return false;
        ReadState before = _readState;
        _readState = ReadState.Error;
        if (before == ReadState.Initial)
            Open();

        _attribute = -1;
        _onAttributeText = false;
        if (_node.Type == XmlNodeType.EndElement || _isEmptyElement)
            _scope.Pop();
        _isEmptyElement = false;
        _attributes.Clear();
        ReadNode();
        return _readState == ReadState.Interactive;
    }

    /// <inheritdoc/>
    public override void Close() => _readState = ReadState.Closed;

    private void Open()
    {
        ExiOptions options = _settings.Options;
        GrammarImage? grammar = _settings.Grammar;
        if (_settings.HasHeader)
        {
            ExiHeaderInfo? header;
            long bits;
            while (!ExiHeader.TryReadContiguous(_buffer.AsSpan(_start, _end - _start), out header, out bits))
                Fill("the EXI header");
            Header = header;
            _start += (int)(bits >> 3);
            _bitOffset = (int)(bits & 7);
            if (header!.Options is { } declared)
            {
                options = declared;
                grammar = Resolve(declared.SchemaId);
            }
        }
        else if (options.FindConflict() is { } conflict)
        {
            throw new ArgumentException($"EXI options: {conflict}.");
        }

        EffectiveOptions = options;
        _byteAligned = options.IsByteAligned;
        _source = EventSource.Create(SchemaContext.Of(grammar), options, _settings.Limits);
    }

    private GrammarImage? Resolve(ExiSchemaId schemaId)
    {
        if (schemaId.IsSchemaLess)
            return null;
        if (schemaId.IsBuiltInTypes)
            return BuiltInTypesGrammar.Value;
        if (schemaId.Value is { } name && _settings.ResolveSchema is { } resolve)
            return resolve(name) ?? throw new ExiException($"the schemaId {schemaId}, which is not known here");
        return _settings.Grammar;
    }

    /// <summary>Advances the event source; the peeked event is used first.</summary>
    private BodyEvent Next()
    {
        if (_hasPeeked)
        {
            _hasPeeked = false;
            return _source!.Current;
        }

        while (true)
        {
            var bits = new BitReader(_buffer.AsSpan(_start, _end - _start), _bitOffset, _byteAligned);
            bool found = _source!.TryRead(ref bits);
            int bytes = (int)(bits.Position >> 3);
            _start += bytes;
            _bitOffset = (int)(bits.Position & 7);
            _source.Advance(bytes * 8L);
            if (found)
                return _source.Current;
            Fill("the EXI body");
        }
    }

    private void Fill(string what)
    {
        if (_streamEnded)
            throw new ExiException($"the stream ends inside {what}");
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _streamEnded = read == 0;
        if (_streamEnded)
            throw new ExiException($"the stream ends inside {what}");
    }

    private void ReadNode()
    {
        BodyEvent item = Next();
        switch (item.Type)
        {
            case ExiEventType.SelfContained:
                ReadNode();
                return;

            case ExiEventType.StartElement:
                ReadStartTag(item);
                break;

            case ExiEventType.EndElement:
                _depth--;
                _node = _open.Pop() with { Type = XmlNodeType.EndElement };
                break;

            case ExiEventType.Characters:
                _node = new Node(item.Value!.Length > 0 && string.IsNullOrWhiteSpace(item.Value) ? XmlNodeType.Whitespace : XmlNodeType.Text, "", "", "", item.Value);
                break;

            case ExiEventType.Comment:
                _node = new Node(XmlNodeType.Comment, "", "", "", item.Texts[0]);
                break;

            case ExiEventType.ProcessingInstruction:
                _node = new Node(XmlNodeType.ProcessingInstruction, "", item.Texts[0], "", item.Texts[1]);
                break;

            case ExiEventType.DocType:
                _node = new Node(XmlNodeType.DocumentType, "", item.Texts[0], "", item.Texts[3]);
                if (item.Texts[1].Length > 0)
                    _attributes.Add(new Node(XmlNodeType.Attribute, "", "PUBLIC", "", item.Texts[1]));
                if (item.Texts[2].Length > 0)
                    _attributes.Add(new Node(XmlNodeType.Attribute, "", "SYSTEM", "", item.Texts[2]));
                break;

            case ExiEventType.EntityReference:
                _node = new Node(XmlNodeType.EntityReference, "", item.Texts[0], "", "");
                break;

            case ExiEventType.EndDocument:
                _node = Node.None;
                _readState = ReadState.EndOfFile;
                return;

            default:
                throw new InvalidOperationException($"The event {item.Type} outside of a start tag.");
        }

        _readState = ReadState.Interactive;
    }

    private void ReadStartTag(BodyEvent item)
    {
        _scope.Push();
        string uri = _nameTable.Add(item.Uri);
        string local = _nameTable.Add(item.Local);
        string? prefix = item.Prefix;
        _pendingAttributes.Clear();
        while (true)
        {
            item = Next();
            if (item.Type == ExiEventType.SelfContained)
                continue;
            if (item.Type == ExiEventType.NamespaceDeclaration)
            {
                if (item.IsElementNamespace)
                    prefix = item.Prefix;
                if (item.Prefix != "xml" && !_scope.DeclaresHere(item.Prefix!))
                    Declare(item.Prefix!, item.Uri);
                continue;
            }

            if (item.Type != ExiEventType.Attribute)
                break;
            var copy = new BodyEvent();
            copy.CopyFrom(item);
            _pendingAttributes.Add(copy);
        }

        _hasPeeked = true;
        if (_pendingAttributes.Exists(static attribute => attribute.IsTypeValue && attribute.TypeUri.Length == 0))
            FreeDefaultNamespace(ref prefix, uri);
        prefix = ElementPrefix(prefix, uri);
        _node = new Node(XmlNodeType.Element, prefix, local, uri, "");
        foreach (BodyEvent attribute in _pendingAttributes)
            AddAttribute(attribute);
        if (item.Type == ExiEventType.EndElement)
        {
            // EXI knows no empty-element tags; an element without content reads best as one.
            _isEmptyElement = true;
            _hasPeeked = false;
            return;
        }

        _open.Push(_node);
        _depth++;
    }

    private string ElementPrefix(string? wanted, string uri)
    {
        if (wanted is not null && _scope.LookupUri(wanted) == uri)
            return wanted;
        if (_scope.LookupPrefix(uri, allowDefault: true) is { } known && wanted is null)
            return known;
        string prefix = uri.Length == 0 || wanted is null || _scope.DeclaresHere(wanted) ? "" : wanted;
        if (_scope.DeclaresHere(prefix) && _scope.LookupUri(prefix) != uri)
            prefix = NewPrefix();
        if (_scope.LookupUri(prefix) != uri)
            Declare(prefix, uri);
        return prefix;
    }

    /// <summary>An xsi:type value in no namespace has no prefix: no default namespace may be in its way, unless the stream declares one.</summary>
    private void FreeDefaultNamespace(ref string? prefix, string uri)
    {
        if (prefix is not null || _scope.DeclaresHere(""))
            return;
        if (_scope.LookupUri("") != "")
            Declare("", "");
        if (uri.Length == 0 || _scope.LookupPrefix(uri, allowDefault: false) is not null)
            return;
        prefix = NewPrefix();
        Declare(prefix, uri);
    }

    private string AttributePrefix(string? wanted, string uri)
    {
        if (uri.Length == 0)
            return "";
        if (wanted is { Length: > 0 } && _scope.LookupUri(wanted) == uri)
            return wanted;
        if (_scope.LookupPrefix(uri, allowDefault: false) is { } known)
            return known;
        string prefix = wanted is { Length: > 0 } && !_scope.DeclaresHere(wanted) ? wanted : uri == TagAttribute.XsiUri && _scope.LookupUri("xsi") is null ? "xsi" : NewPrefix();
        Declare(prefix, uri);
        return prefix;
    }

    /// <summary>A prefix for a QName in a value, where the default namespace counts.</summary>
    private string ValuePrefix(string? wanted, string uri)
    {
        if (wanted is not null && _scope.LookupUri(wanted) == uri)
            return wanted;
        return _scope.LookupPrefix(uri, allowDefault: true) ?? AttributePrefix(wanted, uri);
    }

    private void AddAttribute(BodyEvent item)
    {
        string uri = _nameTable.Add(item.Uri);
        string prefix = AttributePrefix(item.Prefix, uri);
        string value = item.Value ?? "";
        if (item.IsTypeValue)
        {
            string typePrefix = item.TypeUri.Length == 0 ? "" : ValuePrefix(item.TypePrefix, item.TypeUri);
            value = typePrefix.Length == 0 ? item.TypeLocal : typePrefix + ":" + item.TypeLocal;
        }

        _attributes.Add(new Node(XmlNodeType.Attribute, prefix, _nameTable.Add(item.Local), uri, value));
    }

    private void Declare(string prefix, string uri)
    {
        _scope.Declare(prefix, uri);
        _attributes.Add(prefix.Length == 0
            ? new Node(XmlNodeType.Attribute, "", "xmlns", NamespaceScope.XmlnsUri, uri)
            : new Node(XmlNodeType.Attribute, "xmlns", _nameTable.Add(prefix), NamespaceScope.XmlnsUri, uri));
    }

    private string NewPrefix()
    {
        for (int i = 0; ; i++)
        {
            string prefix = $"ns{i}";
            if (_scope.LookupUri(prefix) is null)
                return prefix;
        }
    }

    private sealed record Node(XmlNodeType Type, string Prefix, string Local, string Uri, [property: AllowNull] string Value)
    {
        public static Node None { get; } = new(XmlNodeType.None, "", "", "", "");

        public string Name => Prefix.Length == 0 ? Local : Prefix + ":" + Local;
    }
}
