using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Control;

/// <summary>What became of a <c>set</c>.</summary>
/// <param name="Error">Why it was not done; null if it was done exactly as asked.</param>
public sealed record ControlResult(StanzaError? Error)
{
    /// <summary>Done exactly as asked.</summary>
    public static ControlResult Done { get; } = new((StanzaError?)null);
}
