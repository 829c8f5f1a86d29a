namespace IotXmpp.Things.Model;

/// <summary>Fields of one node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Fields">Its fields in the order they were sent.</param>
public sealed record NodeFields(NodeRef Node, IReadOnlyList<Field> Fields);
