namespace IotXmpp.Xmpp.PubSub;

/// <summary>Who may subscribe to a node and read its items (XEP-0060 4.5).</summary>
public enum AccessModel
{
    /// <summary>Those the node owner put on its list, and whom the authority of the service lets in.</summary>
    Whitelist,

    /// <summary>Each subscription has to be approved by an owner.</summary>
    Authorize,

    /// <summary>Those who see the presence of the node's creator.</summary>
    Presence,

    /// <summary>Anybody.</summary>
    Open,
}
