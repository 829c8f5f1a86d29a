namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>A message to the broker, always sent with QoS 1.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Payload">Payload, UTF-8.</param>
/// <param name="Retain">Whether the broker keeps it for those who subscribe later.</param>
internal sealed record MqttMessage(string Topic, byte[] Payload, bool Retain = false)
{
    /// <summary>Whether the payload is JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>When the value in it was true, sent as the user property <c>time</c> of MQTT 5; null for none.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>What the one who asked gave us to tell his answers apart (MQTT 5 3.3.2.3.6); null for nothing.</summary>
    public byte[]? CorrelationData { get; init; }
}
