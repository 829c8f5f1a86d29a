namespace IotXmpp.Xmpp.PubSub;

/// <summary>An item that the service itself publishes.</summary>
/// <param name="Key">A node that was ensured.</param>
/// <param name="Item">The item.</param>
/// <param name="Body">A sentence for subscribers that want one; null for none.</param>
public sealed record OwnPublication(NodeKey Key, PubSubItem Item, string? Body = null);
