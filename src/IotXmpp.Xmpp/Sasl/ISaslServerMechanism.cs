namespace IotXmpp.Xmpp.Sasl;

/// <summary>
/// One authentication of one peer, as a state machine: bytes in, bytes out, and where accounts are needed it stops and asks.
/// Made by <see cref="SaslServer.Begin"/>; of no use after success or failure.
/// </summary>
/// <remarks>
/// All mechanisms here begin with the client: if <c>auth</c> has no initial response, send an empty challenge first (RFC 6120 6.4.2),
/// which <see cref="SaslServer.Begin"/> leaves to the caller.
/// <code>
/// var step = mechanism.Step(response);
/// step = step.Kind switch
/// {
///     SaslStepKind.FindCredential => mechanism.Continue(await host.FindCredentialAsync(mechanism.Username!, mechanism.Hash, ct)),
///     SaslStepKind.MapCertificate => mechanism.Continue(await host.MapCertificateAsync(certificate, mechanism.AuthorizationId, ct)),
///     _ => step,
/// };
/// </code>
/// </remarks>
public interface ISaslServerMechanism
{
    /// <summary>Registered name, such as <c>SCRAM-SHA-256-PLUS</c>.</summary>
    string Name { get; }

    /// <summary>The account: claimed after <see cref="SaslStepKind.FindCredential"/>, proven after <see cref="SaslStepKind.Success"/>; a localpart, enforced (RFC 7622 3.3).</summary>
    string? Username { get; }

    /// <summary>The authorization identity asked for, as received; null for none. Compared with the account here: the caller need not.</summary>
    string? AuthorizationId { get; }

    /// <summary>Which keys are needed at <see cref="SaslStepKind.FindCredential"/>: SHA-256 or SHA-1.</summary>
    System.Security.Cryptography.HashAlgorithmName Hash { get; }

    /// <summary>Takes the peer's initial response or response, base64 removed.</summary>
    /// <exception cref="InvalidOperationException">Not expected now.</exception>
    SaslStep Step(ReadOnlySpan<byte> response);

    /// <summary>Goes on after <see cref="SaslStepKind.FindCredential"/>; null for an unknown account, which the peer cannot tell from a wrong password.</summary>
    /// <exception cref="InvalidOperationException">Not asked for.</exception>
    SaslStep Continue(ScramCredential? credential);

    /// <summary>Goes on after <see cref="SaslStepKind.MapCertificate"/>; null if the certificate stands for no account.</summary>
    /// <exception cref="InvalidOperationException">Not asked for.</exception>
    SaslStep Continue(string? account);
}
