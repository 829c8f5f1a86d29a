using IotXmpp.Concentrator.Bridging;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;

/// <summary>The MQTT bridge: to which broker, and what crosses. Off until a broker is named or the embedded one is switched on.</summary>
internal sealed record MqttOptions
{
    /// <summary>Host name or address of the broker; null for the embedded one, or for no bridge if there is none.</summary>
    public string? Host { get; init; }

    /// <summary>Port, 1 to 65535. Default 1883, with TLS 8883.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>True for MQTT 5, false for 3.1.1. Default 5: it says why it refuses, and carries times and answers' addresses.</summary>
    public bool IsVersion5 { get; init; } = true;

    /// <summary>Client identifier; null for <c>iotxmpp-</c> and the things domain. A broker drops the older of two clients with one identifier.</summary>
    public string? ClientId { get; init; }

    /// <summary>User name; null for none.</summary>
    public string? User { get; init; }

    /// <summary>The user's password; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>TLS to the broker; null for none.</summary>
    public MqttTlsOptions? Tls { get; init; }

    /// <summary>First part of all our topics, at most 100 characters. No other program may use it at that broker: what we did not put there is cleared away.</summary>
    public string Prefix { get; init; } = "iotxmpp";

    /// <summary>Whether state topics name the units.</summary>
    public bool HasUnits { get; init; }

    /// <summary>What crosses. Default nothing.</summary>
    public BridgeRoute Route { get; init; } = new();

    /// <summary>Discovery prefix of Home Assistant, by its default <c>homeassistant</c>; null for no discovery. Default null.</summary>
    public string? HomeAssistantPrefix { get; init; }

    /// <summary>Largest payload taken in, 256 to 1,048,576 octets. Default 65,536: larger than what any device in the examples says.</summary>
    public int MaxPayloadBytes { get; init; } = 65_536;

    /// <summary>Keep-alive, 5 to 3,600 s. Default 30 s: a broker that vanished is noticed within a minute.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Devices that speak MQTT and become boards.</summary>
    public IReadOnlyList<MqttDeviceOptions> Devices { get; init; } = [];

    /// <summary>The embedded broker; null for none.</summary>
    public MqttBrokerOptions? Broker { get; init; }

    /// <summary>True if there is anything to do.</summary>
    public bool IsOn => Host is not null || Broker is not null;

    /// <summary>Never shows the password.</summary>
    public override string ToString() => Host is null ? Broker?.ToString() ?? "off" : $"{Host}:{Port}";
}
