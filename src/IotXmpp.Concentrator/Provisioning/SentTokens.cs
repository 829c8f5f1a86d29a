using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Provisioning;

/// <summary>
/// Which tokens we have passed on to whom, and for whom, within the last minute: only then is a challenge answered (XEP-0324 3.1.3.2 and 6.2). Bounded: the
/// oldest are forgotten.
/// </summary>
internal sealed class SentTokens(TimeProvider time)
{
    private const int MaxSent = 10_000;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Token, Jid To), (Jid Origin, DateTimeOffset At)> _sent = [];
    private readonly Queue<((string Token, Jid To) Key, DateTimeOffset At)> _order = new();

    /// <summary>Notes that tokens are about to be passed on.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="origin">Full JID that sent them to us.</param>
    /// <param name="to">Who gets them.</param>
    public void Add(RequestTokens tokens, Jid origin, Jid to)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            foreach (string token in tokens.All)
            {
                var key = (token, to.Bare);
                _sent[key] = (origin, now);
                _order.Enqueue((key, now));
            }

            while (_order.TryPeek(out var oldest) && (_order.Count > MaxSent || now - oldest.At > Kept))
            {
                _order.Dequeue();
                if (_sent.TryGetValue(oldest.Key, out var sent) && sent.At == oldest.At)
                    _sent.Remove(oldest.Key);
            }
        }
    }

    /// <summary>Who gave us a token that we passed on to that address within the last minute; null if we did not.</summary>
    public Jid? OriginOf(string token, Jid to)
    {
        lock (_lock)
            return _sent.TryGetValue((token, to.Bare), out var sent) && time.GetUtcNow() - sent.At <= Kept ? sent.Origin : null;
    }
}
