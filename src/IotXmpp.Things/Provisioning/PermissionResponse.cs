using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Things.Provisioning;

/// <summary>The answer to a <see cref="PermissionRequest"/>: all, nothing, or only these nodes and names (XEP-0324 3.3.2 and 3.3.3).</summary>
/// <param name="Kind">What for.</param>
/// <param name="Jid">Whom it is about.</param>
/// <param name="IsAllowed">False for nothing.</param>
public sealed record PermissionResponse(PermissionKind Kind, Jid Jid, bool IsAllowed)
{
    /// <summary>Types of fields that may be read; <see cref="FieldTypes.None"/> if nothing was said of them.</summary>
    public FieldTypes FieldTypes { get; init; }

    /// <summary>The only nodes; empty for all that were asked for.</summary>
    public IReadOnlyList<NodeRef> Nodes { get; init; } = [];

    /// <summary>The only fields or parameters; empty for all that were asked for.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>True if that field or parameter of a node is allowed. Both lists count together; a node id that is enough names all nodes with it.</summary>
    public bool Covers(NodeRef node, string name) =>
        IsAllowed
        && (Nodes.Count == 0 || Nodes.Any(allowed => IsSame(allowed, node)))
        && (Names.Count == 0 || Names.Contains(name, StringComparer.Ordinal));

    private static bool IsSame(NodeRef allowed, NodeRef node) =>
        allowed.NodeId == node.NodeId
        && (allowed.SourceId is null || node.SourceId is null || allowed.SourceId == node.SourceId)
        && (allowed.Partition is null || node.Partition is null || allowed.Partition == node.Partition);
}
