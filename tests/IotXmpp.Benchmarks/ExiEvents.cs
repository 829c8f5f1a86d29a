using IotXmpp.Exi;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Benchmarks;

/// <summary>A document as calls of an <see cref="ExiWriter"/>: names are numbers where the schema has them, values are text.</summary>
internal sealed class ExiEvents
{
    private readonly Call[] _calls;

    public ExiEvents(XmlNodes nodes, GrammarImage? grammar) =>
        _calls = [.. nodes.All.Where(static node => node.Prefix != "xmlns" && !(node.Kind == XmlNodes.NodeKind.Attribute && node.Local == "xmlns")).Select(node => new Call(node, NumberOf(grammar, node)))];

    public void WriteTo(in ExiWriter writer)
    {
        foreach (ref readonly Call call in _calls.AsSpan())
        {
            switch (call.Node.Kind)
            {
                case XmlNodes.NodeKind.Start when call.Name >= 0: writer.WriteStartElement(call.Name); break;
                case XmlNodes.NodeKind.Start: writer.WriteStartElement(call.Node.Uri, call.Node.Local); break;
                case XmlNodes.NodeKind.Attribute when call.Name >= 0: writer.WriteAttribute(call.Name, call.Node.Value); break;
                case XmlNodes.NodeKind.Attribute: writer.WriteAttribute(call.Node.Uri, call.Node.Local, call.Node.Value); break;
                case XmlNodes.NodeKind.Text: writer.WriteCharacters(call.Node.Value); break;
                default: writer.WriteEndElement(); break;
            }
        }

        writer.WriteEndDocument();
    }

    private static int NumberOf(GrammarImage? grammar, XmlNodes.Node node)
    {
        int uri = grammar is null || node.Local.Length == 0 ? -1 : grammar.FindUri(node.Uri);
        return uri < 0 ? -1 : grammar!.FindQName(uri, node.Local);
    }

    private readonly record struct Call(XmlNodes.Node Node, int Name);
}
