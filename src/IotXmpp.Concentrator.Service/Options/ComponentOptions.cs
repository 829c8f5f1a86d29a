namespace IotXmpp.Concentrator.Service.Options;

/// <summary>Where the XMPP server takes components (XEP-0114).</summary>
internal sealed record ComponentOptions
{
    /// <summary>Host name or address of the server. Default 127.0.0.1: the handshake protects the secret, nothing protects the stanzas.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port, 1 to 65535. Default 5347, Prosody's; ejabberd's examples use 5275 or 8888.</summary>
    public int Port { get; init; } = 5347;

    /// <summary>The secret both sides know; needed when the upstream is a component.</summary>
    public string? Secret { get; init; }

    /// <summary>Never shows the secret.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
