using System.Security.Cryptography;

namespace IotXmpp.Xmpp.Sasl;

/// <summary>The client side of SASL: the choice among what a server offers.</summary>
public static class SaslClient
{
    /// <summary>The best mechanism both sides know; null if there is none.</summary>
    /// <param name="offered">Mechanisms of the server's stream features.</param>
    /// <param name="credentials">Who we are.</param>
    /// <param name="isTls">Inside TLS with a certificate we trust: PLAIN may be used (RFC 6120 13.9.4).</param>
    /// <param name="serverEndPoint">The <c>tls-server-end-point</c> channel binding (RFC 5929 4.1), empty for none.</param>
    public static ISaslClientMechanism? Select(IReadOnlyCollection<string> offered, SaslCredentials credentials, bool isTls, ReadOnlyMemory<byte> serverEndPoint = default)
    {
        if (credentials.UseCertificate && offered.Contains("EXTERNAL"))
            return new ExternalClient(credentials.AuthorizationId);
        if (credentials.Password is null)
            return null;
        // "y" tells the server that we could bind but saw no offer: it will know if somebody cut it out (RFC 5802 6).
        bool plusOffered = offered.Any(name => name.StartsWith("SCRAM-", StringComparison.Ordinal) && name.EndsWith("-PLUS", StringComparison.Ordinal));
        var flag = serverEndPoint.IsEmpty || plusOffered ? ScramClient.Binding.None : ScramClient.Binding.NotOffered;
        foreach (var (name, hash, binding) in new[]
        {
            ("SCRAM-SHA-256-PLUS", HashAlgorithmName.SHA256, ScramClient.Binding.ServerEndPoint),
            ("SCRAM-SHA-1-PLUS", HashAlgorithmName.SHA1, ScramClient.Binding.ServerEndPoint),
            ("SCRAM-SHA-256", HashAlgorithmName.SHA256, flag),
            ("SCRAM-SHA-1", HashAlgorithmName.SHA1, flag),
        })
        {
            if (offered.Contains(name) && (binding != ScramClient.Binding.ServerEndPoint || !serverEndPoint.IsEmpty))
                return new ScramClient(credentials, hash, binding, serverEndPoint);
        }

        return isTls && offered.Contains("PLAIN") ? new PlainClient(credentials) : null;
    }
}
