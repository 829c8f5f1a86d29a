using IotXmpp.Things.Concentrators;

namespace IotXmpp.Concentrator.Sources;

/// <summary>A type of node that can be added below another (XEP-0326 3.5.1).</summary>
/// <param name="Type">The type.</param>
/// <param name="Name">For people.</param>
/// <param name="Parameters">What a new one needs.</param>
internal sealed record AddableNodeType(string Type, string Name, IReadOnlyList<ParameterDescription> Parameters);
