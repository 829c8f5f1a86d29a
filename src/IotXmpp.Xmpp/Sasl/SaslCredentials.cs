namespace IotXmpp.Xmpp.Sasl;

/// <summary>What a client logs in with.</summary>
/// <param name="Username">Localpart of the account.</param>
/// <param name="Password">Password; null if there is none.</param>
public sealed record SaslCredentials(string Username, string? Password)
{
    /// <summary>A client certificate is used in TLS: EXTERNAL is preferred. Default false.</summary>
    public bool UseCertificate { get; init; }

    /// <summary>Bare JID to act for; null for the account's own.</summary>
    public string? AuthorizationId { get; init; }

    /// <summary>Never shows the password.</summary>
    public override string ToString() => Username;
}
