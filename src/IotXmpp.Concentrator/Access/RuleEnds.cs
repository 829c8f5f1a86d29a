using IotXmpp.Concentrator.Storage.Access;

namespace IotXmpp.Concentrator.Access;

/// <summary>
/// Looks every few seconds whether a rule has ended. Decisions need no such look, they know what time it is; contacts whose right to see a board has ended
/// are told so by it.
/// </summary>
internal sealed class RuleEnds(IAccessStore store, Func<string, CancellationToken, ValueTask> ended, TimeProvider time, Action<Exception> onFault) : IAsyncDisposable
{
    /// <summary>Half of the ten seconds in which a right that is gone has to be gone everywhere.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins to look.</summary>
    public void Start() => _running = RunAsync(time.GetUtcNow());

    /// <summary>Ends it. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    private async Task RunAsync(DateTimeOffset last)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, _stop.Token);
                var now = time.GetUtcNow();
                try
                {
                    foreach (string device in await store.ListEndedAsync(last, now, _stop.Token))
                        await ended(device, _stop.Token);
                    last = now;
                }
                catch (IOException e)
                {
                    // The storage says no: looked at again from where it was.
                    onFault(e);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Our own end.
        }
    }
}
