namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;

/// <summary>TLS to the broker. Its certificate is always checked, and the name in it.</summary>
internal sealed record MqttTlsOptions
{
    /// <summary>PEM file with the authorities that may have signed the broker's certificate; null for those of the machine.</summary>
    public string? CaPath { get; init; }

    /// <summary>Name the certificate must be for; null for the host that is connected to.</summary>
    public string? Name { get; init; }

    /// <summary>Our certificate: a PEM file, or a PFX file (by its extension <c>.pfx</c> or <c>.p12</c>); null for none.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>PEM file with the key; null if it stands in the certificate's file.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Password of the PFX file or of the encrypted PEM key.</summary>
    public string? Password { get; init; }

    /// <summary>Never shows the password.</summary>
    public override string ToString() => CertificatePath is null ? "TLS" : "TLS with a certificate";
}
