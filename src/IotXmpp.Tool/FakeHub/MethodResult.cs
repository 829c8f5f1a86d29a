using System.Text.Json.Nodes;

namespace IotXmpp.Tool.FakeHub;

/// <summary>What came of a direct method.</summary>
/// <param name="Status">The device's own status; 404 if it is not connected or takes no methods, 504 if it did not answer in time.</param>
/// <param name="Payload">The device's answer; null if it gave none.</param>
internal sealed record MethodResult(int Status, JsonNode? Payload);
