namespace IotXmpp.Concentrator.Service.Hosting;

/// <summary>Does something at once and then in regular intervals, until it is disposed of: what is under way then is cancelled and waited for.</summary>
internal sealed class PeriodicWork : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <summary>Begins.</summary>
    /// <param name="interval">From one time to the next; times that pass while it is done are left out.</param>
    /// <param name="step">What is done. It handles what can go wrong; what it throws ends the work and comes out of <see cref="DisposeAsync"/>.</param>
    /// <param name="time">Clock.</param>
    public PeriodicWork(TimeSpan interval, Func<CancellationToken, ValueTask> step, TimeProvider time) => _loop = RunAsync(interval, step, time, _stop.Token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private static async Task RunAsync(TimeSpan interval, Func<CancellationToken, ValueTask> step, TimeProvider time, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            do
                await step(ct);
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}
