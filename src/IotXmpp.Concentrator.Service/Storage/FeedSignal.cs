namespace IotXmpp.Concentrator.Service.Storage;

/// <summary>Wakes those who wait for the feed when something was committed to it.</summary>
internal sealed class FeedSignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Something was committed.</summary>
    public void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>Completes when a look finds something; looks once now and again after each <see cref="Raise"/>.</summary>
    public async ValueTask WaitAsync(Func<CancellationToken, ValueTask<bool>> look, CancellationToken ct)
    {
        while (true)
        {
            // Taken before the look: what is committed in between wakes us.
            var next = Volatile.Read(ref _next).Task;
            if (await look(ct))
                return;
            await next.WaitAsync(ct);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
