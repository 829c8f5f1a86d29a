namespace IotXmpp.Things.Concentrators;

/// <summary>What became of a common command on one of its nodes (XEP-0326 3.6.14).</summary>
/// <param name="Error">Why it was not done; null if it was.</param>
public readonly record struct NodeResult(string? Error);
