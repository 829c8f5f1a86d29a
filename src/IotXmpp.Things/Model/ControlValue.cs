namespace IotXmpp.Things.Model;

/// <summary>A value for a control parameter as a requester sent it.</summary>
/// <param name="Name">Name of the parameter.</param>
/// <param name="Kind">Data type of the element it came in; null if it came as text, from a form or from chat.</param>
/// <param name="Text">Lexical form.</param>
public sealed record ControlValue(string Name, ControlParameterKind? Kind, string Text);
