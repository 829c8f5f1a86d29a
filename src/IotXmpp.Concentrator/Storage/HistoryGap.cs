namespace IotXmpp.Concentrator.Storage;

/// <summary>A time of which nothing is known. Nothing is interpolated; values that come late close it.</summary>
/// <param name="From">The last value before it, or the beginning of the interval asked for.</param>
/// <param name="To">The first value after it, or the end of the interval asked for.</param>
/// <param name="Reason">Why, as far as it is known.</param>
public sealed record HistoryGap(DateTimeOffset From, DateTimeOffset To, GapReason Reason) : RollUpPart;
