using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>
/// What decides beside a node's own configuration. Asked at each request and before each event, so that a right that was taken away ends a
/// subscription's events at once.
/// </summary>
public interface IPubSubAuthority
{
    /// <summary>May this bare JID create a node of that name?</summary>
    ValueTask<bool> MayCreateAsync(Jid creator, NodeKey key, CancellationToken ct);

    /// <summary>What this bare JID may read of the node. Overrides the access model in both directions; null leaves it to the model and the affiliations.</summary>
    ValueTask<PubSubView?> ViewAsync(Jid reader, PubSubNode node, CancellationToken ct);

    /// <summary>May this bare JID look after a node that the service keeps itself: see and end its subscriptions, say how much it keeps, empty it?</summary>
    ValueTask<bool> MayManageAsync(Jid manager, PubSubNode node, CancellationToken ct);

    /// <summary>Does this bare JID see the presence of the node's service or creator (access model <c>presence</c>)?</summary>
    ValueTask<bool> SeesPresenceAsync(Jid reader, PubSubNode node, CancellationToken ct);
}
