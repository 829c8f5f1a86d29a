using IotXmpp.Things.Model;

namespace IotXmpp.Things.Control;

/// <summary>Asks an actuator to set parameters (XEP-0325 3.1 and 3.3).</summary>
/// <param name="Nodes">Nodes; empty for all behind the address.</param>
/// <param name="Values">Parameters in the order they are to be set.</param>
public sealed record ControlRequest(IReadOnlyList<NodeRef> Nodes, IReadOnlyList<ControlValue> Values);
