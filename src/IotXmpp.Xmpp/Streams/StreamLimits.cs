using IotXmpp.Xmpp.Streams.Xml;

namespace IotXmpp.Xmpp.Streams;

/// <summary>
/// What one connection may cost us. Sizes are bytes on the wire under TLS; every one of them is checked before memory is taken for it.
/// </summary>
public sealed record StreamLimits
{
    /// <summary>The defaults: for peers nobody vouches for.</summary>
    public static StreamLimits Default { get; } = new();

    /// <summary>Largest first-level element before authentication. Default 10000 (RFC 6120 13.12); the longest SASL exchange needs a tenth of it.</summary>
    public int MaxUnauthenticatedElementBytes { get; init; } = 10_000;

    /// <summary>Largest stanza after authentication. Default 65536; RFC 6120 13.12 asks for 10000 at least.</summary>
    public int MaxStanzaBytes { get; init; } = 64 * 1024;

    /// <summary>Deepest nesting inside a stanza, its own element being depth 1. Default 32.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>Most elements in one stanza. Default 1000: a table hit of EXI makes an element out of 12 bits.</summary>
    public int MaxElements { get; init; } = 1000;

    /// <summary>Most attributes of one element. Default 64.</summary>
    public int MaxAttributes { get; init; } = 64;

    /// <summary>Longest text or attribute value in characters. Default 16384.</summary>
    public int MaxStringLength { get; init; } = 16 * 1024;

    /// <summary>Time from the connection's first moment to the end of authentication. Default 10 s.</summary>
    public TimeSpan UnauthenticatedLifetime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Failed authentications on one connection before it is closed. Default 3 (RFC 6120 6.4.5 asks for 2 to 5).</summary>
    public int MaxAuthenticationFailures { get; init; } = 3;

    /// <summary>XEP-0322 proposals on one connection. Default 8.</summary>
    public int MaxExiSetups { get; init; } = 8;

    /// <summary>Silence after which the peer is asked whether it lives. Default 2 min: below the idle time of common NATs (RFC 5382: 124 min by right, 5 min in fact).</summary>
    public TimeSpan IdleBeforePing { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time for the answer. Default 30 s; then the connection is closed and the session waits to be resumed.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time for one write to be taken by the transport. Default 30 s.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time the peer has to answer our closing tag. Default 2 s.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Most stanzas waiting for one peer, unacknowledged ones included. Default 1000; one more closes the session with <c>resource-constraint</c>.</summary>
    public int MaxQueuedStanzas { get; init; } = 1000;

    /// <summary>Most sessions waiting to be resumed, over all domains. Default 10000; above it the oldest ends.</summary>
    public int MaxDetachedSessions { get; init; } = 10_000;

    /// <summary>The bounds of the XML reader.</summary>
    internal XmlStreamLimits ForXml(bool authenticated) => new()
    {
        MaxStanzaBytes = authenticated ? MaxStanzaBytes : MaxUnauthenticatedElementBytes,
        MaxDepth = MaxDepth,
        MaxElements = MaxElements,
        MaxAttributes = MaxAttributes,
    };
}
