using System.Xml;

namespace IotXmpp.Exi.Xml;

/// <summary>The current node and its attributes, as XmlReader shows them.</summary>
public sealed partial class ExiXmlReader
{
    /// <inheritdoc/>
    public override int AttributeCount => _node.Type is XmlNodeType.Element or XmlNodeType.DocumentType ? _attributes.Count : 0;

    /// <inheritdoc/>
    public override string BaseURI => "";

    /// <inheritdoc/>
    public override int Depth
    {
        get
        {
            int depth = _node.Type == XmlNodeType.Element && !_isEmptyElement ? _depth - 1 : _depth;
            return depth + (_attribute >= 0 ? 1 : 0) + (_onAttributeText ? 1 : 0);
        }
    }

    /// <inheritdoc/>
    public override bool EOF => _readState == ReadState.EndOfFile;

    /// <inheritdoc/>
    public override bool IsEmptyElement => _isEmptyElement && _attribute < 0;

    /// <inheritdoc/>
    public override string LocalName => _onAttributeText ? "" : At.Local;

    /// <inheritdoc/>
    public override string NamespaceURI => _onAttributeText ? "" : At.Uri;

    /// <inheritdoc/>
    public override string Prefix => _onAttributeText ? "" : At.Prefix;

    /// <inheritdoc/>
    public override XmlNameTable NameTable => _nameTable;

    /// <inheritdoc/>
    public override XmlNodeType NodeType => _readState != ReadState.Interactive ? XmlNodeType.None : _onAttributeText ? XmlNodeType.Text : At.Type;

    /// <inheritdoc/>
    public override ReadState ReadState => _readState;

    /// <inheritdoc/>
    public override string Value => At.Value ?? "";

    private Node At => _attribute >= 0 ? _attributes[_attribute] : _node;

    /// <inheritdoc/>
    public override string? GetAttribute(string name)
    {
        int index = Find(name);
        return index < 0 ? null : _attributes[index].Value;
    }

    /// <inheritdoc/>
    public override string? GetAttribute(string name, string? namespaceURI)
    {
        int index = Find(name, namespaceURI ?? "");
        return index < 0 ? null : _attributes[index].Value;
    }

    /// <inheritdoc/>
    public override string GetAttribute(int i)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)AttributeCount, nameof(i));
        return _attributes[i].Value ?? "";
    }

    /// <inheritdoc/>
    public override string? LookupNamespace(string prefix) => _scope.LookupUri(prefix);

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

    private int Find(string name) => AttributeCount == 0 ? -1 : _attributes.FindIndex(attribute => attribute.Name == name);

    private int Find(string local, string uri) =>
        AttributeCount == 0 ? -1 : _attributes.FindIndex(attribute => attribute.Local == local && attribute.Uri == uri);
}
