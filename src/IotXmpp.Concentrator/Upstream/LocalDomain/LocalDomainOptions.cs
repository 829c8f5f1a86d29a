using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>What the local domain is called and what one of its people may cost us.</summary>
public sealed record LocalDomainOptions
{
    /// <summary>The domain people log in to, such as <c>localhost</c>.</summary>
    public required string Domain { get; init; }

    /// <summary>Name of the domain for people, in service discovery.</summary>
    public string Name { get; init; } = "IotXmpp local domain";

    /// <summary>Name of the software for XEP-0092.</summary>
    public string SoftwareName { get; init; } = "IotXmpp";

    /// <summary>Version of the software for XEP-0092.</summary>
    public string SoftwareVersion { get; init; } = "0.1.0";

    /// <summary>What is offered to clients that log in.</summary>
    public StreamHostOptions Streams { get; init; } = new();

    /// <summary>Sessions of one account, 1 or more. Default 10: phone, desk, scripts, and a margin for half-open ones.</summary>
    public int MaxResources { get; init; } = 10;

    /// <summary>Contacts in one roster. Default 2000: boards are contacts.</summary>
    public int MaxRosterItems { get; init; } = 2000;

    /// <summary>Requests of strangers waiting for one person's decision. Default 100; more are dropped, as RFC 6121 3.1.3 allows.</summary>
    public int MaxPendingRequests { get; init; } = 100;

    /// <summary>Groups of one contact. Default 20.</summary>
    public int MaxGroups { get; init; } = 20;

    /// <summary>Longest name of a contact or group in characters. Default 256.</summary>
    public int MaxNameLength { get; init; } = 256;

    /// <summary>Messages kept for one person who is away (XEP-0160). Default 200; the sender of one more is told.</summary>
    public int MaxOfflineMessages { get; init; } = 200;

    /// <summary>Strangers one session has sent its presence to directly (RFC 6121 4.6). Default 100; more are refused.</summary>
    public int MaxDirectedPresences { get; init; } = 100;

    /// <summary>Longest vCard in characters of XML. Default 49152: below the stanza limit, enough for a small picture.</summary>
    public int MaxVCardLength { get; init; } = 48 * 1024;
}
