namespace IotXmpp.Xmpp.PubSub;

/// <summary>When the last item is sent to a subscriber without a publication (XEP-0060 16.4.4).</summary>
public enum SendLastPublishedItem
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>After subscribing.</summary>
    OnSubscription,

    /// <summary>After subscribing, and when the subscriber comes online.</summary>
    OnSubscriptionAndPresence,
}
