namespace IotXmpp.Concentrator.Storage;

/// <summary>How far a follower of the feed is.</summary>
/// <param name="Follower">Its name.</param>
/// <param name="Waiting">Entries it has not committed.</param>
/// <param name="Skipped">Entries it will never get, since it was opened: it was behind by more than <see cref="FeedLimits"/> keep.</param>
/// <param name="LastSkipped">When that happened last; null if never.</param>
public sealed record FollowerFigures(string Follower, long Waiting, long Skipped, DateTimeOffset? LastSkipped);
