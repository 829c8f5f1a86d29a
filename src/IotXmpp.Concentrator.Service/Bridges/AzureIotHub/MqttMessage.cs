namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>What came over a link.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Body">Octets.</param>
/// <param name="AcknowledgeAsync">Says that it was dealt with: the hub forgets it then.</param>
internal sealed record MqttMessage(string Topic, byte[] Body, Func<CancellationToken, Task> AcknowledgeAsync);
