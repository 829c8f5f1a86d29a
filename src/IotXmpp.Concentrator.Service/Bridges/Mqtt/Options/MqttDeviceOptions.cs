using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;

/// <summary>A topic map: a device that speaks MQTT, as a board.</summary>
internal sealed record MqttDeviceOptions
{
    /// <summary>Localpart of its address.</summary>
    public required string Name { get; init; }

    /// <summary>Bare JID of its owner; null for the administrator.</summary>
    public Jid? Owner { get; init; }

    /// <summary>What it is, for people, such as <c>plug</c>.</summary>
    public string Title { get; init; } = "MQTT device";

    /// <summary>Where it is or what it is for; null for nothing.</summary>
    public string? Text { get; init; }

    /// <summary>How long it has to confirm a command, 1 to 60 s. Default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How it says whether it is there; null if it does not: then it is there while the broker is.</summary>
    public MqttAvailabilityOptions? Availability { get; init; }

    /// <summary>Fields in the order of their names.</summary>
    public IReadOnlyList<MqttFieldOptions> Fields { get; init; } = [];

    /// <summary>Parameters in the order of their names.</summary>
    public IReadOnlyList<MqttParameterOptions> Parameters { get; init; } = [];

    /// <summary>As a kind of thing: one of its own for each device.</summary>
    public ThingDescription Description => new()
    {
        Kind = $"mqtt-{Name}",
        Title = Title,
        DeviceType = Parameters.Count > 0 ? "actuator" : "sensor",
        Fields = [.. Fields.Select(map => new FieldDescription(map.Name, map.Kind, map.Unit))],
        Parameters = [.. Parameters.Select(map => map.Parameter)],
    };
}
