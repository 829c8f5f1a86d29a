using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Control;

/// <summary>What became of a <c>set</c>.</summary>
/// <param name="Error">Why it was not done; null if it was done.</param>
public sealed record ControlResult(StanzaError? Error)
{
    /// <summary>Done exactly as asked.</summary>
    public static ControlResult Done { get; } = new((StanzaError?)null);

    /// <summary>The nodes it was restricted to (XEP-0325 3.1.2); empty if it was done on all.</summary>
    public IReadOnlyList<NodeRef> Nodes { get; init; } = [];

    /// <summary>The parameters it was restricted to; empty if all were set.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];
}
