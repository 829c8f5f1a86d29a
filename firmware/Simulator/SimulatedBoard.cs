namespace IotXmpp.Simulator;

/// <summary>
/// One board: the source of <c>firmware/Device</c> with simulated physics, over a real socket. It connects, reconnects with the
/// device's own back-off and keeps readings while it is away.
/// </summary>
public sealed class SimulatedBoard
{
    private readonly TimeProvider _time;

    /// <summary>Creates a board; nothing happens before <see cref="RunAsync"/>.</summary>
    /// <param name="options">Who and where.</param>
    /// <param name="time">Clock and timers; the system's by default.</param>
    public SimulatedBoard(SimulatedBoardOptions options, TimeProvider? time = null)
    {
        Options = options;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Raised after <see cref="Connected"/>, <see cref="LastError"/> or a control parameter changed, on the board's own loop.</summary>
    public event EventHandler? StateChanged;

    /// <summary>What the board was made with.</summary>
    public SimulatedBoardOptions Options { get; }

    /// <summary>The session is ready: authenticated, bound, presence sent.</summary>
    public bool Connected { get; private set; }

    /// <summary>Why the last connection failed or ended, in a few words without secrets; null before the first failure.</summary>
    public string? LastError { get; private set; }

    /// <summary>What it has done so far.</summary>
    public SimulatedBoardCounters Counters { get; private set; } = new();

    /// <summary>Runs the board until <paramref name="ct"/> is cancelled, then ends the stream properly and returns.</summary>
    public Task RunAsync(CancellationToken ct) => throw new NotImplementedException($"{Options.Name}: the device session is not connected to sockets yet.");

    private void OnStateChanged() => StateChanged?.Invoke(this, EventArgs.Empty);
}
