using IotXmpp.Concentrator.Bridging;

namespace IotXmpp.Concentrator.Tests.Bridging;

/// <summary>A bridge to nowhere.</summary>
internal sealed class ScriptedBridge(BridgeRoute route) : IBridge
{
    private readonly Queue<TaskCompletionSource> _starts = new([Source(), Source()]);
    private TaskCompletionSource _end = Source();

    public string Name => "mqtt";

    public BridgeStatus Status { get; set; } = new(BridgeState.Connecting, new DateTimeOffset(2026, 7, 1, 11, 58, 0, TimeSpan.Zero), "The broker does not answer.");

    public BridgeRoute Route => route;

    public bool IsDisposed { get; private set; }

    /// <summary>Waits until it was started, and once more after that each time.</summary>
    public Task StartedAsync() => _starts.Peek().Task.WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>What it does now fails.</summary>
    public void Fail(Exception e)
    {
        _starts.Dequeue();
        var end = _end;
        _end = Source();
        end.SetException(e);
    }

    public Task RunAsync(CancellationToken ct)
    {
        var end = _end.Task;
        _starts.Peek().TrySetResult();
        return end.WaitAsync(ct);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return default;
    }

    private static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
