using System.Xml;

namespace IotXmpp.Exi.Xml;

/// <summary>The current node and its attributes, as XmlReader shows them.</summary>
public sealed partial class ExiXmlReader
{
    /// <inheritdoc/>
    public override int AttributeCount => _type is XmlNodeType.Element or XmlNodeType.DocumentType ? _attributeCount : 0;

    /// <inheritdoc/>
    public override string BaseURI => "";

    /// <inheritdoc/>
    public override int Depth
    {
        get
        {
            int depth = _type == XmlNodeType.Element && !_isEmptyElement ? _depth - 1 : _depth;
            return depth + (_attribute >= 0 ? 1 : 0) + (_onAttributeText ? 1 : 0);
        }
    }

    /// <inheritdoc/>
    public override bool EOF => _readState == ReadState.EndOfFile;

    /// <inheritdoc/>
    public override bool IsEmptyElement => _isEmptyElement && _attribute < 0;

    /// <inheritdoc/>
    public override string LocalName => _onAttributeText ? "" : _attribute >= 0 ? _attributes[_attribute].Local : _local;

    /// <inheritdoc/>
    public override string NamespaceURI => _onAttributeText ? "" : _attribute >= 0 ? _attributes[_attribute].Uri : _uri;

    /// <inheritdoc/>
    public override string Prefix => _onAttributeText ? "" : _attribute >= 0 ? _attributes[_attribute].Prefix : _prefix;

    /// <inheritdoc/>
    public override XmlNameTable NameTable => _nameTable;

    /// <inheritdoc/>
    public override XmlNodeType NodeType => _readState != ReadState.Interactive ? XmlNodeType.None : _onAttributeText ? XmlNodeType.Text : _attribute >= 0 ? XmlNodeType.Attribute : _type;

    /// <inheritdoc/>
    public override ReadState ReadState => _readState;

    /// <inheritdoc/>
    public override string Value => _attribute >= 0 ? ValueOf(_attribute) : _value ??= _event.ValueString;

    /// <inheritdoc/>
    public override string? GetAttribute(string name)
    {
        int index = Find(name);
        return index < 0 ? null : ValueOf(index);
    }

    /// <inheritdoc/>
    public override string? GetAttribute(string name, string? namespaceURI)
    {
        int index = Find(name, namespaceURI ?? "");
        return index < 0 ? null : ValueOf(index);
    }

    /// <inheritdoc/>
    public override string GetAttribute(int i)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)AttributeCount, nameof(i));
        return ValueOf(i);
    }

    /// <inheritdoc/>
    public override string? LookupNamespace(string prefix) => _namespaces.LookupUri(prefix);

    /// <inheritdoc/>
    public override bool MoveToAttribute(string name) => MoveTo(Find(name));

    /// <inheritdoc/>
    public override bool MoveToAttribute(string name, string? ns) => MoveTo(Find(name, ns ?? ""));

    /// <inheritdoc/>
    public override void MoveToAttribute(int i)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)AttributeCount, nameof(i));
        MoveTo(i);
    }

    /// <inheritdoc/>
    public override bool MoveToElement()
    {
        bool moved = _attribute >= 0;
        _attribute = -1;
        _onAttributeText = false;
        return moved;
    }

    /// <inheritdoc/>
    public override bool MoveToFirstAttribute() => MoveTo(AttributeCount > 0 ? 0 : -1);

    /// <inheritdoc/>
    public override bool MoveToNextAttribute() => MoveTo(_attribute + 1 < AttributeCount ? _attribute + 1 : -1);

    /// <inheritdoc/>
    public override bool ReadAttributeValue()
    {
        if (_attribute < 0 || _onAttributeText)
            return false;
        _onAttributeText = true;
        return true;
    }

    /// <inheritdoc/>
    public override void ResolveEntity() => throw new InvalidOperationException("The reader resolves no entities.");

    private bool MoveTo(int attribute)
    {
        if (attribute < 0)
            return false;
        _attribute = attribute;
        _onAttributeText = false;
        return true;
    }

    private string ValueOf(int attribute)
    {
        ref AttributeNode node = ref _attributes[attribute];
        return node.Value ??= new string(_characters.Text.Slice(node.Start, node.Length));
    }

    private int Find(string name)
    {
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        ReadOnlySpan<char> prefix = colon < 0 ? "" : name.AsSpan(0, colon);
        ReadOnlySpan<char> local = name.AsSpan(colon + 1);
        for (int i = 0; i < AttributeCount; i++)
        {
            if (local.SequenceEqual(_attributes[i].Local) && prefix.SequenceEqual(_attributes[i].Prefix))
                return i;
        }

        return -1;
    }

    private int Find(string local, string uri)
    {
        for (int i = 0; i < AttributeCount; i++)
        {
            if (_attributes[i].Local == local && _attributes[i].Uri == uri)
                return i;
        }

        return -1;
    }
}
