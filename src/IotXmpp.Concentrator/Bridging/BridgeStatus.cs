namespace IotXmpp.Concentrator.Bridging;

/// <summary>How a bridge is doing.</summary>
/// <param name="State">Connected or not.</param>
/// <param name="Since">Since when it is in that state, UTC.</param>
/// <param name="Problem">Why it is not connected, or what went wrong last while it is; null if nothing did. For people; without secrets.</param>
public sealed record BridgeStatus(BridgeState State, DateTimeOffset Since, string? Problem)
{
    /// <summary>Readings passed on since the start.</summary>
    public long Sent { get; init; }

    /// <summary>Commands and readings taken in since the start.</summary>
    public long Received { get; init; }

    /// <summary>Stored readings that it has not passed on yet.</summary>
    public long Backlog { get; init; }

    /// <summary>Readings it will never pass on, since it was away for longer than they are kept for it.</summary>
    public long Skipped { get; init; }
}
