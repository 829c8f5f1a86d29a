namespace IotXmpp.Xmpp.PubSub;

/// <summary>How a node behaves (XEP-0060 16.4.4). The defaults are those of a reading's node: private, the last item kept, payloads delivered.</summary>
public sealed record NodeConfiguration
{
    /// <summary>For people; empty for none.</summary>
    public string Title { get; init; } = "";

    /// <summary>For people; empty for none.</summary>
    public string Description { get; init; } = "";

    /// <summary>Namespace of the payloads; empty for any.</summary>
    public string PayloadType { get; init; } = "";

    /// <summary>Who may subscribe and read.</summary>
    public AccessModel AccessModel { get; init; } = AccessModel.Whitelist;

    /// <summary>Who may publish.</summary>
    public PublishModel PublishModel { get; init; } = PublishModel.Publishers;

    /// <summary>Items kept, 1 to the service's limit; the oldest goes.</summary>
    public int MaxItems { get; init; } = 1;

    /// <summary>Octets of a payload as text, 1 to the service's limit.</summary>
    public int MaxPayloadSize { get; init; } = 32 * 1024;

    /// <summary>Seconds an item is kept; 0 for as long as there is room.</summary>
    public int ItemExpire { get; init; }

    /// <summary>Items are kept at all.</summary>
    public bool PersistItems { get; init; } = true;

    /// <summary>Events carry the payload.</summary>
    public bool DeliverPayloads { get; init; } = true;

    /// <summary>Events are sent at all.</summary>
    public bool DeliverNotifications { get; init; } = true;

    /// <summary>Subscribers are told of retracted and purged items.</summary>
    public bool NotifyRetract { get; init; } = true;

    /// <summary>Subscribers are told of a new configuration.</summary>
    public bool NotifyConfig { get; init; }

    /// <summary>Subscribers are told when the node is deleted.</summary>
    public bool NotifyDelete { get; init; } = true;

    /// <summary>Subscriptions are allowed.</summary>
    public bool Subscribe { get; init; } = true;

    /// <summary>When the last item is sent.</summary>
    public SendLastPublishedItem SendLastPublishedItem { get; init; } = SendLastPublishedItem.OnSubscription;
}
