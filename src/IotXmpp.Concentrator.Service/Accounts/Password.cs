using System.Security.Cryptography;
using System.Text;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Service.Commands;
using IotXmpp.Xmpp.Sasl;

namespace IotXmpp.Concentrator.Service.Accounts;

/// <summary>Passwords: made, checked, and turned into the keys that are stored instead of them.</summary>
internal static class Password
{
    /// <summary>Rounds for people's passwords, which are guessable: 10,000 as Prosody.</summary>
    private const int PersonIterations = 10_000;

    private const int MaxLength = 256;

    /// <summary>For a person to type: 12 characters in groups, 59 bits.</summary>
    public static string MakeForPerson() => string.Join('-', RandomNumberGenerator.GetString(BoardPassword.Alphabet, 4), RandomNumberGenerator.GetString(BoardPassword.Alphabet, 4), RandomNumberGenerator.GetString(BoardPassword.Alphabet, 4));

    /// <summary>Keys for a person's account.</summary>
    /// <exception cref="CommandException">The password cannot be used.</exception>
    public static (ScramCredential Sha256, ScramCredential Sha1) KeysForPerson(string password)
    {
        string prepared = Prepare(password);
        return (ScramCredential.Create(HashAlgorithmName.SHA256, prepared, PersonIterations), ScramCredential.Create(HashAlgorithmName.SHA1, prepared, PersonIterations));
    }

    /// <summary>True if these are the keys of that password.</summary>
    public static bool Matches(ScramCredential? credential, string password) => credential is not null
        && CryptographicOperations.FixedTimeEquals(ScramCredential.Derive(credential.Hash, Prepare(password), credential.Salt, credential.Iterations).StoredKey, credential.StoredKey);

    /// <summary>The key a board logs in with instead of its password (RFC 5802 3, ClientKey), for SCRAM-SHA-256.</summary>
    public static byte[] ClientKey(string password, ScramCredential credential) =>
        HMACSHA256.HashData(Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Prepare(password)), credential.Salt, credential.Iterations, HashAlgorithmName.SHA256, 32), "Client Key"u8);

    /// <summary>The OpaqueString profile (RFC 8265 4.2).</summary>
    private static string Prepare(string password)
    {
        if (password.Length is 0 or > MaxLength || password.Any(char.IsControl))
            throw new CommandException($"A password has 1 to {MaxLength} characters and no control characters.");
        return password.Normalize(NormalizationForm.FormC);
    }
}
