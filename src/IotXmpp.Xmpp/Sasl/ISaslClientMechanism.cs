namespace IotXmpp.Xmpp.Sasl;

/// <summary>One authentication of ourselves with a server, as a state machine. Made by <see cref="SaslClient.Select"/>.</summary>
public interface ISaslClientMechanism
{
    /// <summary>Registered name, such as <c>SCRAM-SHA-256-PLUS</c>.</summary>
    string Name { get; }

    /// <summary>The initial response, before base64; empty is sent as <c>=</c> (RFC 6120 6.4.2).</summary>
    byte[] Start();

    /// <summary>Answers a challenge; null if the server broke the mechanism: abort.</summary>
    byte[]? Respond(ReadOnlySpan<byte> challenge);

    /// <summary>Judges the data that came with success. False: the server did not prove that it knows our keys, and must not be trusted.</summary>
    bool Finish(ReadOnlySpan<byte> data);
}
