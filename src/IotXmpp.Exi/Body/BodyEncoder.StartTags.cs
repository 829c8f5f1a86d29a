using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Grammars;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>Start tags: SE, SC, NS and AT events (EXI 6, 8.4.3, 8.5).</summary>
internal sealed partial class BodyEncoder
{
    private BodyEncoder? _inner;

    /// <summary>Resolves the prefix of an xsi:type value; null when it is not declared.</summary>
    public Func<string, string?> LookupNamespace { get; set; } = static _ => null;

    /// <summary>Encodes a start tag: SE, then SC, NS and AT events in the order of EXI 6.</summary>
    public void StartElement(StartTag tag)
    {
        if (_inner is not null)
        {
            _inner.Adopt(tag);
            _inner.StartElement(tag);
            return;
        }

        WriteStartElement(tag);
        if (IsSelfContained(tag.Name))
        {
            BeginInner(tag);
            return;
        }

        if (_preservesPrefixes)
            WriteNamespaces(tag);
        if (tag.AttributeCount > 0)
            WriteAttributes(tag);
    }

    // ---- SE

    private void WriteStartElement(StartTag tag)
    {
        WrittenName name = tag.Name;
        int number = _names.NumberOf(name);
        ref Frame parent = ref _frames.Top;
        int element = -1;
        switch (parent.Kind)
        {
            case FrameKind.Schema:
                number = WriteSchemaChild(ref parent, name, number, out element);
                break;

            case FrameKind.DocContent:
                number = _image is null
                    ? WriteFirstElement(name, count: 1 + (_undeclared.DocContent.Length > 0 ? 1 : 0))
                    : WriteDeclaredChild(ref parent, name, number, _undeclared.DocContent.Length > 0, out element);
                parent.Kind = FrameKind.DocEnd;
                break;

            case FrameKind.FragmentContent:
                bool hasMore = _undeclared.ThirdParts.Length > 0;
                number = _image is null
                    ? WriteFragmentElement(name, number, hasMore)
                    : WriteDeclaredChild(ref parent, name, number, hasMore, out element);
                break;

            case FrameKind.DocEnd:
                throw Failure($"a second document element {{{name.Uri.Text}}}{name.Local}");

            default:
                number = WriteBuiltInChild(ref parent, name, number, out element);
                break;
        }

        WritePrefix(name.Uri, tag.Prefix);
        PushElement(number, element);
    }

    private int WriteFirstElement(WrittenName name, int count)
    {
        WriteFirst(0, count);
        return WriteQName(name);
    }

    private int WriteFragmentElement(WrittenName name, int number, bool hasMore)
    {
        int count = _fragment.Count + 2 + (hasMore ? 1 : 0);
        int code = number < 0 ? -1 : _fragment.CodeOf(ExiEventType.StartElement, number);
        if (code >= 0)
        {
            WriteFirst(code, count);
            return number;
        }

        WriteFirst(_fragment.Count, count);
        number = WriteQName(name);
        _fragment.Add(ExiEventType.StartElement, number);
        return number;
    }

    private int WriteBuiltInChild(ref Frame parent, WrittenName name, int number, out int element)
    {
        element = -1;
        bool isContent = parent.Kind == FrameKind.BuiltInContent;
        LearnedProductions learned = isContent ? parent.BuiltIn!.Content : parent.BuiltIn!.StartTag;
        int declared = learned.Count + (isContent ? 1 : 0);
        int code = number < 0 ? -1 : learned.CodeOf(ExiEventType.StartElement, number);
        if (code >= 0)
        {
            WriteFirst(code, declared + 1);
        }
        else
        {
            if (CastsToAnyType(ref parent))
                return WriteSchemaChild(ref parent, name, number, out element);
            WriteBuiltInSecond(declared, isContent ? _undeclared.BuiltInContent : _undeclared.BuiltInStartTag, Undeclared.StartElementAny);
            number = WriteQName(name);
            _builtIns.Learn(parent.BuiltIn!, learned, ExiEventType.StartElement, number, once: false);
        }

        parent.Kind = FrameKind.BuiltInContent;
        return number;
    }

    private int WriteSchemaChild(ref Frame parent, WrittenName name, int number, out int element)
    {
        bool hasMore = HasUndeclared(parent, _rows!.States[parent.State]);
        int written = WriteDeclaredChild(ref parent, name, number, hasMore, out element);
        if (written >= 0)
            return written;
        if (_strict)
            throw Failure($"element {{{name.Uri.Text}}}{name.Local}, which the strict schema does not allow here");
        WriteContentSecond(ref parent, Undeclared.StartElementAny);
        return WriteQName(name);
    }

    /// <summary>Writes SE(qname), SE(uri:*) or SE(*), in this order of preference; -1 when the state declares none that fits.</summary>
    private int WriteDeclaredChild(ref Frame parent, WrittenName name, int number, bool hasMore, out int element)
    {
        ref readonly GrammarRows.StateRow row = ref _rows!.States[parent.State];
        int width = hasMore ? row.WidthWithEscape : row.Width;
        int code = number < 0 ? -1 : _productions!.FindElement(parent.State, number);
        if (code >= 0)
        {
            Bits.WriteNBit((uint)code, width);
            element = _rows.Productions[row.First + code].Operand;
            parent.State = _rows.Productions[row.First + code].Next;
            return number;
        }

        element = -1;
        int any = -1;
        int uri = _names.IdOf(name.Uri);
        for (code = row.Count - 1; code >= row.Attributes; code--)
        {
            int kind = _rows.Productions[row.First + code].Kind;
            if (kind < ProductionKind.StartElementUri)
                break;
            if (kind == ProductionKind.StartElementAny)
                any = code;
            else if (kind == ProductionKind.StartElementUri && uri >= 0 && _rows.Productions[row.First + code].Operand == uri)
                break;
        }

        bool byUri = code >= row.Attributes && _rows.Productions[row.First + code].Kind == ProductionKind.StartElementUri;
        int chosen = byUri ? code : any;
        if (chosen < 0)
            return -1;
        Bits.WriteNBit((uint)chosen, width);
        parent.State = _rows.Productions[row.First + chosen].Next;
        return byUri ? WriteLocalName(name) : WriteQName(name);
    }

    private void PushElement(int name, int element)
    {
        if (element < 0 && _image is not null && name < _names.InitialNameCount)
            element = _rows!.GlobalElement[name];
        ref Frame frame = ref _frames.Push(name, element);
        if (element < 0)
        {
            frame.Kind = FrameKind.BuiltInStartTag;
            frame.BuiltIn = _builtIns[name];
            return;
        }

        ref readonly GrammarRows.ElementRow row = ref _rows!.Elements[element];
        frame.Kind = FrameKind.Schema;
        frame.Type = row.Type;
        frame.State = row.Start;
    }

    // ---- names

    private int WriteQName(WrittenName name)
    {
        WriteUri(name.Uri);
        return WriteLocalName(name);
    }

    private int WriteUri(WrittenUri uri)
    {
        int id = _names.IdOf(uri);
        Bits.WriteNBit((uint)(id + 1), CodeWidth.Of(_names.UriCount + 1));
        if (id >= 0)
            return id;
        ValueWriter.WriteString(Bits, uri.Text, 0);
        return _names.Add(uri);
    }

    private int WriteLocalName(WrittenName name)
    {
        int number = _names.NumberOf(name);
        if (number < 0)
        {
            ValueWriter.WriteString(Bits, name.Local, 1);
            return _names.Add(name);
        }

        Bits.WriteUnsigned(0u);
        Bits.WriteNBit((uint)_names.LocalIdOf(name), CodeWidth.Of(_names.LocalCount(_names.IdOf(name.Uri))));
        return number;
    }

    private void WritePrefix(WrittenUri uri, string prefix)
    {
        if (!_preservesPrefixes)
            return;
        int id = _names.IdOf(uri);
        Bits.WriteNBit((uint)Math.Max(0, _names.FindPrefix(id, prefix)), CodeWidth.Of(_names.PrefixCount(id)));
    }

    // ---- NS

    private void WriteNamespaces(StartTag tag)
    {
        if (_canonical is not null)
            tag.Namespaces.Sort(static (x, y) => CodePointOrder.Compare(x.Prefix, y.Prefix));
        foreach ((string prefix, string uriText) in tag.Namespaces)
        {
            ref Frame frame = ref _frames.Top;
            if (frame.Kind == FrameKind.Schema)
                WriteSchemaSecond(frame, Undeclared.Namespace);
            else
                WriteBuiltInSecond(frame.BuiltIn!.StartTag.Count, _undeclared.BuiltInStartTag, Undeclared.Namespace);

            int uri = WriteUri(_names.GetUri(uriText));
            int count = _names.PrefixCount(uri);
            int id = _names.FindPrefix(uri, prefix);
            Bits.WriteNBit((uint)(id + 1), CodeWidth.Of(count + 1));
            if (id < 0)
            {
                ValueWriter.WriteString(Bits, prefix, 0);
                _names.AddPrefix(uri, prefix);
            }

            Bits.WriteBoolean(prefix == tag.Prefix && uriText == tag.Name.Uri.Text);
        }
    }

    // ---- AT

    private void WriteAttributes(StartTag tag)
    {
        ReadOnlySpan<int> order = tag.Order(sorted: _image is not null || _canonical is not null, out int xsiType, out int xsiNil);
        ReadOnlySpan<TagAttribute> attributes = tag.Attributes;
        if (xsiType >= 0)
            WriteXsiType(attributes[xsiType].Name, attributes[xsiType].Prefix, tag.TextOf(attributes[xsiType]).ToString());
        if (xsiNil >= 0)
            WriteXsiNil(attributes[xsiNil].Name, attributes[xsiNil].Prefix, tag.ValueOf(attributes[xsiNil]));
        foreach (int i in order)
        {
            ref readonly TagAttribute attribute = ref attributes[i];
            ref Frame frame = ref _frames.Top;
            if (frame.Kind == FrameKind.Schema || (!KnowsAttribute(frame, attribute.Name) && CastsToAnyType(ref frame)))
                WriteSchemaAttribute(ref frame, attribute.Name, attribute.Prefix, tag.ValueOf(attribute));
            else
                WriteBuiltInAttribute(ref frame, attribute.Name, attribute.Prefix, tag.ValueOf(attribute));
        }
    }

    private int WriteBuiltInAttributeName(ref Frame frame, WrittenName attribute, string prefix)
    {
        LearnedProductions learned = frame.BuiltIn!.StartTag;
        int name = _names.NumberOf(attribute);
        int code = name < 0 || (attribute.IsXsiType && _builtIns.IsLimited) ? -1 : learned.CodeOf(ExiEventType.Attribute, name);
        frame.HasAttribute = true;
        if (code >= 0)
        {
            WriteFirst(code, learned.Count + 1);
        }
        else
        {
            WriteBuiltInSecond(learned.Count, _undeclared.BuiltInStartTag, Undeclared.AttributeAny);
            name = WriteQName(attribute);
            _builtIns.Learn(frame.BuiltIn!, learned, ExiEventType.Attribute, name, once: attribute.IsXsiType);
        }

        WritePrefix(attribute.Uri, prefix);
        return name;
    }

    private void WriteBuiltInAttribute(ref Frame frame, WrittenName attribute, string prefix, WrittenValue value)
    {
        int name = WriteBuiltInAttributeName(ref frame, attribute, prefix);
        WriteUntyped(name, value);
    }

    /// <summary>Writes xsi:type and takes over the grammar of the type it names.</summary>
    /// <param name="attribute">The name xsi:type.</param>
    /// <param name="attributePrefix">The prefix it has.</param>
    /// <param name="value">The type's name.</param>
    /// <param name="typeUri">The namespace of the type, or null to look up the prefix in the value.</param>
    private void WriteXsiType(WrittenName attribute, string attributePrefix, string value, string? typeUri = null)
    {
        ref Frame frame = ref _frames.Top;
        if (frame.Kind == FrameKind.Schema)
        {
            WriteSchemaSecond(frame, Undeclared.XsiType);
            WritePrefix(attribute.Uri, attributePrefix);
        }
        else
        {
            WriteBuiltInAttributeName(ref frame, attribute, attributePrefix);
        }

        string trimmed = value.Trim();
        int colon = trimmed.IndexOf(':', StringComparison.Ordinal);
        string prefix = colon < 0 ? "" : trimmed[..colon];
        string? uri = typeUri ?? LookupNamespace(prefix);
        if (!string.IsNullOrEmpty(uri) && !XmlCharacters.IsNcName(trimmed.AsSpan(colon + 1)))
            uri = null; // no QName: the whole text is a local name in no namespace, as without a declaration
        WrittenName type = _names.Get(uri ?? "", uri is null ? trimmed : trimmed[(colon + 1)..]);
        if (_preservesLexical)
        {
            _values.TryWrite(Bits, _names.XsiType, Datatype.Untyped, value);

            // EXI 6.3: without the declarations no reader finds the type, so neither may we, or the content would be in a grammar it does not know.
            if (!_preservesPrefixes)
                type = _names.Get("", trimmed);
        }
        else
        {
            WriteQName(type);
            WritePrefix(type.Uri, prefix);
        }

        Cast(ref frame, type);
    }

    private void Cast(ref Frame frame, WrittenName typeName)
    {
        int type = _rows is null || typeName.InitialNumber < 0 ? -1 : _rows.NamedType[typeName.InitialNumber];
        if (type < 0)
            return;
        frame.Kind = FrameKind.Schema;
        frame.BuiltIn = null;
        frame.Type = type;
        frame.State = _rows!.Types[type].Start;
        frame.IsCast = true;
    }

    private void WriteXsiNil(WrittenName attribute, string prefix, WrittenValue value)
    {
        ref Frame frame = ref _frames.Top;
        if (frame.Kind != FrameKind.Schema)
        {
            WriteBuiltInAttribute(ref frame, attribute, prefix, value);
            return;
        }

        if (!CanWrite(Datatype.Nil, value))
        {
            WriteUntypedAttribute(ref frame, attribute, prefix, value, _rows!.States[frame.State].Attributes, frame.State);
            return;
        }

        WriteSchemaSecond(frame, Undeclared.XsiNil);
        WritePrefix(attribute.Uri, prefix);
        _values.TryWrite(Bits, _names.XsiNil, _preservesLexical ? Datatype.LexicalNil : Datatype.Nil, value.Text);
        if (XmlCharacters.Trim(value.Text) is not ("true" or "1"))
            return;
        frame.State = _rows!.Types[frame.Type].Empty;
        frame.IsCast = true;
    }

    // ---- SC

    private bool IsSelfContained(WrittenName name)
    {
        if (!_options.SelfContained)
            return false;
        foreach (System.Xml.XmlQualifiedName selfContained in _options.SelfContainedElements)
        {
            if (selfContained.Name == name.Local && selfContained.Namespace == name.Uri.Text)
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
        _inner.Adopt(tag);
        _inner.WriteStartElement(tag);
        if (_preservesPrefixes)
            _inner.WriteNamespaces(tag);
        _inner.WriteAttributes(tag);
    }

    /// <summary>A self-contained element has tables of its own, and so names of its own.</summary>
    private void Adopt(StartTag tag)
    {
        tag.Name = _names.Get(tag.Name.Uri.Text, tag.Name.Local);
        foreach (ref TagAttribute attribute in tag.Attributes)
            attribute.Name = _names.Get(attribute.Name.Uri.Text, attribute.Name.Local);
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
