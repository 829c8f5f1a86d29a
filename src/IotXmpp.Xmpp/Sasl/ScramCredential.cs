using System.Security.Cryptography;
using System.Text;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.Sasl;

/// <summary>What a server keeps of a password (RFC 5802 3): never the password, so that a stolen store does not log in.</summary>
/// <param name="Hash">Hash of the mechanism, <see cref="HashAlgorithmName.SHA256"/> or <see cref="HashAlgorithmName.SHA1"/>.</param>
/// <param name="Salt">Random, 16 bytes or more.</param>
/// <param name="Iterations">PBKDF2 rounds, at least 4096 (RFC 7677 4).</param>
/// <param name="StoredKey">H(ClientKey).</param>
/// <param name="ServerKey">HMAC(SaltedPassword, "Server Key").</param>
public sealed record ScramCredential(HashAlgorithmName Hash, byte[] Salt, int Iterations, byte[] StoredKey, byte[] ServerKey)
{
    /// <summary>Derives the keys of a password, prepared by the OpaqueString profile (RFC 8265 4.2).</summary>
    /// <exception cref="ArgumentException">The password is empty or has characters the profile does not allow.</exception>
    public static ScramCredential Derive(HashAlgorithmName hash, string password, byte[] salt, int iterations)
    {
        int length = hash == HashAlgorithmName.SHA256 ? 32 : hash == HashAlgorithmName.SHA1 ? 20 : throw new ArgumentOutOfRangeException(nameof(hash));
        if (!OpaqueString.TryEnforce(password, out string? prepared))
            throw new ArgumentException("Not a password by RFC 8265 4.2.", nameof(password));
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(prepared), salt, iterations, hash, length);
        byte[] clientKey = Hmac(hash, salted, "Client Key"u8);
        byte[] storedKey = hash == HashAlgorithmName.SHA256 ? SHA256.HashData(clientKey) : SHA1.HashData(clientKey);
        return new ScramCredential(hash, salt, iterations, storedKey, Hmac(hash, salted, "Server Key"u8));
    }

    /// <summary>Derives the keys of a password under a fresh random salt of 16 bytes.</summary>
    public static ScramCredential Create(HashAlgorithmName hash, string password, int iterations = 4096) =>
        Derive(hash, password, RandomNumberGenerator.GetBytes(16), iterations);

    /// <summary>Never shows a key.</summary>
    public override string ToString() => $"SCRAM {Hash}, {Iterations} iterations";

    private static byte[] Hmac(HashAlgorithmName hash, byte[] key, ReadOnlySpan<byte> data) =>
        hash == HashAlgorithmName.SHA256 ? HMACSHA256.HashData(key, data) : HMACSHA1.HashData(key, data);
}
