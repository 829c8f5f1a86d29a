namespace IotXmpp.Things.Control;

/// <summary>What is wrong with one parameter.</summary>
/// <param name="Name">Name of the parameter as it was sent.</param>
/// <param name="Text">For people.</param>
public sealed record ParameterError(string Name, string Text);
