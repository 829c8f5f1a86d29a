namespace IotXmpp.Concentrator.Service.Options;

/// <summary>How the things domain meets the XMPP world.</summary>
internal enum UpstreamKind
{
    /// <summary>People log in here: the service is a small XMPP domain of its own.</summary>
    LocalDomain,

    /// <summary>The service is an external component of a server such as Prosody or ejabberd (XEP-0114).</summary>
    Component,
}
