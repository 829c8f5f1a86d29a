using IotXmpp.Things.Discovery;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Registry;

/// <summary>
/// Counts in windows of a minute. Bounded: when more people ask in a minute than are remembered, nobody new may until the next. Guessing 118 bits at
/// ten a minute is hopeless; the bound is for things that register with less.
/// </summary>
internal sealed class RequestRate(TimeProvider time) : IRequestRate
{
    private const int ClaimsPerMinute = 10;
    private const int SearchesPerMinute = 60;
    private const int MaxRequesters = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(Jid Requester, bool IsClaim), int> _counts = [];
    private long _window = -1;

    /// <inheritdoc/>
    public bool TryClaim(Jid requester) => TryAdd((requester, true), ClaimsPerMinute);

    /// <inheritdoc/>
    public bool TrySearch(Jid requester) => TryAdd((requester, false), SearchesPerMinute);

    private bool TryAdd((Jid, bool) key, int limit)
    {
        long window = time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;
        lock (_lock)
        {
            if (window != _window)
            {
                _counts.Clear();
                _window = window;
            }

            int count = _counts.GetValueOrDefault(key);
            if (count >= limit || (count == 0 && _counts.Count >= MaxRequesters))
                return false;
            _counts[key] = count + 1;
            return true;
        }
    }
}
