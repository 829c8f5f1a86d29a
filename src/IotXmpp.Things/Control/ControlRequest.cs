using IotXmpp.Things.Model;
using IotXmpp.Things.Provisioning;

namespace IotXmpp.Things.Control;

/// <summary>Asks an actuator to set parameters (XEP-0325 3.1 and 3.3).</summary>
/// <param name="Nodes">Nodes; empty for all behind the address.</param>
/// <param name="Values">Parameters in the order they are to be set; none in a form that nobody has edited.</param>
public sealed record ControlRequest(IReadOnlyList<NodeRef> Nodes, IReadOnlyList<ControlValue> Values)
{
    /// <summary>Who asks besides the address it came from (XEP-0324).</summary>
    public RequestTokens Tokens { get; init; } = RequestTokens.None;

    /// <summary>Until when it may be carried out, the header <c>Stop</c> of XEP-0149; null for now or never.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Session of the form it was submitted with (XEP-0336); null if it has none.</summary>
    public string? FormSession { get; init; }
}
