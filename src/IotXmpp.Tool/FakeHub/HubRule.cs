namespace IotXmpp.Tool.FakeHub;

/// <summary>A rule of the hub that a client broke, or an act of the hub that a client has to live with.</summary>
internal enum HubRule
{
    /// <summary>Only MQTT 3.1.1 is spoken.</summary>
    ProtocolVersion,

    /// <summary>The client id is the device id.</summary>
    ClientId,

    /// <summary>The user name is <c>{host}/{device}/?api-version=...</c>.</summary>
    UserName,

    /// <summary>Token or certificate are not those of the device, or the token has expired.</summary>
    Credentials,

    /// <summary>At most 1177 s between signs of life.</summary>
    KeepAlive,

    /// <summary>Too many connections a second.</summary>
    ConnectThrottle,

    /// <summary>A second connection for a device closes the first.</summary>
    SecondConnection,

    /// <summary>A token expired during the connection.</summary>
    TokenExpired,

    /// <summary>Publishing with QoS 2 closes the connection.</summary>
    QoS2,

    /// <summary>A topic the hub does not know, or of another device.</summary>
    Topic,

    /// <summary>More than five subscriptions.</summary>
    Subscriptions,

    /// <summary>A message of more than 256 KiB.</summary>
    MessageSize,

    /// <summary>Too many messages a second for too long.</summary>
    TelemetryThrottle,

    /// <summary>Too many twin operations a second: answered with 429.</summary>
    TwinThrottle,

    /// <summary>A twin update that is no JSON object, or too large: answered with 400.</summary>
    TwinUpdate,

    /// <summary>An answer to a method that is unknown, late, or no JSON.</summary>
    MethodResponse,
}
