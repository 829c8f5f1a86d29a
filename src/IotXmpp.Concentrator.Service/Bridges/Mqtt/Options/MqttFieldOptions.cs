using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;

/// <summary>Where a field of a device comes from.</summary>
internal sealed record MqttFieldOptions
{
    /// <summary>Name of the field.</summary>
    public required string Name { get; init; }

    /// <summary>Topic, without wildcards.</summary>
    public required string Topic { get; init; }

    /// <summary>Where in a JSON payload, names and indexes with dots between, such as <c>ENERGY.Power</c>; null if the payload is the value itself.</summary>
    public string? Path { get; init; }

    /// <summary>Data type. Default a number.</summary>
    public FieldValueKind Kind { get; init; } = FieldValueKind.Numeric;

    /// <summary>Unit of a number; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What a number is multiplied by. Default 1, which keeps its digits as they came.</summary>
    public decimal Scale { get; init; } = 1;

    /// <summary>Text of a boolean that is true, besides <c>true</c>.</summary>
    public string On { get; init; } = "ON";

    /// <summary>Text of a boolean that is false, besides <c>false</c>.</summary>
    public string Off { get; init; } = "OFF";

    /// <summary>Where in the payload its time stands, as xs:dateTime (without a zone: that of this machine) or seconds or milliseconds since 1970; null for the time it arrives.</summary>
    public string? TimePath { get; init; }
}
