namespace IotXmpp.Tool.Schematics;

/// <summary>A line of a bill of materials.</summary>
/// <param name="References">Where it stands in the schematic; empty for what does not.</param>
/// <param name="Count">How many.</param>
/// <param name="Item">What.</param>
/// <param name="PartNumber">Maker and number; empty for anything that fits.</param>
/// <param name="Note">What for.</param>
internal sealed record BillLine(string References, int Count, string Item, string PartNumber, string Note);
