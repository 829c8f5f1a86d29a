namespace IotXmpp.Concentrator.Storage;

/// <summary>A time in which nothing could be stored, of any board.</summary>
public sealed record Outage(DateTimeOffset From, DateTimeOffset To, GapReason Reason);
