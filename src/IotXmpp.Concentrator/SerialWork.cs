using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator;

/// <summary>
/// Work that outlives the call that brought it: in order for one sender where order matters, bounded, observed, and waited for
/// at the end.
/// </summary>
internal sealed class SerialWork(int maxWaiting, Action<Exception> onFault) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Jid, Queue<Func<CancellationToken, ValueTask>>> _queues = [];
    private readonly HashSet<Task> _running = [];
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Starts work at once, beside all other.</summary>
    public void Start(Func<CancellationToken, ValueTask> work) => Track(RunAsync(work));

    /// <summary>Starts work after all earlier work of the same sender; false if too much waits already.</summary>
    public bool TryStart(Jid sender, Func<CancellationToken, ValueTask> work)
    {
        lock (_lock)
        {
            if (_queues.TryGetValue(sender, out var waiting))
            {
                if (waiting.Count >= maxWaiting)
                    return false;
                waiting.Enqueue(work);
                return true;
            }

            _queues.Add(sender, new Queue<Func<CancellationToken, ValueTask>>([work]));
        }

        Track(DrainAsync(sender));
        return true;
    }

    /// <summary>Cancels what runs and waits for it; what is started later is cancelled at once. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] running;
        lock (_lock)
            running = [.. _running];
        await Task.WhenAll(running);
    }

    private async Task DrainAsync(Jid sender)
    {
        while (true)
        {
            Func<CancellationToken, ValueTask>? work;
            lock (_lock)
            {
                if (!_queues[sender].TryDequeue(out work))
                {
                    _queues.Remove(sender);
                    return;
                }
            }

            await RunAsync(work);
        }
    }

    private async Task RunAsync(Func<CancellationToken, ValueTask> work)
    {
        try
        {
            await work(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Our own end.
        }
        catch (Exception e)
        {
            // The top of this work's own loop: one request that fails is one request that fails.
            onFault(e);
        }
    }

    private void Track(Task task)
    {
        if (task.IsCompleted)
            return;
        lock (_lock)
            _running.Add(task);
        _ = task.ContinueWith(
            done =>
            {
                lock (_lock)
                    _running.Remove(done);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
