namespace IotXmpp.Xmpp.PubSub;

/// <summary>What a bare JID is to a node (XEP-0060 4.1). The numbers are stored: never renumber.</summary>
public enum Affiliation
{
    /// <summary>Nothing in particular.</summary>
    None = 0,

    /// <summary>Banned.</summary>
    Outcast = 1,

    /// <summary>May read and subscribe whatever the access model.</summary>
    Member = 2,

    /// <summary>May publish, but neither read nor subscribe.</summary>
    PublishOnly = 3,

    /// <summary>May publish, retract and purge too.</summary>
    Publisher = 4,

    /// <summary>May do everything.</summary>
    Owner = 5,
}
