namespace IotXmpp.Concentrator.Storage;

/// <summary>
/// What was stored, in the order it was stored, for those who pass it on: bridges, pub-sub. Entries are written in the transaction that stores the
/// readings: what is in the history comes to every follower at least once, even if the service is killed in between. A reading that a board sends twice is
/// one entry; one that is overwritten by a more important value (<see cref="IHistoryStore.AppendAsync"/>) is a second one. An entry is kept
/// until all followers have committed it, within <see cref="FeedLimits"/>; without followers nothing is kept.
/// </summary>
/// <remarks>A follower: open, then forever read after what was committed, pass on, commit; when nothing was read, wait.</remarks>
public interface IReadingFeed
{
    /// <summary>
    /// Registers a follower, durably: from now on entries are kept for it, whether it runs or not. A new one starts at the end of the feed, a known one where it
    /// was.
    /// </summary>
    /// <param name="follower">Its name, unique in the service, such as <c>mqtt:home</c>.</param>
    /// <param name="ct">Cancels the waiting.</param>
    /// <returns>The sequence it has committed: it reads after that.</returns>
    ValueTask<long> OpenAsync(string follower, CancellationToken ct);

    /// <summary>The next entries, in order; empty if there are none yet.</summary>
    /// <param name="after">Sequence of the last entry the caller has.</param>
    /// <param name="limit">Most entries returned, at least 1.</param>
    /// <param name="ct">Cancels the waiting.</param>
    ValueTask<IReadOnlyList<FeedEntry>> ReadAsync(long after, int limit, CancellationToken ct);

    /// <summary>A follower has dealt with all entries up to that sequence. Durable on return. Never goes back; does nothing for one that is not open.</summary>
    ValueTask CommitAsync(string follower, long sequence, CancellationToken ct);

    /// <summary>A follower is no longer configured: nothing is kept for it.</summary>
    ValueTask CloseAsync(string follower, CancellationToken ct);

    /// <summary>Completes when there is an entry with a larger sequence.</summary>
    ValueTask WaitAsync(long after, CancellationToken ct);

    /// <summary>All followers by name, in ordinal order.</summary>
    ValueTask<IReadOnlyList<FollowerFigures>> GetFiguresAsync(CancellationToken ct);
}
