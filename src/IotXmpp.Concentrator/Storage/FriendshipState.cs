namespace IotXmpp.Concentrator.Storage;

/// <summary>State of the presence subscriptions between one of ours and a contact (RFC 6121 A). The numbers are stored: never renumber.</summary>
[Flags]
public enum FriendshipState
{
    None = 0,

    /// <summary>The contact receives our presence (RFC 6121 <c>from</c>).</summary>
    From = 1,

    /// <summary>We receive the contact's presence (<c>to</c>).</summary>
    To = 2,

    /// <summary>The contact has asked for our presence; not decided yet (<c>pending in</c>).</summary>
    PendingIn = 4,

    /// <summary>We have asked for the contact's presence; no answer yet (<c>pending out</c>).</summary>
    PendingOut = 8,
}
