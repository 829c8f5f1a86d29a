using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>A subscription: one for each node and address.</summary>
/// <param name="Key">The node.</param>
/// <param name="Subscriber">Where events go, bare or full.</param>
/// <param name="State">Pending or subscribed.</param>
/// <param name="Options">What the subscriber wants.</param>
public sealed record PubSubSubscription(NodeKey Key, Jid Subscriber, SubscriptionState State, SubscriptionOptions Options);
