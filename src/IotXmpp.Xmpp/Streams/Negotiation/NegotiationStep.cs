using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams.Negotiation;

/// <summary>What the connection does after it has sent the replies of a <see cref="NegotiationStep"/>.</summary>
internal enum NegotiationAction
{
    /// <summary>Reads on.</summary>
    Continue,

    /// <summary>Starts TLS; the stream then begins anew.</summary>
    StartTls,

    /// <summary>The peer has authenticated; the stream begins anew (RFC 6120 6.4.6).</summary>
    Authenticated,

    /// <summary>Both directions are EXI bodies from the next byte on (XEP-0322 2.2.8).</summary>
    CompressExi,

    /// <summary>The agreed EXI configuration holds when the peer opens the stream anew (XEP-0322 2.4, step 9).</summary>
    ReconfigureExi,

    /// <summary>Binds <see cref="NegotiationStep.Request"/>.</summary>
    Bind,

    /// <summary>Resumes the session that <see cref="NegotiationStep.Request"/> names (XEP-0198 5).</summary>
    Resume,

    /// <summary>Closes the stream.</summary>
    Close,
}

/// <summary>The answer of <see cref="ServerNegotiation"/> to one event: what to send, and what to do then.</summary>
internal sealed record NegotiationStep
{
    /// <summary>Nothing to send, read on.</summary>
    public static NegotiationStep None { get; } = new();

    /// <summary>Our header, sent before the replies; null for none.</summary>
    public StreamHeader? Header { get; init; }

    /// <summary>First-level elements to send, in order.</summary>
    public IReadOnlyList<XmppElement> Replies { get; init; } = [];

    /// <summary>What to do afterwards.</summary>
    public NegotiationAction Action { get; init; }

    /// <summary>The element that asked for <see cref="NegotiationAction.Bind"/> or <see cref="NegotiationAction.Resume"/>.</summary>
    public XmppElement? Request { get; init; }

    /// <summary>One reply, then read on.</summary>
    public static NegotiationStep Reply(XmppElement reply, NegotiationAction action = NegotiationAction.Continue) => new() { Replies = [reply], Action = action };
}
