using System.Security.Cryptography;

namespace IotXmpp.Xmpp.Streams;

/// <summary>Identifiers that nobody can guess (RFC 6120 4.7.3, XEP-0198 3).</summary>
internal static class StreamIds
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>20 characters of 5 random bits each: a name attackers cannot guess.</summary>
    public static string Next() => RandomNumberGenerator.GetString(Alphabet, 20);

    /// <summary>A resource for a peer that asked for none: 8 characters, since boards repeat it in every stanza.</summary>
    public static string NextResource() => RandomNumberGenerator.GetString(Alphabet, 8);
}
