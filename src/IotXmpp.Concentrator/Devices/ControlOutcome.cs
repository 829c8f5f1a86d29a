using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Devices;

/// <summary>The truth about a command.</summary>
/// <param name="Kind">What is known.</param>
/// <param name="Error">What the board said if it refused; null otherwise.</param>
public readonly record struct ControlOutcome(ControlOutcomeKind Kind, StanzaError? Error = null);
