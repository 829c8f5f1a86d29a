using IotXmpp.Device.Session;

namespace IotXmpp.Simulator;

/// <summary>The device's error codes in words: a board has room for the codes only.</summary>
internal static class DeviceErrors
{
    /// <summary>Words for a code, or null for none.</summary>
    /// <param name="error">A constant of <see cref="DeviceError"/>.</param>
    /// <param name="socketError">What the socket said last, for errors of the transport.</param>
    public static string? Describe(int error, string? socketError) => error switch
    {
        DeviceError.None => null,
        DeviceError.ConnectFailed => $"cannot connect: {socketError}",
        DeviceError.ConnectionLost => socketError is null ? "the server closed the connection" : $"connection lost: {socketError}",
        DeviceError.NegotiationTimeout => "no answer during negotiation",
        DeviceError.ServerSilent => "the server does not answer",
        DeviceError.TlsRequired => "the server demands TLS",
        DeviceError.NoMechanism => "the server does not offer SCRAM-SHA-256",
        DeviceError.AuthenticationFailed => "the server refused the credentials",
        DeviceError.ServerNotTrusted => "the server did not prove that it knows the board's keys",
        DeviceError.CredentialsOutdated => "the account has another salt than the stored keys",
        DeviceError.ConfigurationRefused => "the server does not know the board's EXI configuration",
        DeviceError.BindRefused => "the server refused to bind a resource",
        DeviceError.StreamEnded => "the server ended the stream",
        DeviceError.Replaced => "another session of this board took over",
        DeviceError.NotWellFormed => "the server sent something that cannot be read",
        DeviceError.ProtocolViolation => "the server broke the protocol",
        DeviceError.OutputFull => "a stanza did not fit the output buffer",
        DeviceError.NotEncodable => "a stanza has no place in the EXI configuration",
        DeviceError.ChannelBindingTampered => "the server's offers of channel binding contradict each other",
        _ => $"error {error}",
    };
}
