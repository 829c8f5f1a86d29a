namespace IotXmpp.Xmpp.Streams;

/// <summary>What one domain offers to its peers.</summary>
public sealed record StreamHostOptions
{
    /// <summary>SASL PLAIN is offered, and then only inside TLS (RFC 6120 13.9.4). Default false: SCRAM is enough for all known clients.</summary>
    public bool AllowPlain { get; init; }

    /// <summary>Authentication waits for TLS. Default false only because the listeners bind to loopback by default; the service turns it on for other addresses.</summary>
    public bool RequireTls { get; init; }

    /// <summary>XEP-0322 is offered to peers of this domain.</summary>
    public bool OfferExi { get; init; }

    /// <summary>How long a broken session may be resumed (XEP-0198 5). Default 300 s, as Prosody; 0 turns resumption off.</summary>
    public TimeSpan ResumptionTime { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>A second session of the same full JID replaces the first (RFC 6120 7.7.2.2). Default true: a board that reconnects must win over its own half-open connection.</summary>
    public bool ReplaceOnConflict { get; init; } = true;

    /// <summary>More stream features after authentication, such as roster versioning (RFC 6121 2.6.1). What negotiation itself offers is not repeated here.</summary>
    public IReadOnlyList<Stanzas.XmppElement> Features { get; init; } = [];
}
