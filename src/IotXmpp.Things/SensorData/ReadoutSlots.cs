using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Things.SensorData;

/// <summary>
/// How many readouts run at once, in all and for one requester; the others wait in the order they came, but none of a requester who has his share
/// holds up another's.
/// </summary>
internal sealed class ReadoutSlots(int maxRunning, int maxRunningPerRequester)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Jid, int> _running = [];
    private readonly LinkedList<(Jid Requester, TaskCompletionSource Turn)> _waiting = new();
    private int _total;

    /// <summary>Takes a slot if one is free now and nobody of the same requester waits.</summary>
    public bool TryEnter(Jid requester)
    {
        lock (_lock)
        {
            if (!IsFree(requester) || _waiting.Any(each => each.Requester == requester))
                return false;
            Take(requester);
            return true;
        }
    }

    /// <summary>Waits for a slot. What was taken is given back by <see cref="Leave"/>.</summary>
    public async Task EnterAsync(Jid requester, CancellationToken ct)
    {
        LinkedListNode<(Jid, TaskCompletionSource Turn)> waiting;
        lock (_lock)
        {
            if (IsFree(requester))
            {
                Take(requester);
                return;
            }

            waiting = _waiting.AddLast((requester, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        using var cancelled = ct.UnsafeRegister(
            _ =>
            {
                lock (_lock)
                {
                    // Nothing to do if the slot was given meanwhile: then it is the caller's to give back.
                    if (waiting.Value.Turn.TrySetCanceled(ct))
                        _waiting.Remove(waiting);
                }
            },
            null);
        await waiting.Value.Turn.Task;
    }

    /// <summary>Gives a slot back.</summary>
    public void Leave(Jid requester)
    {
        lock (_lock)
        {
            _total--;
            if (--_running[requester] == 0)
                _running.Remove(requester);
            for (var node = _waiting.First; node is not null && _total < maxRunning;)
            {
                var next = node.Next;
                if (IsFree(node.Value.Requester) && node.Value.Turn.TrySetResult())
                {
                    Take(node.Value.Requester);
                    _waiting.Remove(node);
                }

                node = next;
            }
        }
    }

    private bool IsFree(Jid requester) => _total < maxRunning && _running.GetValueOrDefault(requester) < maxRunningPerRequester;

    private void Take(Jid requester)
    {
        _total++;
        _running[requester] = _running.GetValueOrDefault(requester) + 1;
    }
}
