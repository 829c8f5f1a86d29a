namespace IotXmpp.Concentrator.Service.Options;

/// <summary>The server's certificate. With nothing set the service makes a self-signed one in its data directory.</summary>
internal sealed record TlsOptions
{
    /// <summary>A PEM file with the certificate chain, or a PFX file (by its extension <c>.pfx</c> or <c>.p12</c>).</summary>
    public string? CertificatePath { get; init; }

    /// <summary>A PEM file with the private key; null if it stands in the certificate's file.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Password of the PFX file or of the encrypted PEM key.</summary>
    public string? Password { get; init; }

    /// <summary>Never shows the password.</summary>
    public override string ToString() => CertificatePath ?? "self-signed";
}
