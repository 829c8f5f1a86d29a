using IotXmpp.Xmpp.Sasl;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>Somebody who may log in to the local domain.</summary>
public sealed record LocalAccount
{
    /// <summary>Localpart, enforced by RFC 7622 3.3.</summary>
    public required string Username { get; init; }

    /// <summary>Keys for SCRAM-SHA-256; null if it cannot log in that way.</summary>
    public ScramCredential? ScramSha256 { get; init; }

    /// <summary>Keys for SCRAM-SHA-1; null if it cannot log in that way.</summary>
    public ScramCredential? ScramSha1 { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset Created { get; init; }
}
