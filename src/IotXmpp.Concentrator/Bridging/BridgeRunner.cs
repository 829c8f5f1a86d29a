using IotXmpp.Concentrator.Diagnostics;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Bridging;

/// <summary>Keeps the bridges running. What goes wrong in one is told of, and it is started again; nothing else notices.</summary>
internal sealed class BridgeRunner(TimeProvider time, ILogger log) : IAsyncDisposable
{
    /// <summary>Pause before a bridge that failed is started again. Its own troubles with its peer a bridge handles itself: this is for faults.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<(IBridge Bridge, Task Running)> _bridges = [];

    /// <summary>The bridges, in the order they were added.</summary>
    public IReadOnlyList<IBridge> All
    {
        get
        {
            lock (_lock)
                return [.. _bridges.Select(each => each.Bridge)];
        }
    }

    /// <summary>Starts a bridge; it is disposed of with the runner.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public void Add(IBridge bridge)
    {
        lock (_lock)
        {
            if (_bridges.Any(each => each.Bridge.Name == bridge.Name))
                throw new ArgumentException($"There are two bridges named {bridge.Name}.", nameof(bridge));
            _bridges.Add((bridge, RunAsync(bridge)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        List<(IBridge Bridge, Task Running)> bridges;
        lock (_lock)
        {
            bridges = [.. _bridges];
            _bridges.Clear();
        }

        await Task.WhenAll(bridges.Select(each => each.Running));
        foreach (var (bridge, _) in bridges)
            await bridge.DisposeAsync();
    }

    private async Task RunAsync(IBridge bridge)
    {
        // Whoever adds a bridge does not wait for its first steps.
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await bridge.RunAsync(_stop.Token);
                if (!_stop.IsCancellationRequested)
                    BridgeLog.Ended(log, bridge.Name);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (IOException e)
            {
                // A disk that is full, a database that is away: its message says all.
                BridgeLog.StoreFailed(log, bridge.Name, e.Message);
            }
            catch (Exception e)
            {
                // The top of this bridge's loop: the boards and the other bridges go on.
                BridgeLog.Failed(log, bridge.Name, e);
            }

            try
            {
                await Task.Delay(Pause, time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
