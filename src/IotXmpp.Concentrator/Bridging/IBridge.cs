namespace IotXmpp.Concentrator.Bridging;

/// <summary>
/// A way between the boards and a system that does not speak XMPP. It reads what was stored from the feed, at its own pace, and asks the boards through
/// <see cref="IBoardGateway"/>: a bridge that is down or slow never holds up a board.
/// </summary>
public interface IBridge : IAsyncDisposable
{
    /// <summary>Unique among the bridges; localpart of its address, such as <c>mqtt</c>.</summary>
    string Name { get; }

    /// <summary>How it is doing; for the health document, metrics and the owners.</summary>
    BridgeStatus Status { get; }

    /// <summary>What crosses.</summary>
    BridgeRoute Route { get; }

    /// <summary>
    /// Works until <paramref name="ct"/> is cancelled. It reconnects by itself; an exception is a fault of ours or of the store, after which it is started again later.
    /// </summary>
    Task RunAsync(CancellationToken ct);
}
