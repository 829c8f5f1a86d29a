namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>The broker cannot be reached, refuses us, or has gone. The message is for people and without secrets.</summary>
internal sealed class MqttLinkException(string message, Exception? inner = null) : IOException(message, inner);
