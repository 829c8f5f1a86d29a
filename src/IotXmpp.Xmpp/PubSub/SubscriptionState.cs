namespace IotXmpp.Xmpp.PubSub;

/// <summary>State of a subscription (XEP-0060 4.2); <c>unconfigured</c> does not occur: options have defaults.</summary>
public enum SubscriptionState
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>An owner has to approve it; nothing is sent.</summary>
    Pending,

    /// <summary>Events are sent.</summary>
    Subscribed,
}
