using IotXmpp.Things.Model;

namespace IotXmpp.Things.SensorData;

/// <summary>What went wrong at one node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Timestamp">When.</param>
/// <param name="Text">For people.</param>
public sealed record ReadoutError(NodeRef Node, DateTimeOffset Timestamp, string Text);
