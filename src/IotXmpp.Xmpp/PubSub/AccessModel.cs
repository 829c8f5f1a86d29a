namespace IotXmpp.Xmpp.PubSub;

/// <summary>Who may subscribe to a node and read its items (XEP-0060 4.5). The numbers are stored: never renumber.</summary>
public enum AccessModel
{
    /// <summary>Those the node owner put on its list, and whom the authority of the service lets in.</summary>
    Whitelist = 0,

    /// <summary>Each subscription has to be approved by an owner.</summary>
    Authorize = 1,

    /// <summary>Those who see the presence of the node's creator.</summary>
    Presence = 2,

    /// <summary>Anybody.</summary>
    Open = 3,
}
