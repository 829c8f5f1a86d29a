namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;

/// <summary>How a device says whether it can be reached.</summary>
/// <param name="Topic">Topic, without wildcards.</param>
/// <param name="Path">Where in a JSON payload; null if the payload is the text itself.</param>
/// <param name="Online">Text of a device that is there, in any case.</param>
/// <param name="Offline">Text of one that is not, in any case.</param>
internal sealed record MqttAvailabilityOptions(string Topic, string? Path, string Online, string Offline);
