namespace IotXmpp.Concentrator.Storage;

/// <summary>A node in somebody's groups: a group, or what stands for a board or a thing behind one.</summary>
/// <param name="NodeId">Id, unique among the nodes of its owner.</param>
/// <param name="ParentId">Group it is in; null for the root.</param>
/// <param name="ReferenceId">Node id in the topology it stands for; null for a group.</param>
/// <param name="Changed">When it was last changed, UTC.</param>
public sealed record GroupNode(string NodeId, string? ParentId, string? ReferenceId, DateTimeOffset Changed);
