using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IotXmpp.Things.Provisioning;

/// <summary>
/// The certificate behind a token (XEP-0324 3.1.3). Challenges are encrypted with RSA-OAEP: the text names no padding, this is the one that is deployed, and
/// PKCS #1 v1.5 would let a peer that is asked often decrypt what it should not.
/// </summary>
public sealed class TokenCertificate
{
    private const int MinKeyBits = 2_048;
    private const int MaxKeyBits = 8_192;

    /// <summary>Of a challenge.</summary>
    private const int BlockBytes = 32;

    private static readonly RSAEncryptionPadding Padding = RSAEncryptionPadding.OaepSHA1;

    private readonly RSAParameters _key;
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _to;

    private TokenCertificate(byte[] der, RSAParameters key, DateTimeOffset from, DateTimeOffset to)
    {
        Der = der;
        _key = key;
        _from = from;
        _to = to;
        Thumbprint = Convert.ToHexStringLower(SHA256.HashData(der));
    }

    /// <summary>As it came.</summary>
    public byte[] Der { get; }

    /// <summary>SHA-256 of the certificate, lower-case hexadecimal: the identity a rule names.</summary>
    public string Thumbprint { get; }

    /// <summary>Reads a certificate with an RSA key of 2,048 to 8,192 bits; null if it is none.</summary>
    public static TokenCertificate? Read(byte[] der)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            using var key = certificate.GetRSAPublicKey();
            return key is { KeySize: >= MinKeyBits and <= MaxKeyBits }
                ? new TokenCertificate(certificate.RawData, key.ExportParameters(includePrivateParameters: false), certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime())
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>True within its validity.</summary>
    public bool IsValid(DateTimeOffset now) => _from <= now && now <= _to;

    /// <summary>Makes a challenge.</summary>
    /// <returns>The random block, and what is sent instead of it.</returns>
    public (byte[] Block, byte[] Encrypted) Challenge()
    {
        byte[] block = RandomNumberGenerator.GetBytes(BlockBytes);
        using var key = RSA.Create(_key);
        return (block, key.Encrypt(block, Padding));
    }

    /// <summary>Answers a challenge; null if the key does not fit.</summary>
    /// <param name="key">The private key.</param>
    /// <param name="encrypted">What was sent.</param>
    public static byte[]? Answer(RSA key, byte[] encrypted)
    {
        try
        {
            return key.Decrypt(encrypted, Padding);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
