namespace IotXmpp.Things.Concentrators;

/// <summary>A parameter of a node as it is shown (XEP-0326 3.3.5).</summary>
/// <param name="Id">For programs.</param>
/// <param name="Name">For people.</param>
/// <param name="Value">Lexical form of the value.</param>
/// <param name="Kind">Type.</param>
public sealed record NodeParameter(string Id, string Name, string Value, NodeParameterKind Kind = NodeParameterKind.String);
