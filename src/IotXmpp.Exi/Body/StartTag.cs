using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>A complete start tag on its way into an encoder; the same object serves one tag after another.</summary>
internal sealed class StartTag
{
    private readonly CharBuffer _text = new();
    private TagAttribute[] _attributes = new TagAttribute[16];
    private int[] _order = new int[16];
    private int[] _inOrder = [.. Enumerable.Range(0, 16)];
    private EventValue[] _typed = [];
    private int _typedCount;
    private bool _isSorted = true;
    private bool _hasXsi;
    private WrittenName? _name;

    /// <summary>The element's name.</summary>
    public WrittenName Name
    {
        get => _name ?? throw new InvalidOperationException("The tag has no name.");
        set => _name = value;
    }

    /// <summary>Never null; "" for the default namespace or none.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Namespace declarations in document order.</summary>
    public List<(string Prefix, string Uri)> Namespaces { get; } = [];

    /// <summary>Attributes in document order.</summary>
    public Span<TagAttribute> Attributes => _attributes.AsSpan(0, AttributeCount);

    /// <summary>How many there are.</summary>
    public int AttributeCount { get; private set; }

    /// <summary>The value of one of <see cref="Attributes"/>.</summary>
    public WrittenValue ValueOf(in TagAttribute attribute) =>
        attribute.Length == TagAttribute.Typed ? new WrittenValue(in _typed[attribute.Start]) : new WrittenValue(TextOf(attribute));

    /// <summary>The value of one that is text; xsi:type, xsi:nil and what comes from an XML writer always are.</summary>
    public ReadOnlySpan<char> TextOf(in TagAttribute attribute) =>
        attribute.Length == TagAttribute.Typed ? [] : _text.Text.Slice(attribute.Start, attribute.Length);

    /// <summary>Empties the tag.</summary>
    public void Clear()
    {
        Namespaces.Clear();
        AttributeCount = 0;
        _isSorted = true;
        _hasXsi = false;
        _typedCount = 0;
        _text.Clear();
    }

    /// <summary>Adds an attribute. False: there is one of this name.</summary>
    public bool TryAdd(WrittenName name, string prefix, ReadOnlySpan<char> value)
    {
        if (!TryBegin(name, prefix))
            return false;
        _text.Append(value);
        EndAttribute();
        return true;
    }

    /// <summary>Adds an attribute with a value that is no text. False: there is one of this name.</summary>
    public bool TryAdd(WrittenName name, string prefix, in EventValue value)
    {
        if (name.IsXsiNil || name.IsXsiType)
        {
            Span<char> text = stackalloc char[ValueFormat.MaxLength];
            return TryAdd(name, prefix, text[..value.Print(text)]);
        }

        if (!TryBegin(name, prefix))
            return false;
        if (_typedCount == _typed.Length)
            Array.Resize(ref _typed, Math.Max(8, _typedCount * 2));
        _typed[_typedCount] = value;
        ref TagAttribute attribute = ref _attributes[AttributeCount++];
        attribute.Start = _typedCount++;
        attribute.Length = TagAttribute.Typed;
        return true;
    }

    /// <summary>Adds an attribute whose value follows in pieces. False: there is one of this name.</summary>
    public bool TryBegin(WrittenName name, string prefix)
    {
        int count = AttributeCount;
        // Names that rise, as mostly they do, are no name twice.
        if (count > 0 && !(_isSorted && WrittenName.Compare(_attributes[count - 1].Name, name) < 0))
        {
            for (int i = 0; i < count; i++)
            {
                if (ReferenceEquals(_attributes[i].Name, name))
                    return false;
            }

            _isSorted = false;
        }

        if (count == _attributes.Length)
            Grow();

        _hasXsi |= name.IsXsiNil || name.IsXsiType;
        ref TagAttribute attribute = ref _attributes[count];
        attribute.Name = name;
        attribute.Prefix = prefix;
        attribute.Start = _text.Length;
        return true;
    }

    /// <summary>Receives the pieces of the value.</summary>
    public CharBuffer Text => _text;

    /// <summary>The value so far of the attribute that was begun.</summary>
    public ReadOnlySpan<char> Begun => _text.Text[_attributes[AttributeCount].Start..];

    /// <summary>The value is complete.</summary>
    public void EndAttribute()
    {
        ref TagAttribute attribute = ref _attributes[AttributeCount++];
        attribute.Length = _text.Length - attribute.Start;
    }

    /// <summary>
    /// Indices of the attributes in the order in which they have the shortest codes (EXI 6), or in document order; without xsi:type and xsi:nil,
    /// whose indices are returned apart, -1 for none.
    /// </summary>
    public ReadOnlySpan<int> Order(bool sorted, out int xsiType, out int xsiNil)
    {
        xsiType = -1;
        xsiNil = -1;
        if (!_hasXsi && (_isSorted || !sorted))
            return _inOrder.AsSpan(0, AttributeCount);
        int count = 0;
        for (int i = 0; i < AttributeCount; i++)
        {
            WrittenName name = _attributes[i].Name;
            if (name.IsXsiType)
            {
                xsiType = i;
                continue;
            }

            if (name.IsXsiNil)
            {
                xsiNil = i;
                continue;
            }

            _order[count++] = i;
        }

        if (!sorted)
            return _order.AsSpan(0, count);
        const int fewAttributes = 32;
        if (count > fewAttributes)
        {
            _order.AsSpan(0, count).Sort((x, y) => WrittenName.Compare(_attributes[x].Name, _attributes[y].Name));
            return _order.AsSpan(0, count);
        }

        // They are few, and mostly sorted already.
        for (int i = 1; i < count; i++)
        {
            int moved = _order[i];
            int at = i;
            for (; at > 0 && WrittenName.Compare(_attributes[_order[at - 1]].Name, _attributes[moved].Name) > 0; at--)
                _order[at] = _order[at - 1];
            _order[at] = moved;
        }

        return _order.AsSpan(0, count);
    }

    private void Grow()
    {
        int size = AttributeCount * 2;
        Array.Resize(ref _attributes, size);
        Array.Resize(ref _order, size);
        _inOrder = [.. Enumerable.Range(0, size)];
    }
}
