using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Access;

/// <summary>
/// Remembers what an owner has been told, so that one stranger who tries again and again is one message. Bounded: many strangers
/// push out the oldest, and so can at most cause notices, never memory.
/// </summary>
internal sealed class StrangerNotices(TimeSpan window, int capacity, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Jid Stranger, string Thing, string What), long> _told = [];
    private readonly Queue<((Jid Stranger, string Thing, string What) Key, long At)> _order = new();

    /// <summary>True if this is to be told now; false if it was within the window.</summary>
    /// <param name="stranger">Bare JID.</param>
    /// <param name="thing">The board or the concentrator.</param>
    /// <param name="what">What was tried.</param>
    public bool TryAdd(Jid stranger, string thing, string what)
    {
        var key = (stranger, thing, what);
        long now = time.GetTimestamp();
        lock (_lock)
        {
            while (_order.TryPeek(out var oldest) && (_order.Count >= capacity || time.GetElapsedTime(oldest.At, now) >= window))
            {
                _order.Dequeue();
                _told.Remove(oldest.Key);
            }

            if (!_told.TryAdd(key, now))
                return false;
            _order.Enqueue((key, now));
            return true;
        }
    }
}
