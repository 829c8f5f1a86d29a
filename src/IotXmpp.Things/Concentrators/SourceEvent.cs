using IotXmpp.Things.Model;

namespace IotXmpp.Things.Concentrators;

/// <summary>Something that happened in a data source (XEP-0326 3.8).</summary>
/// <param name="Type">Exactly one kind.</param>
/// <param name="SourceId">Data source.</param>
/// <param name="Node">The node. Complete for added and updated nodes; of removed and moved ones only the reference is told, of a changed status also state and messages.</param>
public sealed record SourceEvent(SourceEventTypes Type, string SourceId, NodeInformation Node)
{
    /// <summary>Id of the sibling an added node follows, where order means something; null for the first, or if it does not matter.</summary>
    public string? AfterNodeId { get; init; }

    /// <summary>Former id of a node that was renamed; null if it was not.</summary>
    public string? OldId { get; init; }

    /// <summary>The reference to the node.</summary>
    public NodeRef Reference => Node.Node;
}
