using IotXmpp.Things.Model;

namespace IotXmpp.Things.SensorData;

/// <summary>A part of the result (XEP-0323 3.1).</summary>
/// <param name="SequenceNumber">Of the request.</param>
/// <param name="Done">True on the last part.</param>
/// <param name="Nodes">Fields by node.</param>
public sealed record ReadoutFields(string SequenceNumber, bool Done, IReadOnlyList<NodeFields> Nodes)
{
    /// <summary>Fields left out when reading because their value is none of their type.</summary>
    public int Malformed { get; init; }
}
