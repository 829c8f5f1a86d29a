namespace IotXmpp.Xmpp.Sasl;

/// <summary>What decides which mechanisms a stream may use.</summary>
public sealed record SaslServerContext
{
    /// <summary>Domain of the accounts; an authorization identity must be the account's bare JID in it.</summary>
    public required string Domain { get; init; }

    /// <summary>The stream is inside TLS.</summary>
    public bool IsTls { get; init; }

    /// <summary>PLAIN is offered, and then only inside TLS (RFC 6120 13.9.4).</summary>
    public bool AllowPlain { get; init; }

    /// <summary>The peer has shown a client certificate, and it has been judged: EXTERNAL is offered (XEP-0178).</summary>
    public bool HasClientCertificate { get; init; }

    /// <summary>
    /// The <c>tls-server-end-point</c> channel binding (RFC 5929 4.1): hash of our certificate. Empty for none: then no <c>-PLUS</c> is offered.
    /// </summary>
    public ReadOnlyMemory<byte> ServerEndPoint { get; init; }

    /// <summary>
    /// Secret of this server, 16 bytes or more, the same over restarts: makes the salt that unknown accounts seem to have.
    /// </summary>
    public required ReadOnlyMemory<byte> Secret { get; init; }

    /// <summary>Iterations that unknown accounts seem to have; those of new accounts. Default 4096, the least RFC 7677 4 allows and what the smallest board can bear.</summary>
    public int Iterations { get; init; } = 4096;

    /// <summary>Shows no secret.</summary>
    public override string ToString() => $"{Domain}, TLS {IsTls}";
}
