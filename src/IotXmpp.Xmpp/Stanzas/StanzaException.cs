namespace IotXmpp.Xmpp.Stanzas;

/// <summary>A peer's stanza breaks the protocol in a way that only that stanza suffers from: answer it with <see cref="Error"/>.</summary>
public sealed class StanzaException(StanzaError error) : Exception($"{error.Condition}: {error.Text}")
{
    /// <summary>What to answer.</summary>
    public StanzaError Error { get; } = error;
}
