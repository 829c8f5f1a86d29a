namespace IotXmpp.Things.Model;

/// <summary>What is known of a field before it is read.</summary>
/// <param name="Name">Unlocalised name.</param>
/// <param name="Kind">Data type.</param>
/// <param name="Unit">Unit of a number; empty for none.</param>
/// <param name="FieldTypes">Categories it comes in.</param>
public sealed record FieldDescription(string Name, FieldValueKind Kind, string Unit = "", FieldTypes FieldTypes = FieldTypes.Momentary);
