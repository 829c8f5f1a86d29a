namespace IotXmpp.Xmpp.PubSub;

/// <summary>State of a subscription (XEP-0060 4.2); <c>unconfigured</c> does not occur: options have defaults. The numbers are stored: never renumber.</summary>
public enum SubscriptionState
{
    /// <summary>There is none.</summary>
    None = 0,

    /// <summary>An owner has to approve it; nothing is sent.</summary>
    Pending = 1,

    /// <summary>Events are sent.</summary>
    Subscribed = 2,
}
