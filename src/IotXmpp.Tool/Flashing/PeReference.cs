namespace IotXmpp.Tool.Flashing;

/// <summary>A reference of an assembly to another.</summary>
/// <param name="Name">Name of the other.</param>
/// <param name="Version">Its version when this one was compiled.</param>
internal sealed record PeReference(string Name, Version Version);
