using System.Security.Cryptography;
using System.Text;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.Sasl;

/// <summary>Names of accounts in SASL messages, and what unknown accounts look like.</summary>
internal static class SaslIdentity
{
    /// <summary>Longest message of a mechanism in bytes. 255 octets each for two identities and a password (RFC 4616 2) are far below.</summary>
    internal const int MaxMessageBytes = 4096;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Text of a message; null if it is too long or no UTF-8.</summary>
    internal static string? Decode(ReadOnlySpan<byte> message)
    {
        if (message.Length > MaxMessageBytes || !System.Text.Unicode.Utf8.IsValid(message))
            return null;
        return s_strict.GetString(message);
    }

    /// <summary>An account may act for itself only: the authorization identity is its own bare JID or absent (RFC 6120 6.3.8).</summary>
    internal static bool IsAllowed(string? authorizationId, string account, string domain) =>
        string.IsNullOrEmpty(authorizationId) || (Jid.TryParse(authorizationId, out var jid) && jid.IsBare && jid.Local == account && jid.Domain == domain);

    /// <summary>
    /// Keys that fit no password but look like an account's, and the same ones each time, so that a stranger cannot find out which accounts exist.
    /// </summary>
    internal static ScramCredential Fake(SaslServerContext context, string username, HashAlgorithmName hash)
    {
        int length = Scram.HashLength(hash);
        byte[] Derive(string purpose) => HMACSHA256.HashData(context.Secret.Span, Encoding.UTF8.GetBytes($"{purpose}\0{hash.Name}\0{username}"));
        return new ScramCredential(hash, Derive("salt")[..16], context.Iterations, Derive("stored")[..length], Derive("server")[..length]);
    }
}
