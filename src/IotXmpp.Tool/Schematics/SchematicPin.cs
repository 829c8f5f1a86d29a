namespace IotXmpp.Tool.Schematics;

/// <summary>A pin of a part and the net it is on.</summary>
/// <param name="Number">Number, as on the footprint.</param>
/// <param name="Name">Name, as printed beside it.</param>
/// <param name="Type">Electrical type.</param>
/// <param name="Net">Name of its net; null if nothing is connected.</param>
internal sealed record SchematicPin(string Number, string Name, PinType Type, string? Net);
