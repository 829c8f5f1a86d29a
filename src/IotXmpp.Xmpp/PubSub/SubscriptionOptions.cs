namespace IotXmpp.Xmpp.PubSub;

/// <summary>What a subscriber wants of a subscription (XEP-0060 16.4.2).</summary>
public sealed record SubscriptionOptions
{
    /// <summary>Events are wanted; false pauses the subscription.</summary>
    public bool Deliver { get; init; } = true;

    /// <summary>A sentence in <c>body</c> beside the event, if the node has one to offer.</summary>
    public bool IncludeBody { get; init; }

    /// <summary>The subscription ends then, UTC; null for never.</summary>
    public DateTimeOffset? Expire { get; init; }
}
