using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Grammars;
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
            BeginString(bits, StringUse.Uri);
            return;
        }

        if (code > (uint)count)
            throw Failure(bits, $"uri {code - 1} where {count} are known");
        EndUri(ref bits, (int)code - 1);
    }

    private void EndUri(ref BitReader bits, int uri)
    {
        _uri = uri;
        Enter(Step.LocalName, bits);
        ReadLocalName(ref bits);
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
            BeginString(ref bits, StringUse.LocalName, (int)length - 1);
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
        if (_nameUse == NameUse.TypeValue)
        {
            _typeName = name;
        }
        else
        {
            Current.Name = name;
            if (name >= _initialNames && _names.FlawsOf(name) != 0)
                CheckFlaws(bits, name);
        }

        if (_preservesPrefixes)
        {
            _uri = _names.UriIdOf(name);
            Enter(Step.Prefix, bits);
            ReadPrefix(ref bits);
        }
        else
        {
            EndPrefix(ref bits, null);
        }
    }

    /// <summary>Names of the schema need no such look.</summary>
    private void CheckFlaws(in BitReader bits, int name)
    {
        int flaws = _names.FlawsOf(name);
        if ((flaws & DecodedNames.NotNcName) != 0)
            throw Failure(bits, "an element or attribute whose local name is no NCName");
        if (_nameUse == NameUse.Element && (flaws & DecodedNames.InXmlns) != 0)
            throw Failure(bits, "an element in the namespace of namespace declarations");
        if (_nameUse == NameUse.Attribute)
            throw Failure(bits, "an attribute that is a namespace declaration");
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
        if (_nameUse == NameUse.TypeValue)
        {
            Current.TypePrefix = prefix;
            EndTypeValue(bits);
            return;
        }

        if (_preservesPrefixes)
            Current.Prefix = prefix;
        if (_nameUse == NameUse.Element)
            StartElement(bits);
        else
            BeginAttributeValue(ref bits);
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
        int name = Current.Name;
        if (_depth >= _limits.MaxDepth)
            throw Failure(bits, $"elements nested deeper than {_limits.MaxDepth}");
        if (++_elements > _limits.MaxElements)
            throw Failure(bits, $"more than {_limits.MaxElements} elements");
        Spend(bits, _names.LocalOf(name).Length);

        ref OpenElement parent = ref Top;
        if (_learn)
        {
            if (parent.Kind == FrameKind.FragmentContent)
                _fragment.Add(ExiEventType.StartElement, name);
            else
                _builtIns.Learn(_builtIns.At(parent.BuiltIn), Learned(parent), ExiEventType.StartElement, name, once: false);
        }

        _learn = false;
        MoveToContent(_next);
        if (parent.Kind == FrameKind.DocContent)
            parent.Kind = FrameKind.DocEnd;
        if (++_depth == _open.Length)
            Array.Resize(ref _open, _open.Length * 2);
        Open(ref Top, name);
        _attributes.Clear();
        if (_namespaces > 0)
        {
            _declared.Clear();
            _namespaces = 0;
        }

        Report(ExiEventType.StartElement);
    }

    private void Open(ref OpenElement opened, int name)
    {
        opened.Name = name;
        int element = _operandElement;
        if (element < 0 && _rows is not null && name < _initialNames)
            element = _rows.GlobalElement[name];
        if (element < 0)
        {
            opened.Kind = FrameKind.BuiltInStartTag;
            opened.BuiltIn = _builtIns.IndexOf(name);
            return;
        }

        ref GrammarRows.ElementRow row = ref _rows!.Elements[element];
        opened.Kind = FrameKind.Schema;
        opened.Type = row.Type;
        opened.State = row.Start;
        opened.Casts = row.Casts;
    }

    /// <summary>An event of the content was read: the start tag is over.</summary>
    private void MoveToContent(int next)
    {
        ref OpenElement top = ref Top;
        if (top.Kind == FrameKind.BuiltInStartTag)
            top.Kind = FrameKind.BuiltInContent;
        else if (top.Kind is FrameKind.Schema && next >= 0)
            top.State = next;
    }

    private void EndElement()
    {
        Current.Name = Top.Name;
        while (_scope.Count > 0 && _scope[^1].Depth == _depth)
            _scope.RemoveAt(_scope.Count - 1);
        _depth--;
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

    private void BeginAttributeValue(ref BitReader bits)
    {
        int name = Current.Name;
        if (!_attributes.Add(name))
            throw Failure(bits, $"attribute {{{Current.Uri}}}{Current.Local} twice");
        if (_attributes.Count + _namespaces > _limits.MaxAttributes)
            throw Failure(bits, $"more than {_limits.MaxAttributes} attributes");
        Spend(bits, _names.LocalOf(name).Length);

        ref OpenElement top = ref Top;
        bool isType = name == _xsiType;
        if (_learn)
        {
            _builtIns.Learn(_builtIns.At(top.BuiltIn), _builtIns.At(top.BuiltIn).StartTag, ExiEventType.Attribute, name, once: isType);
            _learn = false;
        }

        bool isSchema = top.Kind == FrameKind.Schema;
        if (isSchema)
            top.State = _next;
        _valueName = _attributeName = name;
        Datatype datatype = Datatype.Untyped;
        bool inStructure = false;
        if (!_untyped)
        {
            if (isType)
            {
                if (!_preservesLexical)
                {
                    BeginName(ref bits, NameUse.TypeValue);
                    return;
                }

                inStructure = true;
            }
            else if (isSchema)
            {
                inStructure = name == _xsiNil;
                datatype = inStructure ? (_preservesLexical ? Datatype.LexicalNil : Datatype.Nil) : _valueDatatype == NoDatatype ? GlobalAttributeDatatype(name) : _datatypes![_valueDatatype];
            }
        }

        BeginValue(ref bits, datatype, inStructure);
    }

    private Datatype GlobalAttributeDatatype(int name)
    {
        int attribute = name < _initialNames ? _rows!.GlobalAttribute[name] : -1;
        return attribute < 0 ? Datatype.Untyped : _datatypes![_schema.Image!.AttributeDatatype(attribute)];
    }

    private void BeginCharacters(ref BitReader bits, Datatype datatype)
    {
        _valueName = Top.Name;
        _attributeName = -1;
        MoveToContent(_next);
        BeginValue(ref bits, datatype, inStructure: false);
    }

    private void BeginValue(ref BitReader bits, Datatype datatype, bool inStructure)
    {
        _valueDatatype = NoDatatype;
        if (_channels && !inStructure)
        {
            DeferredDatatype = datatype;
            Current.Value.Kind = ExiValueKind.None;
            _untyped = false;
            Report(_attributeName >= 0 ? ExiEventType.Attribute : ExiEventType.Characters);
            return;
        }

        _values.Begin(_valueName, datatype);
        _step = Step.Value;
        ReadValue(ref bits);
    }

    private void ReadValue(ref BitReader bits)
    {
        bool done = _values.Continue(ref bits);
        _mark = bits.Position;
        if (!done)
        {
            if (!bits.Starved)
                throw Failure(bits, "a value cannot be read: " + _values.Error);
            return;
        }

        Spend(bits, Current.Value.Cost);
        if (_attributeName >= 0)
        {
            if ((_attributeName == _xsiNil || _attributeName == _xsiType) && !_untyped)
                ApplyXsi(bits);
            _untyped = false;
            Report(ExiEventType.Attribute);
        }
        else
        {
            _untyped = false;
            Report(ExiEventType.Characters);
        }
    }

    /// <summary>xsi:nil, and xsi:type in its lexical form, choose the grammar for the rest of the element (EXI 8.5.4.4.1).</summary>
    private void ApplyXsi(in BitReader bits)
    {
        ref OpenElement top = ref Top;
        if (_attributeName == _xsiNil && top.Kind == FrameKind.Schema)
        {
            ReadOnlySpan<char> nil = Current.ValueText.Trim();
            if (nil is "true" or "1")
            {
                top.State = _rows!.Types[top.Type].Empty;
                top.Casts = 0;
            }
            else if (nil is not ("false" or "0"))
            {
                throw Failure(bits, "xsi:nil is no boolean");
            }
        }
        else if (_attributeName == _xsiType && _rows is not null)
        {
            CastLexical(Current.ValueText.Trim().ToString());
        }
    }

    /// <summary>
    /// A lexical xsi:type: without a declaration in scope for its prefix, the whole text is a local name in no namespace.
    /// </summary>
    private void CastLexical(string value)
    {
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
        int type = _rows is null || typeName >= _initialNames ? -1 : _rows.NamedType[typeName];
        if (type < 0)
            return;
        ref OpenElement top = ref Top;
        top.Kind = FrameKind.Schema;
        top.Type = type;
        top.State = _rows!.Types[type].Start;
        top.Casts = 0;
    }

    private void EndTypeValue(in BitReader bits)
    {
        string local = _names.LocalOf(_typeName);
        Spend(bits, local.Length);
        if ((_names.FlawsOf(_typeName) & DecodedNames.NotNcName) != 0 && _names.UriOf(_typeName).Length > 0)
            throw Failure(bits, "an xsi:type whose local name is no NCName");
        Cast(_typeName);
        Current.Name = _attributeName;
        Current.TypeName = _typeName;
        Current.Value.Kind = ExiValueKind.QName;
        _untyped = false;
        _valueDatatype = NoDatatype;
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
            BeginString(bits, StringUse.NamespaceUri);
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
            BeginString(bits, StringUse.NamespacePrefix);
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
        Current.NamespaceUri = _names.Uri(_namespaceUri);
        if (Current.NamespaceUri == XmlnsUri || Current.Prefix == "xmlns" || (Current.Prefix == "xml") != (Current.NamespaceUri == XmlUri) || (Current.Prefix!.Length > 0 && Current.NamespaceUri.Length == 0))
            throw Failure(bits, $"the namespace declaration {Current.Prefix}=\"{Current.NamespaceUri}\", which XML does not allow");
        if (isElement && Current.NamespaceUri != _names.UriOf(Top.Name))
            throw Failure(bits, $"a declaration of {Current.NamespaceUri} as the namespace of an element that is in another one (EXI 4)");
        if (++_namespaces + _attributes.Count > _limits.MaxAttributes)
            throw Failure(bits, $"more than {_limits.MaxAttributes} namespace declarations");
        if (!_declared.TryAdd(Current.Prefix!, Current.NamespaceUri) && _declared[Current.Prefix] != Current.NamespaceUri)
            throw Failure(bits, $"two declarations of the prefix {Current.Prefix}");
        Current.IsElementNamespace = isElement;
        if (_preservesLexical)
            _scope.Add((_depth, Current.Prefix, Current.NamespaceUri));
        Report(ExiEventType.NamespaceDeclaration);
    }

    // ---- strings without value partitions

    private void BeginString(in BitReader bits, StringUse use)
    {
        _stringUse = use;
        Enter(Step.StringLength, bits);
    }

    private void BeginString(ref BitReader bits, StringUse use, int length)
    {
        _stringUse = use;
        _string.Begin(length);
        _step = Step.StringCharacters;
        ReadStringCharacters(ref bits);
    }

    private void ReadStringLength(ref BitReader bits)
    {
        ulong length = bits.ReadUnsigned(out bool overflow);
        if (bits.Starved)
            return;
        if (overflow || length > (ulong)_limits.MaxStringLength)
            throw Failure(bits, $"a string longer than {_limits.MaxStringLength} characters");
        BeginString(ref bits, _stringUse, (int)length);
    }

    private void ReadStringCharacters(ref BitReader bits)
    {
        bool done = _string.Continue(ref bits, out string? error);
        _mark = bits.Position;
        if (!done)
        {
            if (error is not null)
                throw Failure(bits, error);
            return;
        }

        ReadOnlySpan<char> text = _string.Text;
        switch (_stringUse)
        {
            case StringUse.Uri:
                CheckTables(bits);
                EndUri(ref bits, _names.AddUri(text));
                break;

            case StringUse.LocalName:
                CheckTables(bits);
                EndName(ref bits, _names.AddName(_uri, text));
                break;

            case StringUse.NamespaceUri:
                CheckTables(bits);
                _namespaceUri = _names.AddUri(text);
                Enter(Step.NamespacePrefix, bits);
                break;

            case StringUse.NamespacePrefix:
                CheckTables(bits);
                if (text.Length > 0 && !XmlCharacters.IsNcName(text))
                    throw Failure(bits, "a prefix that is no NCName");
                Current.Prefix = _names.AddPrefix(_namespaceUri, text);
                Enter(Step.NamespaceLocal, bits);
                break;

            default:
                Spend(bits, text.Length);
                EndText(bits, text.ToString());
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

    private void BeginText()
    {
        _stringUse = StringUse.Text;
        _step = Step.StringLength;
    }

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
        _inner = new BodyDecoder(_schema, _options with { Fragment = true }, _limits, Current)
        {
            _selfContainedDepth = _selfContainedDepth + 1,
            _elements = _elements,
            _output = _output,
            _baseBits = _baseBits,
            _skipsFirstElement = true,
        };
        bits.Align();
        Report(ExiEventType.SelfContained);
        Enter(Step.Inner, bits);
    }

    private int _selfContainedDepth;
    private bool _skipsFirstElement;

    private void ReadInner(ref BitReader bits)
    {
        BodyDecoder inner = _inner!;
        Current.Names = inner._names;
        Current.Values = inner.Partitions;
        bool found = inner.TryRead(ref bits);
        _mark = bits.Position;
        if (!found)
            return;
        if (inner._skipsFirstElement)
        {
            inner._skipsFirstElement = false;
            if (Current.Type != ExiEventType.StartElement || Current.Uri != _names.UriOf(Top.Name) || Current.Local != _names.LocalOf(Top.Name))
                throw Failure(bits, "a self-contained element does not begin with itself");
            return;
        }

        if (Current.Type == ExiEventType.EndDocument)
        {
            // The inner EE was the element's own.
            bits.Align();
            _elements = inner._elements;
            _output = inner._output;
            _steps += inner.TotalReads;
            LeaveInner();
            EndElement();
            return;
        }

        if (Current.Type == ExiEventType.EndElement && inner.Depth == 0)
            return;
        _hasEvent = true;
    }

    private void LeaveInner()
    {
        _inner = null;
        Current.Names = _names;
        Current.Values = Partitions;
    }
}
