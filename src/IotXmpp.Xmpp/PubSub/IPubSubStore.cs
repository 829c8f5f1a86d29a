using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>Where nodes, items and subscriptions are kept. Calls for one node never overlap; calls for different nodes may.</summary>
public interface IPubSubStore
{
    /// <summary>A node; null if there is none.</summary>
    ValueTask<PubSubNode?> FindNodeAsync(NodeKey key, CancellationToken ct);

    /// <summary>All nodes of a service, by name.</summary>
    IAsyncEnumerable<PubSubNode> ListNodesAsync(Jid service, CancellationToken ct);

    /// <summary>Adds or replaces a node; its items and subscriptions stay.</summary>
    ValueTask SaveNodeAsync(PubSubNode node, CancellationToken ct);

    /// <summary>Removes a node with its items and subscriptions.</summary>
    ValueTask DeleteNodeAsync(NodeKey key, CancellationToken ct);

    /// <summary>
    /// Keeps an item; one of the same id is replaced. Items are in the order of <see cref="PubSubItem.Published"/>, those of one instant in the order they came:
    /// an item with an earlier time does not become the last one. Then the oldest go until <paramref name="maxItems"/> are left.
    /// </summary>
    /// <returns>Ids of those that went, which may be the item's own.</returns>
    ValueTask<IReadOnlyList<string>> PublishAsync(NodeKey key, PubSubItem item, int maxItems, CancellationToken ct);

    /// <summary>Keeps items of several nodes, as one <see cref="PublishAsync"/> after the other would; all or none, durable on return. The nodes exist.</summary>
    ValueTask PublishAllAsync(IReadOnlyList<PubSubPublication> publications, CancellationToken ct);

    /// <summary>The items of a node, oldest first.</summary>
    ValueTask<IReadOnlyList<PubSubItem>> ListItemsAsync(NodeKey key, CancellationToken ct);

    /// <summary>Removes an item.</summary>
    /// <returns>False if there was none.</returns>
    ValueTask<bool> RetractAsync(NodeKey key, string id, CancellationToken ct);

    /// <summary>Removes all items.</summary>
    ValueTask PurgeAsync(NodeKey key, CancellationToken ct);

    /// <summary>The subscriptions to a node.</summary>
    ValueTask<IReadOnlyList<PubSubSubscription>> ListSubscriptionsAsync(NodeKey key, CancellationToken ct);

    /// <summary>The subscriptions of a bare JID and its resources at a service.</summary>
    ValueTask<IReadOnlyList<PubSubSubscription>> ListSubscriptionsOfAsync(Jid service, Jid subscriber, CancellationToken ct);

    /// <summary>Adds or replaces a subscription.</summary>
    ValueTask SaveSubscriptionAsync(PubSubSubscription subscription, CancellationToken ct);

    /// <summary>Removes a subscription.</summary>
    ValueTask DeleteSubscriptionAsync(NodeKey key, Jid subscriber, CancellationToken ct);
}
