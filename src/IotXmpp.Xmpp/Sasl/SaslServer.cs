using System.Security.Cryptography;

namespace IotXmpp.Xmpp.Sasl;

/// <summary>The server side of SASL (RFC 6120 6): which mechanisms are offered, and the beginning of one.</summary>
public static class SaslServer
{
    /// <summary>Name of the one channel binding type we know (RFC 5929 4).</summary>
    public const string ServerEndPointType = "tls-server-end-point";

    /// <summary>The mechanisms for a stream, the preferred first.</summary>
    public static IReadOnlyList<string> Offer(SaslServerContext context)
    {
        var names = new List<string>();
        if (context.HasClientCertificate)
            names.Add("EXTERNAL");
        if (!context.ServerEndPoint.IsEmpty)
            names.AddRange(["SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS"]);
        names.AddRange(["SCRAM-SHA-256", "SCRAM-SHA-1"]);
        if (context is { AllowPlain: true, IsTls: true })
            names.Add("PLAIN");
        return names;
    }

    /// <summary>Begins an authentication; null if the mechanism is not offered (<c>invalid-mechanism</c>).</summary>
    /// <param name="name">Value of the <c>mechanism</c> attribute.</param>
    /// <param name="context">The same as for <see cref="Offer"/>.</param>
    public static ISaslServerMechanism? Begin(string name, SaslServerContext context)
    {
        if (!Offer(context).Contains(name))
            return null;
        return name switch
        {
            "EXTERNAL" => new ExternalServer(context),
            "PLAIN" => new PlainServer(context),
            "SCRAM-SHA-256-PLUS" => new ScramServer(context, HashAlgorithmName.SHA256, isPlus: true),
            "SCRAM-SHA-1-PLUS" => new ScramServer(context, HashAlgorithmName.SHA1, isPlus: true),
            "SCRAM-SHA-256" => new ScramServer(context, HashAlgorithmName.SHA256, isPlus: false),
            _ => new ScramServer(context, HashAlgorithmName.SHA1, isPlus: false),
        };
    }
}
