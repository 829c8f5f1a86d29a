namespace IotXmpp.Xmpp.PubSub;

/// <summary>Who may publish (XEP-0060 16.4.4, <c>pubsub#publish_model</c>).</summary>
public enum PublishModel
{
    /// <summary>Owners and publishers.</summary>
    Publishers,

    /// <summary>Subscribers too.</summary>
    Subscribers,

    /// <summary>Anybody.</summary>
    Open,
}
