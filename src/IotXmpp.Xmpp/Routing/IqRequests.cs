using System.Collections.Concurrent;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Routing;

/// <summary>
/// Our own requests and their answers, matched by id and by the address that was asked: a third party cannot answer for it
/// (RFC 6120 8.1.2.1).
/// </summary>
public sealed class IqRequests(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Id, Jid? Peer), TaskCompletionSource<IqAnswer>> _pending = new();

    /// <summary>Requests without an answer yet.</summary>
    public int Count => _pending.Count;

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <param name="request">With an id that no other request of ours to that address carries.</param>
    /// <param name="trySend">Hands it to the stream; false if that cannot be.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="ct">Cancels the waiting, not the request.</param>
    public async ValueTask<IqAnswer> SendAsync(Iq request, Func<Iq, bool> trySend, TimeSpan timeout, CancellationToken ct)
    {
        if (request.Id is null || !request.IsRequest)
            throw new ArgumentException("A request with an id.", nameof(request));
        var key = (request.Id, request.To);
        var answer = new TaskCompletionSource<IqAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_pending.TryAdd(key, answer))
            throw new ArgumentException("The id is in use.", nameof(request));
        try
        {
            // The clock starts before the peer can: what it does in answer happens within the time.
            var waiting = answer.Task.WaitAsync(timeout, time, ct);
            if (!trySend(request))
                answer.TrySetResult(new IqAnswer(IqAnswerKind.NotSent));
            return await waiting;
        }
        catch (TimeoutException)
        {
            return new IqAnswer(IqAnswerKind.TimedOut);
        }
        finally
        {
            _pending.TryRemove(key, out _);
        }
    }

    /// <summary>Offers a result or error; true if it was the answer to one of ours.</summary>
    public bool TryComplete(Iq answer) =>
        !answer.IsRequest && answer.Id is not null && _pending.TryRemove((answer.Id, answer.From), out var pending)
        && pending.TrySetResult(new IqAnswer(IqAnswerKind.Answered, answer));

    /// <summary>The way to the peers has ended: nobody will answer.</summary>
    public void Disconnect()
    {
        foreach (var key in _pending.Keys)
        {
            if (_pending.TryRemove(key, out var pending))
                pending.TrySetResult(new IqAnswer(IqAnswerKind.Disconnected));
        }
    }
}
