using System.Text;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.Sasl;

/// <summary>Client side of PLAIN (RFC 4616).</summary>
internal sealed class PlainClient(SaslCredentials credentials) : ISaslClientMechanism
{
    public string Name => "PLAIN";

    public byte[] Start()
    {
        string password = OpaqueString.TryEnforce(credentials.Password!, out string? enforced) ? enforced : credentials.Password!;
        return Encoding.UTF8.GetBytes($"{credentials.AuthorizationId}\0{credentials.Username}\0{password}");
    }

    public byte[]? Respond(ReadOnlySpan<byte> challenge) => null;

    public bool Finish(ReadOnlySpan<byte> data) => data.IsEmpty;
}
