namespace IotXmpp.Xmpp.PubSub;

/// <summary>An item on its way into a node.</summary>
/// <param name="Key">The node.</param>
/// <param name="Item">The item.</param>
/// <param name="MaxItems">Items the node keeps, 1 and up.</param>
public sealed record PubSubPublication(NodeKey Key, PubSubItem Item, int MaxItems);
