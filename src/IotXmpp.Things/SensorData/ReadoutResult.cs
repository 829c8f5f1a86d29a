using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.SensorData;

/// <summary>What a readout gave.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Nodes">Fields that arrived, even if it did not end well.</param>
/// <param name="Errors">Failures the peer reported.</param>
/// <param name="Refusal">Error of the iq if the request was refused; null if it was not.</param>
public sealed record ReadoutResult(ReadoutOutcome Outcome, IReadOnlyList<NodeFields> Nodes, IReadOnlyList<ReadoutError> Errors, StanzaError? Refusal = null);
