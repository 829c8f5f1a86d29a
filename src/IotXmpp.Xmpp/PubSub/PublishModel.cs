namespace IotXmpp.Xmpp.PubSub;

/// <summary>Who may publish (XEP-0060 16.4.4, <c>pubsub#publish_model</c>). The numbers are stored: never renumber.</summary>
public enum PublishModel
{
    /// <summary>Owners and publishers.</summary>
    Publishers = 0,

    /// <summary>Subscribers too.</summary>
    Subscribers = 1,

    /// <summary>Anybody.</summary>
    Open = 2,
}
