namespace IotXmpp.Things.Concentrators;

/// <summary>Something that was reported on a node (XEP-0326 3.4.7).</summary>
/// <param name="Timestamp">When.</param>
/// <param name="Type">How important, and whether an operator has seen it; never <see cref="NodeState.None"/>.</param>
/// <param name="Text">For people.</param>
/// <param name="EventId">Kind of event for programs; null for none.</param>
public sealed record NodeMessage(DateTimeOffset Timestamp, NodeState Type, string Text, string? EventId = null);
