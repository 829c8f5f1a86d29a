using System.Text;
using System.Xml;

namespace IotXmpp.Exi.Schema;

/// <summary>
/// Shows System.Xml.Schema a schema document whose pattern facets accept everything. It translates patterns to .NET expressions, which is
/// wrong for some (^ and $, characters beyond the BMP) and refuses others; EXI only needs the characters of a pattern, and
/// <see cref="PatternCharacterSet"/> reads those from the original, which travels as a second branch in hexadecimal.
/// </summary>
internal sealed class PatternHidingReader(XmlReader inner) : XmlReader, IXmlLineInfo
{
    private const string Accepting = @"[\s\S]*|hidden:";

    private bool _inPattern;

    public override string Value =>
        _inPattern && inner is { NodeType: XmlNodeType.Attribute, LocalName: "value", NamespaceURI: "" } ? Hide(inner.Value) : inner.Value;

    public override int AttributeCount => inner.AttributeCount;

    public override string BaseURI => inner.BaseURI;

    public override int Depth => inner.Depth;

    public override bool EOF => inner.EOF;

    public override bool IsEmptyElement => inner.IsEmptyElement;

    public override string LocalName => inner.LocalName;

    public override string NamespaceURI => inner.NamespaceURI;

    public override XmlNameTable NameTable => inner.NameTable;

    public override XmlNodeType NodeType => inner.NodeType;

    public override string Prefix => inner.Prefix;

    public override ReadState ReadState => inner.ReadState;

    public int LineNumber => ((IXmlLineInfo)inner).LineNumber;

    public int LinePosition => ((IXmlLineInfo)inner).LinePosition;

    /// <summary>The pattern as it stands in the schema.</summary>
    public static string Reveal(string pattern) =>
        pattern.StartsWith(Accepting, StringComparison.Ordinal)
            ? Encoding.BigEndianUnicode.GetString(Convert.FromHexString(pattern.AsSpan(Accepting.Length)))
            : pattern;

    public bool HasLineInfo() => ((IXmlLineInfo)inner).HasLineInfo();

    public override bool Read()
    {
        bool more = inner.Read();
        _inPattern = inner is { NodeType: XmlNodeType.Element, LocalName: "pattern", NamespaceURI: XmlNamespaces.Xsd };
        return more;
    }

    public override string GetAttribute(int i) => Filter(inner.GetAttribute(i), i)!;

    public override string? GetAttribute(string name) => Filter(inner.GetAttribute(name), name);

    public override string? GetAttribute(string name, string? namespaceURI) =>
        string.IsNullOrEmpty(namespaceURI) ? Filter(inner.GetAttribute(name, namespaceURI), name) : inner.GetAttribute(name, namespaceURI);

    public override string? LookupNamespace(string prefix) => inner.LookupNamespace(prefix);

    public override bool MoveToAttribute(string name) => inner.MoveToAttribute(name);

    public override bool MoveToAttribute(string name, string? ns) => inner.MoveToAttribute(name, ns);

    public override bool MoveToElement() => inner.MoveToElement();

    public override bool MoveToFirstAttribute() => inner.MoveToFirstAttribute();

    public override bool MoveToNextAttribute() => inner.MoveToNextAttribute();

    public override bool ReadAttributeValue() => inner.ReadAttributeValue();

    public override void ResolveEntity() => inner.ResolveEntity();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private static string Hide(string pattern) => Accepting + Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(pattern));

    private string? Filter(string? value, string name) => _inPattern && name == "value" && value is not null ? Hide(value) : value;

    private string? Filter(string? value, int attribute)
    {
        if (!_inPattern)
            return value;
        inner.MoveToAttribute(attribute);
        string name = inner.LocalName;
        inner.MoveToElement();
        return Filter(value, name);
    }
}
