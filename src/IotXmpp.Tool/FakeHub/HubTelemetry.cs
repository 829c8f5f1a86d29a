namespace IotXmpp.Tool.FakeHub;

/// <summary>A message from a device, as a back end would read it.</summary>
/// <param name="Device">The sender.</param>
/// <param name="Properties">The property bag, system properties (<c>$.ct</c> ...) included.</param>
/// <param name="Body">Octets.</param>
internal sealed record HubTelemetry(string Device, IReadOnlyDictionary<string, string?> Properties, byte[] Body);
