using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream;

/// <summary>Our own requests to the XMPP world and their answers.</summary>
internal sealed class WorldRequests(Jid domain, Func<Stanza, CancellationToken, ValueTask> send, TimeProvider time)
{
    /// <summary>Requests under way. Above it nobody is asked: whoever makes us ask waits for his own answer first.</summary>
    private const int MaxPending = 1_000;

    private readonly IqRequests _pending = new(time);

    /// <summary>Asks, from the address of the domain.</summary>
    public ValueTask<Iq?> AskAsync(Jid to, IqType type, XmppElement payload, TimeSpan timeout, CancellationToken ct) => AskAsync(domain, to, type, payload, timeout, ct);

    /// <summary>Asks.</summary>
    /// <param name="from">Address of the things domain the question comes from.</param>
    /// <param name="to">Who is asked.</param>
    /// <param name="type">Get or set.</param>
    /// <param name="payload">The question.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The result or error; null without one in time.</returns>
    public async ValueTask<Iq?> AskAsync(Jid from, Jid to, IqType type, XmppElement payload, TimeSpan timeout, CancellationToken ct)
    {
        if (_pending.Count >= MaxPending)
            return null;
        var request = new Iq { Type = type, Id = $"w{Guid.NewGuid():N}", From = from, To = to, Payloads = [payload] };
        var sending = Task.CompletedTask;
        var answer = await _pending.SendAsync(
            request,
            iq =>
            {
                sending = send(iq, ct).AsTask();
                return !sending.IsFaulted;
            },
            timeout,
            ct);
        await sending;
        return answer.Iq;
    }

    /// <summary>Offers a result or error of the world; true if it was the answer to one of ours.</summary>
    public bool TryComplete(Iq answer) => _pending.TryComplete(answer);
}
