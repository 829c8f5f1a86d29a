using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>The content items of events: names, values, texts, namespace declarations.</summary>
internal sealed partial class BodyDecoder
{
    private const string XmlnsUri = "http://www.w3.org/2000/xmlns/";
    private const string XmlUri = "http://www.w3.org/XML/1998/namespace";
    private const int MaxSelfContainedDepth = 32;

    /// <summary>Declarations in scope, kept only where a lexical xsi:type needs them.</summary>
    private readonly List<(int Depth, string Prefix, string Uri)> _scope = [];

    private BodyDecoder? _inner;
    private ExiEventType _textEvent;
    private int _namespaceUri;

    // ---- names

    private void ReadUri(ref BitReader bits)
    {
        int count = _names.UriCount;
        uint code = bits.ReadNBit(CodeWidth.Of(count + 1));
        if (bits.Starved)
            return;
        if (code == 0)
        {
            BeginString(StringUse.Uri);
            return;
        }

        if (code > (uint)count)
            throw Failure(bits, $"uri {code - 1} where {count} are known");
        EndUri((int)code - 1);
    }

    private void EndUri(int uri)
    {
        _uri = uri;
        _step = Step.LocalName;
    }

    private void ReadLocalName(ref BitReader bits)
    {
        ulong length = bits.ReadUnsigned(out bool overflow);
        if (bits.Starved)
            return;
        if (overflow || length > (ulong)_limits.MaxStringLength + 1)
            throw Failure(bits, $"a name longer than {_limits.MaxStringLength} characters");
        if (length > 0)
        {
            BeginString(StringUse.LocalName, (int)length - 1);
            return;
        }

        int count = _names.LocalCount(_uri);
        uint id = bits.ReadNBit(CodeWidth.Of(count));
        if (bits.Starved)
            return;
        if (id >= (uint)count)
            throw Failure(bits, $"local name {id} where {count} are known in {_names.Uri(_uri)}");
        EndName(ref bits, _names.NameAt(_uri, (int)id));
    }

    /// <summary>The qname is known; its prefix may follow.</summary>
    private void EndName(ref BitReader bits, int name)
    {
        SetName(bits, name);
        if (_preservesPrefixes)
        {
            _uri = _names.UriIdOf(name);
            _step = Step.Prefix;
        }
        else
        {
            EndPrefix(ref bits, null);
        }
    }

    private void SetName(in BitReader bits, int name)
    {
        if (_nameUse == NameUse.TypeValue)
        {
            Current.TypeUri = _names.UriOf(name);
            Current.TypeLocal = _names.LocalOf(name);
            _typeName = name;
            return;
        }

        Name = name;
        Current.Uri = _names.UriOf(name);
        Current.Local = _names.LocalOf(name);
        // A met name may be no name at all: an xsi:type value without namespace is its whole lexical form.
        if (name >= _names.InitialNameCount && !XmlCharacters.IsNcName(Current.Local))
            throw Failure(bits, "an element or attribute whose local name is no NCName");
    }

    private int _typeName;

    private void ReadPrefix(ref BitReader bits)
    {
        int count = _names.PrefixCount(_uri);
        uint id = bits.ReadNBit(CodeWidth.Of(count));
        if (bits.Starved)
            return;
        if (count > 0 && id >= (uint)count)
            throw Failure(bits, $"prefix {id} where {count} are known for {_names.Uri(_uri)}");
        EndPrefix(ref bits, count == 0 ? null : _names.PrefixAt(_uri, (int)id));
    }

    private void EndPrefix(ref BitReader bits, string? prefix)
    {
        switch (_nameUse)
        {
            case NameUse.Element:
                Current.Prefix = prefix;
                StartElement(bits);
                break;

            case NameUse.Attribute:
                Current.Prefix = prefix;
                BeginAttributeValue(bits);
                break;

            default:
                Current.TypePrefix = prefix;
                EndTypeValue(bits);
                break;
        }
    }

    // ---- elements

    private void BeginElement(ref BitReader bits, int name)
    {
        _next = -1;
        _operandElement = -1;
        _nameUse = NameUse.Element;
        EndName(ref bits, name);
    }

    private void StartElement(in BitReader bits)
    {
        if (Current.Uri == XmlnsUri)
            throw Failure(bits, "an element in the namespace of namespace declarations");
        if (_frames.Depth >= _limits.MaxDepth)
            throw Failure(bits, $"elements nested deeper than {_limits.MaxDepth}");
        if (++_elements > _limits.MaxElements)
            throw Failure(bits, $"more than {_limits.MaxElements} elements");
        Spend(bits, Current.Local.Length);

        ref Frame parent = ref _frames.Top;
        if (_learn)
        {
            if (parent.Kind == FrameKind.FragmentContent)
                _fragment.Add(ExiEventType.StartElement, Name);
            else
                _builtIns.Learn(parent.BuiltIn!, Learned(parent), ExiEventType.StartElement, Name, once: false);
        }

        _learn = false;
        MoveToContent(_next);
        if (parent.Kind == FrameKind.DocContent)
            parent.Kind = FrameKind.DocEnd;
        _frames.Push(ElementFrame());
        _attributes.Clear();
        _declared.Clear();
        _namespaces = 0;
        Report(ExiEventType.StartElement);
    }

    private Frame ElementFrame()
    {
        int element = _operandElement;
        if (element < 0 && _image is not null && Name < _names.InitialNameCount)
            element = _image.FindGlobalElement(Name);
        if (element < 0)
            return new Frame { Kind = FrameKind.BuiltInStartTag, Name = Name, Element = -1, BuiltIn = _builtIns[Name] };
        int type = _image!.ElementType(element);
        return new Frame { Kind = FrameKind.Schema, Name = Name, Element = element, Type = type, State = _image.TypeStartState(type) };
    }

    /// <summary>An event of the content was read: the start tag is over.</summary>
    private void MoveToContent(int next)
    {
        ref Frame frame = ref _frames.Top;
        if (frame.Kind == FrameKind.BuiltInStartTag)
            frame.Kind = FrameKind.BuiltInContent;
        else if (frame.Kind is FrameKind.Schema && next >= 0)
            frame.State = next;
    }

    private void EndElement()
    {
        Name = _frames.Top.Name;
        while (_scope.Count > 0 && _scope[^1].Depth == _frames.Depth)
            _scope.RemoveAt(_scope.Count - 1);
        _frames.Pop();
        Report(ExiEventType.EndElement);
    }

    private void EndDocument()
    {
        Report(ExiEventType.EndDocument);
        _step = Step.Ended;
    }

    // ---- attributes and characters

    private void BeginAttribute(ref BitReader bits, int name)
    {
        _nameUse = NameUse.Attribute;
        EndName(ref bits, name);
    }

    private void BeginAttributeValue(in BitReader bits)
    {
        if (Current.Uri == XmlnsUri || (Current.Uri.Length == 0 && Current.Local == "xmlns"))
            throw Failure(bits, "an attribute that is a namespace declaration");
        if (!_attributes.Add(Name))
            throw Failure(bits, $"attribute {{{Current.Uri}}}{Current.Local} twice");
        if (_attributes.Count + _namespaces > _limits.MaxAttributes)
            throw Failure(bits, $"more than {_limits.MaxAttributes} attributes");
        Spend(bits, Current.Local.Length);

        ref Frame frame = ref _frames.Top;
        bool isType = Name == _names.XsiType;
        if (_learn)
            _builtIns.Learn(frame.BuiltIn!, frame.BuiltIn!.StartTag, ExiEventType.Attribute, Name, once: isType);
        _learn = false;

        bool isSchema = frame.Kind == FrameKind.Schema;
        if (isSchema)
            frame.State = _next;
        _valueName = _attributeName = Name;
        Current.IsTypeValue = false;
        Current.Value = null;
        bool inStructure = false;
        Datatype datatype = Datatype.Untyped;
        if (isType && !_untyped)
        {
            if (!_preservesLexical)
            {
                BeginName(NameUse.TypeValue);
                return;
            }

            inStructure = true;
        }
        else if (isSchema && !_untyped)
        {
            if (Name == _names.XsiNil)
            {
                datatype = _preservesLexical ? Datatype.LexicalNil : Datatype.Nil;
                inStructure = true;
            }
            else
            {
                datatype = _valueDatatype ?? GlobalAttributeDatatype();
            }
        }

        _valueDatatype = null;
        BeginValue(datatype, inStructure);
    }

    private Datatype GlobalAttributeDatatype()
    {
        int attribute = Name < _names.InitialNameCount ? _image!.FindGlobalAttribute(Name) : -1;
        return attribute < 0 ? Datatype.Untyped : _datatypes![_image!.AttributeDatatype(attribute)];
    }

    private void BeginCharacters(Datatype datatype)
    {
        ref Frame frame = ref _frames.Top;
        _valueName = frame.Name;
        _attributeName = -1;
        MoveToContent(_next);
        Current.Value = null;
        Current.IsTypeValue = false;
        BeginValue(datatype, inStructure: false);
    }

    private void BeginValue(Datatype datatype, bool inStructure)
    {
        _valueDatatype = null;
        if (_channels && !inStructure)
        {
            DeferredDatatype = datatype;
            _untyped = false;
            Report(_attributeName >= 0 ? ExiEventType.Attribute : ExiEventType.Characters);
            return;
        }

        _values.Begin(_valueName, datatype);
        _step = Step.Value;
    }

    private void ReadValue(ref BitReader bits)
    {
        if (!_values.Continue(ref bits))
        {
            if (_values.Error is { } error)
                throw Failure(bits, "a value cannot be read: " + error);
            return;
        }

        Current.Value = _values.Value;
        Spend(bits, Current.Value.Length);
        if (_attributeName >= 0 && !_untyped)
            ApplyXsi(bits);
        _untyped = false;
        Report(_attributeName >= 0 ? ExiEventType.Attribute : ExiEventType.Characters);
    }

    /// <summary>xsi:nil, and xsi:type in its lexical form, choose the grammar for the rest of the element (EXI 8.5.4.4.1).</summary>
    private void ApplyXsi(in BitReader bits)
    {
        ref Frame frame = ref _frames.Top;
        if (_attributeName == _names.XsiNil && frame.Kind == FrameKind.Schema)
        {
            string nil = Current.Value!.Trim();
            if (nil is "true" or "1")
            {
                frame.State = _image!.TypeEmptyState(frame.Type);
                frame.IsCast = true;
            }
            else if (nil is not ("false" or "0"))
                throw Failure(bits, "xsi:nil is no boolean");
        }
        else if (_attributeName == _names.XsiType && _image is not null)
        {
            CastLexical(Current.Value!);
        }
    }

    /// <summary>
    /// A lexical xsi:type: without a declaration in scope for its prefix, the whole text is a local name in no namespace.
    /// </summary>
    private void CastLexical(string value)
    {
        value = value.Trim();
        int colon = value.IndexOf(':', StringComparison.Ordinal);
        string? uri = LookupNamespace(colon < 0 ? "" : value[..colon]);
        string local = uri is null ? value : value[(colon + 1)..];
        int uriId = _schema.Names.FindUri(uri ?? "");
        int name = uriId < 0 ? -1 : _schema.Names.FindName(uriId, local);
        if (name >= 0)
            Cast(name);
    }

    private string? LookupNamespace(string prefix)
    {
        for (int i = _scope.Count - 1; i >= 0; i--)
        {
            if (_scope[i].Prefix == prefix)
                return _scope[i].Uri;
        }

        return prefix switch { "xml" => XmlUri, "" => "", _ => null };
    }

    private void Cast(int typeName)
    {
        int type = _image is null || typeName >= _names.InitialNameCount ? -1 : _image.FindType(typeName);
        if (type < 0)
            return;
        ref Frame frame = ref _frames.Top;
        frame.Kind = FrameKind.Schema;
        frame.BuiltIn = null;
        frame.Type = type;
        frame.State = _image!.TypeStartState(type);
        frame.IsCast = true;
    }

    private void EndTypeValue(in BitReader bits)
    {
        Spend(bits, Current.TypeLocal.Length);
        if (Current.TypeUri.Length > 0 && !XmlCharacters.IsNcName(Current.TypeLocal))
            throw Failure(bits, "an xsi:type whose local name is no NCName");
        Cast(_typeName);
        Name = _attributeName;
        Current.IsTypeValue = true;
        _untyped = false;
        _valueDatatype = null;
        Report(ExiEventType.Attribute);
    }

    // ---- namespace declarations (EXI 7.3.1, table 4-1)

    private void ReadNamespaceUri(ref BitReader bits)
    {
        int count = _names.UriCount;
        uint code = bits.ReadNBit(CodeWidth.Of(count + 1));
        if (bits.Starved)
            return;
        if (code == 0)
        {
            BeginString(StringUse.NamespaceUri);
            return;
        }

        if (code > (uint)count)
            throw Failure(bits, $"uri {code - 1} where {count} are known");
        _namespaceUri = (int)code - 1;
        _step = Step.NamespacePrefix;
    }

    private void ReadNamespacePrefix(ref BitReader bits)
    {
        int count = _names.PrefixCount(_namespaceUri);
        uint code = bits.ReadNBit(CodeWidth.Of(count + 1));
        if (bits.Starved)
            return;
        if (code == 0)
        {
            BeginString(StringUse.NamespacePrefix);
            return;
        }

        if (code > (uint)count)
            throw Failure(bits, $"prefix {code - 1} where {count} are known");
        Current.Prefix = _names.PrefixAt(_namespaceUri, (int)code - 1);
        _step = Step.NamespaceLocal;
    }

    private void ReadNamespaceLocal(ref BitReader bits)
    {
        bool isElement = bits.ReadBoolean();
        if (bits.Starved)
            return;
        Current.Uri = _names.Uri(_namespaceUri);
        if (Current.Uri == XmlnsUri || Current.Prefix == "xmlns" || (Current.Prefix == "xml") != (Current.Uri == XmlUri) || (Current.Prefix!.Length > 0 && Current.Uri.Length == 0))
            throw Failure(bits, $"the namespace declaration {Current.Prefix}=\"{Current.Uri}\", which XML does not allow");
        if (++_namespaces + _attributes.Count > _limits.MaxAttributes)
            throw Failure(bits, $"more than {_limits.MaxAttributes} namespace declarations");
        if (!_declared.TryAdd(Current.Prefix, Current.Uri) && _declared[Current.Prefix] != Current.Uri)
            throw Failure(bits, $"two declarations of the prefix {Current.Prefix}");
        Current.IsElementNamespace = isElement;
        if (_preservesLexical)
            _scope.Add((_frames.Depth, Current.Prefix, Current.Uri));
        Report(ExiEventType.NamespaceDeclaration);
    }

    // ---- strings without value partitions

    private void BeginString(StringUse use)
    {
        _stringUse = use;
        _step = Step.StringLength;
    }

    private void BeginString(StringUse use, int length)
    {
        _stringUse = use;
        _string.Begin(length);
        _step = Step.StringCharacters;
    }

    private void ReadStringLength(ref BitReader bits)
    {
        ulong length = bits.ReadUnsigned(out bool overflow);
        if (bits.Starved)
            return;
        if (overflow || length > (ulong)_limits.MaxStringLength)
            throw Failure(bits, $"a string longer than {_limits.MaxStringLength} characters");
        BeginString(_stringUse, (int)length);
    }

    private void ReadStringCharacters(ref BitReader bits)
    {
        if (!_string.Continue(ref bits, out string? error))
        {
            if (error is not null)
                throw Failure(bits, error);
            return;
        }

        string text = _string.ToString();
        switch (_stringUse)
        {
            case StringUse.Uri:
                CheckTables(bits);
                EndUri(_names.AddUri(text));
                break;

            case StringUse.LocalName:
                CheckTables(bits);
                EndName(ref bits, _names.AddName(_uri, text));
                break;

            case StringUse.NamespaceUri:
                CheckTables(bits);
                _namespaceUri = _names.AddUri(text);
                _step = Step.NamespacePrefix;
                break;

            case StringUse.NamespacePrefix:
                CheckTables(bits);
                if (text.Length > 0 && !XmlCharacters.IsNcName(text))
                    throw Failure(bits, "a prefix that is no NCName");
                _names.AddPrefix(_namespaceUri, text);
                Current.Prefix = text;
                _step = Step.NamespaceLocal;
                break;

            default:
                Spend(bits, text.Length);
                EndText(bits, text);
                break;
        }
    }

    // ---- comments, processing instructions, DOCTYPE, entity references

    private void BeginTexts(ExiEventType type, int count)
    {
        _textEvent = type;
        _textCount = count;
        _textIndex = 0;
        _step = Step.Text;
    }

    private void BeginText() => BeginString(StringUse.Text);

    private void EndText(in BitReader bits, string text)
    {
        bool isName = _textIndex == 0 && _textEvent != ExiEventType.Comment;
        if (isName && !XmlCharacters.IsName(text, allowColons: _textEvent == ExiEventType.DocType))
            throw Failure(bits, "the name of an entity, document type or processing instruction is none");
        if (isName && _textEvent == ExiEventType.ProcessingInstruction && text.Equals("xml", StringComparison.OrdinalIgnoreCase))
            throw Failure(bits, "a processing instruction called xml");
        if (_textEvent == ExiEventType.Comment && (text.Contains("--", StringComparison.Ordinal) || text.EndsWith('-')))
            throw Failure(bits, "a comment that contains --");
        if (_textEvent == ExiEventType.ProcessingInstruction && text.Contains("?>", StringComparison.Ordinal))
            throw Failure(bits, "a processing instruction that contains ?>");

        Current.Texts[_textIndex++] = text;
        if (_textIndex < _textCount)
            _step = Step.Text;
        else
            Report(_textEvent);
    }

    // ---- self-contained elements (EXI 8.4.3, SC)

    private void BeginSelfContained(ref BitReader bits)
    {
        if (_selfContainedDepth >= MaxSelfContainedDepth)
            throw Failure(bits, $"self-contained elements nested deeper than {MaxSelfContainedDepth}");
        _inner = new BodyDecoder(_schema, _options with { Fragment = true }, _limits)
        {
            _selfContainedDepth = _selfContainedDepth + 1,
            _elements = _elements,
            _output = _output,
            _baseBits = _baseBits,
            _skipsFirstElement = true,
        };
        bits.Align();
        _step = Step.Inner;
        Report(ExiEventType.SelfContained);
        _step = Step.Inner;
    }

    private int _selfContainedDepth;
    private bool _skipsFirstElement;

    private void ReadInner(ref BitReader bits)
    {
        BodyDecoder inner = _inner!;
        if (!inner.TryRead(ref bits))
            return;
        if (inner._skipsFirstElement)
        {
            inner._skipsFirstElement = false;
            if (inner.Current.Type != ExiEventType.StartElement || inner.Current.Uri != _names.UriOf(_frames.Top.Name) || inner.Current.Local != _names.LocalOf(_frames.Top.Name))
                throw Failure(bits, "a self-contained element does not begin with itself");
            return;
        }

        if (inner.Current.Type == ExiEventType.EndDocument)
        {
            // The inner EE was the element's own.
            bits.Align();
            _elements = inner._elements;
            _output = inner._output;
            _inner = null;
            EndElement();
            return;
        }

        if (inner.Current.Type == ExiEventType.EndElement && inner.Depth == 0)
            return;
        Current.CopyFrom(inner.Current);
        _hasEvent = true;
    }
}
