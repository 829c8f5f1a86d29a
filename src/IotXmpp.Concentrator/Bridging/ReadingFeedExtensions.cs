using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Bridging;

/// <summary>The loop of a follower of the feed.</summary>
public static class ReadingFeedExtensions
{
    /// <summary>
    /// Passes on what is stored, in order, from where the follower was, until <paramref name="ct"/> is cancelled or <paramref name="pass"/> throws: then the
    /// same entries come again next time.
    /// </summary>
    /// <param name="feed">The feed.</param>
    /// <param name="follower">Its name, unique in the service.</param>
    /// <param name="batch">Most entries at once, at least 1.</param>
    /// <param name="pass">Passes entries on; on return they are with the other side for good.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task FollowAsync(this IReadingFeed feed, string follower, int batch, Func<IReadOnlyList<FeedEntry>, CancellationToken, ValueTask> pass, CancellationToken ct)
    {
        long committed = await feed.OpenAsync(follower, ct);
        while (true)
        {
            var entries = await feed.ReadAsync(committed, batch, ct);
            if (entries.Count == 0)
            {
                await feed.WaitAsync(committed, ct);
                continue;
            }

            await pass(entries, ct);
            committed = entries[^1].Sequence;
            await feed.CommitAsync(follower, committed, ct);
        }
    }
}
