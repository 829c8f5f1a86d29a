namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>What we owe a thing that has asked us as its provisioning server. The numbers are stored: never renumber.</summary>
[Flags]
public enum ProvisioningClientState
{
    None = 0,

    /// <summary>It has asked about friends: it may be told of friends to make and to drop (XEP-0324 3.2.3).</summary>
    AskedFriends = 1,

    /// <summary>It has asked what may be read or controlled: it may keep the answers.</summary>
    AskedRights = 2,

    /// <summary>Rules have changed since, and it has not acknowledged that yet (XEP-0324 3.5.1).</summary>
    OwesClear = 4,
}
