using System.Text;

namespace IotXmpp.Xmpp.Sasl;

/// <summary>Client side of EXTERNAL (RFC 4422 appendix A): the certificate in TLS says who we are.</summary>
internal sealed class ExternalClient(string? authorizationId) : ISaslClientMechanism
{
    public string Name => "EXTERNAL";

    public byte[] Start() => Encoding.UTF8.GetBytes(authorizationId ?? "");

    public byte[]? Respond(ReadOnlySpan<byte> challenge) => challenge.IsEmpty ? Start() : null;

    public bool Finish(ReadOnlySpan<byte> data) => data.IsEmpty;
}
