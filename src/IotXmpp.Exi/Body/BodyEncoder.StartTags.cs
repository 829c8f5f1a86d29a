using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>Start tags: SE, SC, NS and AT events (EXI 6, 8.4.3, 8.5).</summary>
internal sealed partial class BodyEncoder
{
    private readonly List<TagAttribute> _sorted = [];
    private BodyEncoder? _inner;

    /// <summary>Resolves the prefix of an xsi:type value; null when it is not declared.</summary>
    public Func<string, string?> LookupNamespace { get; set; } = static _ => null;

    /// <summary>Encodes a start tag: SE, then SC, NS and AT events in the order of EXI 6.</summary>
    public void StartElement(StartTag tag)
    {
        if (_inner is not null)
        {
            _inner.StartElement(tag);
            return;
        }

        WriteStartElement(tag);
        if (IsSelfContained(tag))
        {
            BeginInner(tag);
            return;
        }

        WriteNamespaces(tag);
        WriteAttributes(tag);
    }

    // ---- SE

    private void WriteStartElement(StartTag tag)
    {
        int uri = _names.FindUri(tag.Uri);
        int name = uri < 0 ? -1 : _names.FindName(uri, tag.Local);
        ref Frame parent = ref _frames.Top;
        int element = -1;
        switch (parent.Kind)
        {
            case FrameKind.Schema:
                name = WriteSchemaChild(ref parent, tag, uri, name, out element);
                break;

            case FrameKind.DocContent:
                name = _image is null
                    ? WriteFirstElement(tag, name, count: 1 + (_undeclared.DocContent.Length > 0 ? 1 : 0))
                    : WriteDeclaredChild(ref parent, tag, uri, name, _undeclared.DocContent.Length > 0, out element);
                parent.Kind = FrameKind.DocEnd;
                break;

            case FrameKind.FragmentContent:
                bool hasMore = _undeclared.ThirdParts.Length > 0;
                name = _image is null
                    ? WriteFragmentElement(tag, name, hasMore)
                    : WriteDeclaredChild(ref parent, tag, uri, name, hasMore, out element);
                break;

            case FrameKind.DocEnd:
                throw Failure($"a second document element {{{tag.Uri}}}{tag.Local}");

            default:
                name = WriteBuiltInChild(ref parent, tag, uri, name, out element);
                break;
        }

        WritePrefix(_names.UriIdOf(name), tag.Prefix);
        _frames.Push(ElementFrame(name, element));
    }

    private int WriteFirstElement(StartTag tag, int name, int count)
    {
        WriteFirst(0, count);
        return WriteQName(tag.Uri, tag.Local);
    }

    private int WriteFragmentElement(StartTag tag, int name, bool hasMore)
    {
        int count = _fragment.Count + 2 + (hasMore ? 1 : 0);
        int code = name < 0 ? -1 : _fragment.CodeOf(ExiEventType.StartElement, name);
        if (code >= 0)
        {
            WriteFirst(code, count);
            return name;
        }

        WriteFirst(_fragment.Count, count);
        name = WriteQName(tag.Uri, tag.Local);
        _fragment.Add(ExiEventType.StartElement, name);
        return name;
    }

    private int WriteBuiltInChild(ref Frame parent, StartTag tag, int uri, int name, out int element)
    {
        element = -1;
        bool isContent = parent.Kind == FrameKind.BuiltInContent;
        LearnedProductions learned = isContent ? parent.BuiltIn!.Content : parent.BuiltIn!.StartTag;
        int declared = learned.Count + (isContent ? 1 : 0);
        int code = name < 0 ? -1 : learned.CodeOf(ExiEventType.StartElement, name);
        if (code >= 0)
        {
            WriteFirst(code, declared + 1);
        }
        else
        {
            if (CastsToAnyType(ref parent))
                return WriteSchemaChild(ref parent, tag, uri, name, out element);
            WriteBuiltInSecond(declared, isContent ? _undeclared.BuiltInContent : _undeclared.BuiltInStartTag, Undeclared.StartElementAny);
            name = WriteQName(tag.Uri, tag.Local);
            _builtIns.Learn(parent.BuiltIn!, learned, ExiEventType.StartElement, name, once: false);
        }

        parent.Kind = FrameKind.BuiltInContent;
        return name;
    }

    private int WriteSchemaChild(ref Frame parent, StartTag tag, int uri, int name, out int element)
    {
        bool hasMore = UndeclaredOf(parent).Length > 0;
        int written = WriteDeclaredChild(ref parent, tag, uri, name, hasMore, out element);
        if (written >= 0)
            return written;
        if (_options.Strict)
            throw Failure($"element {{{tag.Uri}}}{tag.Local}, which the strict schema does not allow here");
        WriteContentSecond(ref parent, Undeclared.StartElementAny);
        return WriteQName(tag.Uri, tag.Local);
    }

    /// <summary>Writes SE(qname), SE(uri:*) or SE(*), in this order of preference; -1 when the state declares none that fits.</summary>
    private int WriteDeclaredChild(ref Frame parent, StartTag tag, int uri, int name, bool hasMore, out int element)
    {
        int first = _image!.FirstProduction(parent.State);
        int count = _image.ProductionCount(parent.State);
        int byUri = -1;
        int any = -1;
        element = -1;
        for (int code = parent.Kind == FrameKind.Schema ? _image.AttributeCount(parent.State) : 0; code < count; code++)
        {
            int production = first + code;
            switch (_image.GetProductionKind(production))
            {
                case ProductionKind.StartElement when name >= 0 && _image.ElementQName(_image.ProductionOperand(production)) == name:
                    WriteFirst(code, count + (hasMore ? 1 : 0));
                    element = _image.ProductionOperand(production);
                    parent.State = _image.ProductionNext(production);
                    return name;

                case ProductionKind.StartElementUri when uri >= 0 && _image.ProductionOperand(production) == uri:
                    byUri = code;
                    break;

                case ProductionKind.StartElementAny:
                    any = code;
                    break;
            }
        }

        int chosen = byUri >= 0 ? byUri : any;
        if (chosen < 0)
            return -1;
        WriteFirst(chosen, count + (hasMore ? 1 : 0));
        parent.State = _image.ProductionNext(first + chosen);
        return byUri >= 0 ? WriteLocalName(uri, tag.Local) : WriteQName(tag.Uri, tag.Local);
    }

    private Frame ElementFrame(int name, int element)
    {
        if (element < 0 && _image is not null && name < _names.InitialNameCount)
            element = _image.FindGlobalElement(name);
        if (element < 0)
            return new Frame { Kind = FrameKind.BuiltInStartTag, Name = name, Element = -1, BuiltIn = _builtIns[name] };
        int type = _image!.ElementType(element);
        return new Frame { Kind = FrameKind.Schema, Name = name, Element = element, Type = type, State = _image.TypeStartState(type) };
    }

    // ---- names

    private int WriteQName(string uriText, string local)
    {
        int uri = WriteUri(uriText);
        return WriteLocalName(uri, local);
    }

    private int WriteUri(string text)
    {
        int count = _names.UriCount;
        int uri = _names.FindUri(text);
        Bits.WriteNBit((uint)(uri + 1), CodeWidth.Of(count + 1));
        if (uri >= 0)
            return uri;
        ValueWriter.WriteString(Bits, text, 0);
        return _names.AddUri(text);
    }

    private int WriteLocalName(int uri, string local)
    {
        int name = _names.FindName(uri, local);
        if (name < 0)
        {
            ValueWriter.WriteString(Bits, local, 1);
            return _names.AddName(uri, local);
        }

        Bits.WriteUnsigned(0u);
        Bits.WriteNBit((uint)_names.LocalId(name), CodeWidth.Of(_names.LocalCount(uri)));
        return name;
    }

    private void WritePrefix(int uri, string prefix)
    {
        if (!_preservesPrefixes)
            return;
        int count = _names.PrefixCount(uri);
        Bits.WriteNBit((uint)Math.Max(0, _names.FindPrefix(uri, prefix)), CodeWidth.Of(count));
    }

    // ---- NS

    private void WriteNamespaces(StartTag tag)
    {
        if (!_preservesPrefixes)
            return;
        if (_canonical is not null)
            tag.Namespaces.Sort(static (x, y) => CodePointOrder.Compare(x.Prefix, y.Prefix));
        foreach ((string prefix, string uriText) in tag.Namespaces)
        {
            ref Frame frame = ref _frames.Top;
            if (frame.Kind == FrameKind.Schema)
                WriteSchemaSecond(frame, Undeclared.Namespace);
            else
                WriteBuiltInSecond(frame.BuiltIn!.StartTag.Count, _undeclared.BuiltInStartTag, Undeclared.Namespace);

            int uri = WriteUri(uriText);
            int count = _names.PrefixCount(uri);
            int id = _names.FindPrefix(uri, prefix);
            Bits.WriteNBit((uint)(id + 1), CodeWidth.Of(count + 1));
            if (id < 0)
            {
                ValueWriter.WriteString(Bits, prefix, 0);
                _names.AddPrefix(uri, prefix);
            }

            Bits.WriteBoolean(prefix == tag.Prefix && uriText == tag.Uri);
        }
    }

    // ---- AT

    private void WriteAttributes(StartTag tag)
    {
        if (tag.Attributes.Count == 0)
            return;
        _sorted.Clear();
        TagAttribute? type = null;
        TagAttribute? nil = null;
        foreach (TagAttribute attribute in tag.Attributes)
        {
            if (attribute.IsXsiType)
                type = attribute;
            else if (attribute.IsXsiNil)
                nil = attribute;
            else
                _sorted.Add(attribute);
        }

        if (type is { } typeAttribute)
            WriteXsiType(typeAttribute);
        if (nil is { } nilAttribute)
            WriteXsiNil(nilAttribute);
        if (_image is not null || _canonical is not null)
            _sorted.Sort(TagAttribute.Compare);
        foreach (TagAttribute attribute in _sorted)
        {
            ref Frame frame = ref _frames.Top;
            if (frame.Kind == FrameKind.Schema || (!KnowsAttribute(frame, attribute) && CastsToAnyType(ref frame)))
                WriteSchemaAttribute(ref frame, attribute);
            else
                WriteBuiltInAttribute(ref frame, attribute);
        }
    }

    private int WriteBuiltInAttributeName(ref Frame frame, TagAttribute attribute)
    {
        LearnedProductions learned = frame.BuiltIn!.StartTag;
        int uri = _names.FindUri(attribute.Uri);
        int name = uri < 0 ? -1 : _names.FindName(uri, attribute.Local);
        int code = name < 0 || (attribute.IsXsiType && _builtIns.IsLimited) ? -1 : learned.CodeOf(ExiEventType.Attribute, name);
        frame.HasAttribute = true;
        if (code >= 0)
        {
            WriteFirst(code, learned.Count + 1);
        }
        else
        {
            WriteBuiltInSecond(learned.Count, _undeclared.BuiltInStartTag, Undeclared.AttributeAny);
            name = WriteQName(attribute.Uri, attribute.Local);
            _builtIns.Learn(frame.BuiltIn!, learned, ExiEventType.Attribute, name, once: attribute.IsXsiType);
        }

        WritePrefix(_names.UriIdOf(name), attribute.Prefix);
        return name;
    }

    private void WriteBuiltInAttribute(ref Frame frame, TagAttribute attribute)
    {
        int name = WriteBuiltInAttributeName(ref frame, attribute);
        WriteValue(name, Datatype.Untyped, attribute.Value);
    }

    /// <summary>Writes xsi:type and takes over the grammar of the type it names.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="typeUri">The namespace of the type, or null to look up the prefix in the value.</param>
    private void WriteXsiType(TagAttribute attribute, string? typeUri = null)
    {
        ref Frame frame = ref _frames.Top;
        if (frame.Kind == FrameKind.Schema)
        {
            WriteSchemaSecond(frame, Undeclared.XsiType);
            WritePrefix(_names.UriIdOf(_names.XsiType), attribute.Prefix);
        }
        else
        {
            WriteBuiltInAttributeName(ref frame, attribute);
        }

        string value = attribute.Value.Trim();
        int colon = value.IndexOf(':', StringComparison.Ordinal);
        string prefix = colon < 0 ? "" : value[..colon];
        string? uriText = typeUri ?? LookupNamespace(prefix);
        string local = uriText is null ? value : value[(colon + 1)..];
        uriText ??= "";
        if (_preservesLexical)
        {
            _values.Write(Bits, _names.XsiType, Datatype.Untyped, attribute.Value);
        }
        else
        {
            int uri = WriteUri(uriText);
            WriteLocalName(uri, local);
            WritePrefix(uri, prefix);
        }

        Cast(ref frame, uriText, local);
    }

    private void Cast(ref Frame frame, string uriText, string local)
    {
        if (_image is null)
            return;
        int uri = _schema.Names.FindUri(uriText);
        int name = uri < 0 ? -1 : _schema.Names.FindName(uri, local);
        int type = name < 0 ? -1 : _image.FindType(name);
        if (type < 0)
            return;
        frame.Kind = FrameKind.Schema;
        frame.BuiltIn = null;
        frame.Type = type;
        frame.State = _image.TypeStartState(type);
        frame.IsCast = true;
    }

    private void WriteXsiNil(TagAttribute attribute)
    {
        ref Frame frame = ref _frames.Top;
        if (frame.Kind != FrameKind.Schema)
        {
            WriteBuiltInAttribute(ref frame, attribute);
            return;
        }

        Datatype datatype = _preservesLexical ? Datatype.LexicalNil : Datatype.Nil;
        if (!ValueWriter.CanWrite(Datatype.Nil, attribute.Value))
        {
            WriteUntypedAttribute(ref frame, attribute, _image!.AttributeCount(frame.State), frame.State);
            return;
        }

        WriteSchemaSecond(frame, Undeclared.XsiNil);
        WritePrefix(_names.UriIdOf(_names.XsiNil), attribute.Prefix);
        _values.Write(Bits, _names.XsiNil, datatype, attribute.Value);
        if (attribute.Value.Trim() is not ("true" or "1"))
            return;
        frame.State = _image!.TypeEmptyState(frame.Type);
        frame.IsCast = true;
    }

    // ---- SC

    private bool IsSelfContained(StartTag tag)
    {
        if (!_options.SelfContained)
            return false;
        foreach (System.Xml.XmlQualifiedName name in _options.SelfContainedElements)
        {
            if (name.Name == tag.Local && name.Namespace == tag.Uri)
                return true;
        }

        return false;
    }

    private void BeginInner(StartTag tag)
    {
        ref Frame frame = ref _frames.Top;
        if (frame.Kind == FrameKind.Schema)
            WriteSchemaSecond(frame, Undeclared.SelfContained);
        else
            WriteBuiltInSecond(frame.BuiltIn!.StartTag.Count, _undeclared.BuiltInStartTag, Undeclared.SelfContained);
        Bits.Align();
        _inner = new BodyEncoder(_schema, _options with { Fragment = true }, Bits, _canonical) { LookupNamespace = LookupNamespace };
        _inner.WriteStartElement(tag);
        _inner.WriteNamespaces(tag);
        _inner.WriteAttributes(tag);
    }

    private void EndInnerElement()
    {
        BodyEncoder inner = _inner!;
        inner.EndElement();
        if (inner.Depth > 0)
            return;
        inner.EndDocument();
        Bits.Align();
        _inner = null;
        _frames.Pop();
    }
}
