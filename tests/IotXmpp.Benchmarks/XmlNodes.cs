using System.Xml;

namespace IotXmpp.Benchmarks;

/// <summary>
/// A document as a flat list of the calls that write it, so that writers are measured without the cost of a reader in front of them.
/// </summary>
internal sealed class XmlNodes
{
    /// <summary>Programs write their names as literals, and readers share a name table: one string for each name.</summary>
    private static readonly NameTable s_names = new();

    private readonly List<Node> _nodes = [];

    internal enum NodeKind
    {
        Start,
        Attribute,
        Text,
        End,
    }

    public IReadOnlyList<Node> All => _nodes;

    public static XmlNodes Parse(byte[] text)
    {
        var nodes = new XmlNodes();
        using var reader = XmlReader.Create(new MemoryStream(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, NameTable = s_names });
        while (reader.Read())
            nodes.Add(reader);
        return nodes;
    }

    public void WriteTo(XmlWriter writer)
    {
        foreach (Node node in _nodes)
        {
            switch (node.Kind)
            {
                case NodeKind.Start: writer.WriteStartElement(node.Prefix, node.Local, node.Uri); break;
                case NodeKind.Attribute: writer.WriteAttributeString(node.Prefix, node.Local, node.Uri, node.Value); break;
                case NodeKind.Text: writer.WriteString(node.Value); break;
                default: writer.WriteEndElement(); break;
            }
        }
    }

    private void Add(XmlReader reader)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                bool empty = reader.IsEmptyElement;
                _nodes.Add(new(NodeKind.Start, reader.Prefix, reader.LocalName, reader.NamespaceURI, ""));
                while (reader.MoveToNextAttribute())
                    _nodes.Add(new(NodeKind.Attribute, reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.Value));
                if (empty)
                    _nodes.Add(new(NodeKind.End, "", "", "", ""));
                break;

            case XmlNodeType.EndElement:
                _nodes.Add(new(NodeKind.End, "", "", "", ""));
                break;

            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                _nodes.Add(new(NodeKind.Text, "", "", "", reader.Value));
                break;
        }
    }

    internal readonly record struct Node(NodeKind Kind, string Prefix, string Local, string Uri, string Value);
}
