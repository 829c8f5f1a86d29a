using System.Security.Cryptography;
using IotXmpp.Xmpp.Sasl;

namespace IotXmpp.Concentrator.Devices;

/// <summary>Passwords of boards: random, shown once, kept as keys only.</summary>
public static class BoardPassword
{
    /// <summary>Rounds for boards, whose passwords are 118 random bits: the least RFC 7677 allows, as a board may have to derive its keys itself.</summary>
    private const int Iterations = 4096;

    /// <summary>Letters and digits without the ones people mistake for another.</summary>
    public const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>A new one: 24 characters, 118 bits.</summary>
    public static string Make() => RandomNumberGenerator.GetString(Alphabet, 24);

    /// <summary>The keys that are kept of it.</summary>
    public static (ScramCredential Sha256, ScramCredential Sha1) Keys(string password) =>
        (ScramCredential.Create(HashAlgorithmName.SHA256, password, Iterations), ScramCredential.Create(HashAlgorithmName.SHA1, password, Iterations));
}
