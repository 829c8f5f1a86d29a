using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace IotXmpp.Xmpp.Streams;

/// <summary>What is the same for all domains and listeners of one process.</summary>
public sealed record StreamServerOptions
{
    /// <summary>Bounds on every connection.</summary>
    public StreamLimits Limits { get; init; } = StreamLimits.Default;

    /// <summary>
    /// The certificate for a domain, with its private key; null for none. Called for each handshake, so that a renewed certificate needs no restart.
    /// Null turns TLS off: STARTTLS is not offered and the direct TLS listener closes. The argument is null when the peer named no host.
    /// </summary>
    public Func<string?, X509Certificate2?>? Certificate { get; init; }

    /// <summary>Judges a client's certificate. Null: none is asked for, and SASL EXTERNAL is not offered (XEP-0178).</summary>
    public RemoteCertificateValidationCallback? ClientCertificateValidation { get; init; }

    /// <summary>
    /// Secret of this installation, 16 bytes or more, kept over restarts: makes the salt that unknown accounts seem to have. Empty: a random one, so that
    /// only a restart tells known accounts from unknown ones.
    /// </summary>
    public ReadOnlyMemory<byte> SaslSecret { get; init; }

    /// <summary>Port of the binary EXI listener, announced as method <c>exi:PORT</c> (XEP-0322 2.2); null if there is none.</summary>
    public int? ExiPort { get; init; }

    /// <summary>The EXI configurations that peers may agree on with us (XEP-0322); none by default.</summary>
    public Exi.ExiConfigurations Exi { get; init; } = Streams.Exi.ExiConfigurations.None;
}
