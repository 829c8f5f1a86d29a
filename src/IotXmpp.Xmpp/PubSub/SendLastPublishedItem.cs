namespace IotXmpp.Xmpp.PubSub;

/// <summary>When the last item is sent to a subscriber without a publication (XEP-0060 16.4.4). The numbers are stored: never renumber.</summary>
public enum SendLastPublishedItem
{
    /// <summary>Never.</summary>
    Never = 0,

    /// <summary>After subscribing.</summary>
    OnSubscription = 1,

    /// <summary>After subscribing, and when the subscriber comes online.</summary>
    OnSubscriptionAndPresence = 2,
}
