using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>One connected client of one person.</summary>
internal sealed class LocalSession(LocalDomainUpstream domain, LocalUser user, IStreamSession stream) : IBoundSession
{
    /// <summary>Strangers who were sent our presence directly and are to be told when it ends (RFC 6121 4.6). Touched by this session's own calls only.</summary>
    public HashSet<Jid> DirectedPresence { get; } = [];

    public LocalUser User { get; } = user;

    public IStreamSession Stream { get; } = stream;

    public Jid Jid => Stream.Jid;

    /// <summary>The last broadcast presence; null while unavailable.</summary>
    public Presence? Presence { get; set; }

    public bool IsAvailable => Presence is not null;

    /// <summary>Asked for the roster, and so gets its pushes (RFC 6121 2.2).</summary>
    public bool IsInterested { get; set; }

    /// <summary>Wants copies of the person's other conversations (XEP-0280).</summary>
    public bool WantsCarbons { get; set; }

    /// <summary>Replaced by a newer session of the same resource, or closed: nothing more goes to it.</summary>
    public bool IsOver { get; set; }

    public bool TrySend(Stanza stanza) => !IsOver && Stream.TrySend(stanza);

    public ValueTask OnStanzaAsync(Stanza stanza, CancellationToken ct) => domain.OnStanzaAsync(this, stanza, ct);

    public ValueTask OnDetachedAsync(CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask OnResumedAsync(CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask OnClosedAsync(IReadOnlyList<Stanza> undelivered, CancellationToken ct) => domain.OnClosedAsync(this, undelivered, ct);
}
