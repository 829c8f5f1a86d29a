using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Xmpp.Sasl;
using IotXmpp.Xmpp.Streams.Xml;

namespace IotXmpp.Xmpp.Client;

/// <summary>How a client opens its stream.</summary>
public sealed record XmppClientOptions
{
    /// <summary>Domain to log in at, the stream's <c>to</c>; also the name the server's certificate must have.</summary>
    public required string Domain { get; init; }

    /// <summary>Who logs in.</summary>
    public required SaslCredentials Credentials { get; init; }

    /// <summary>Resource to ask for; null lets the server choose (RFC 6120 7.6).</summary>
    public string? Resource { get; init; }

    /// <summary>TLS from the first byte (XEP-0368). Default false: STARTTLS if the server offers it.</summary>
    public bool DirectTls { get; init; }

    /// <summary>Without TLS the login is given up. Default true; false is for loopback and tests.</summary>
    public bool RequireTls { get; init; } = true;

    /// <summary>Judges the server's certificate; null for the system's judgement.</summary>
    public RemoteCertificateValidationCallback? CertificateValidation { get; init; }

    /// <summary>Our certificate with its private key, for SASL EXTERNAL; null for none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Bounds on what the server may send.</summary>
    public XmlStreamLimits Limits { get; init; } = XmlStreamLimits.Default;
}
