using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Bridging;

/// <summary>What a board said to a bridge.</summary>
/// <param name="IsLive">True if the board itself gave the values just now.</param>
/// <param name="Values">Fields with their own times.</param>
/// <param name="Error">What went wrong, for people; null if nothing did.</param>
public sealed record BridgedReading(bool IsLive, IReadOnlyList<(NodeRef Node, Field Field)> Values, string? Error);
