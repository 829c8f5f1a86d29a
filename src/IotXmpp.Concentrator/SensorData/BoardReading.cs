using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;

namespace IotXmpp.Concentrator.SensorData;

/// <summary>What could be said of a board's present.</summary>
/// <param name="Outcome">Done if the values are live; else why they are not.</param>
/// <param name="Nodes">Values, live or last, in the order of the board's description.</param>
/// <param name="Error">What the board said went wrong; null if nothing did.</param>
internal sealed record BoardReading(ReadoutOutcome Outcome, IReadOnlyList<NodeFields> Nodes, string? Error)
{
    /// <summary>True if the board itself gave the values just now.</summary>
    public bool IsLive => Outcome == ReadoutOutcome.Done;
}
