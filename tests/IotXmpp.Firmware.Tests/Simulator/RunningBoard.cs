namespace IotXmpp.Simulator.Tests;

/// <summary>A simulated board on its own task.</summary>
internal sealed class RunningBoard : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public RunningBoard(SimulatedBoardOptions options)
    {
        Board = new SimulatedBoard(options);
        _running = Task.Run(() => Board.RunAsync(_stopping.Token));
    }

    public SimulatedBoard Board { get; }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Waits for a state the board reports by its notification.</summary>
    public async Task WaitAsync(Func<SimulatedBoard, bool> reached)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Check(object? sender, EventArgs e)
        {
            if (reached(Board))
            {
                signal.TrySetResult();
            }
        }

        Board.StateChanged += Check;
        Check(null, EventArgs.Empty);
        await signal.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Board.StateChanged -= Check;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }
}
