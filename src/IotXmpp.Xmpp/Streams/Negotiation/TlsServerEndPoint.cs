using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IotXmpp.Xmpp.Streams.Negotiation;

/// <summary>Channel binding of type <c>tls-server-end-point</c> (RFC 5929 4.1): a hash of the server's certificate.</summary>
internal static class TlsServerEndPoint
{
    /// <summary>The binding data for a certificate.</summary>
    public static byte[] Compute(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        // sha384WithRSAEncryption, ecdsa-with-SHA384
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => SHA384.HashData(certificate.RawData),
        // sha512WithRSAEncryption, ecdsa-with-SHA512
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => SHA512.HashData(certificate.RawData),
        // SHA-256 itself, and what stands for MD5 and SHA-1.
        _ => SHA256.HashData(certificate.RawData),
    };
}
