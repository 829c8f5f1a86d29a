using IotXmpp.Concentrator.Bridging;

namespace IotXmpp.Concentrator.Diagnostics;

/// <summary>What the health document says of the boards.</summary>
/// <param name="BoardsKnown">Registered boards.</param>
/// <param name="BoardsUp">Boards with a session that can be reached now.</param>
/// <param name="UpstreamConnected">True while the XMPP world can be reached.</param>
/// <param name="Readings">Fields stored since the start.</param>
public sealed record ConcentratorStatus(int BoardsKnown, int BoardsUp, bool UpstreamConnected, long Readings)
{
    /// <summary>The bridges by name, in the order of the configuration.</summary>
    public IReadOnlyList<(string Name, BridgeStatus Status)> Bridges { get; init; } = [];
}
