using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;

/// <summary>How a device is told what to do.</summary>
internal sealed record MqttParameterOptions
{
    /// <summary>What stands in a template for the value.</summary>
    public const string Placeholder = "{value}";

    /// <summary>Name, data type and range.</summary>
    public required ControlParameter Parameter { get; init; }

    /// <summary>Topic, without wildcards.</summary>
    public required string Topic { get; init; }

    /// <summary>Payload with <c>{value}</c> where the value belongs. In one that starts like JSON the value is escaped.</summary>
    public string Template { get; init; } = Placeholder;

    /// <summary>Text for true.</summary>
    public string On { get; init; } = "ON";

    /// <summary>Text for false.</summary>
    public string Off { get; init; } = "OFF";

    /// <summary>The field that shows the device has done it.</summary>
    public required string Field { get; init; }
}
