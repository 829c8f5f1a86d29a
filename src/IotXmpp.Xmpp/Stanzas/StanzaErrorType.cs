namespace IotXmpp.Xmpp.Stanzas;

/// <summary>What the sender of the failed stanza should do (RFC 6120 8.3.2).</summary>
public enum StanzaErrorType
{
    /// <summary>Retry after providing credentials.</summary>
    Auth,

    /// <summary>Do not retry.</summary>
    Cancel,

    /// <summary>Proceed: a warning.</summary>
    Continue,

    /// <summary>Retry after changing the data sent.</summary>
    Modify,

    /// <summary>Retry after waiting.</summary>
    Wait,
}
