namespace IotXmpp.Xmpp.PubSub;

/// <summary>What a bare JID is to a node (XEP-0060 4.1).</summary>
public enum Affiliation
{
    /// <summary>Nothing in particular.</summary>
    None,

    /// <summary>Banned.</summary>
    Outcast,

    /// <summary>May read and subscribe whatever the access model.</summary>
    Member,

    /// <summary>May publish, but neither read nor subscribe.</summary>
    PublishOnly,

    /// <summary>May publish, retract and purge too.</summary>
    Publisher,

    /// <summary>May do everything.</summary>
    Owner,
}
