using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Sasl;

namespace IotXmpp.Xmpp.Streams;

/// <summary>
/// One domain served on our listeners: who may log in, and who owns the stanzas of a session. The stream's <c>to</c> chooses it.
/// Implemented for the things domain (boards) and for the local domain (people).
/// </summary>
public interface IStreamHost
{
    /// <summary>The domain, such as <c>things.localhost</c>.</summary>
    string Domain { get; }

    /// <summary>What is offered here.</summary>
    StreamHostOptions Options { get; }

    /// <summary>The keys of an account, null for an unknown one. The caller hides the difference from the peer.</summary>
    /// <param name="username">Localpart, already enforced (RFC 7622 3.3).</param>
    /// <param name="hash">SHA-256 or SHA-1.</param>
    /// <param name="ct">Cancels.</param>
    ValueTask<ScramCredential?> FindCredentialAsync(string username, HashAlgorithmName hash, CancellationToken ct);

    /// <summary>The account a verified client certificate stands for (SASL EXTERNAL, XEP-0178), null for none.</summary>
    ValueTask<string?> MapCertificateAsync(X509Certificate2 certificate, string? authorizationId, CancellationToken ct);

    /// <summary>
    /// A peer has authenticated and asks for a resource. Returns the session that will receive its stanzas.
    /// </summary>
    /// <param name="stream">The way to the peer; its <see cref="IStreamSession.Jid"/> is set.</param>
    /// <param name="ct">Cancels.</param>
    ValueTask<IBoundSession> BindAsync(IStreamSession stream, CancellationToken ct);
}

/// <summary>The way from us to a bound peer; survives reconnection with stream resumption (XEP-0198 5).</summary>
public interface IStreamSession
{
    /// <summary>Full JID bound to the stream.</summary>
    Jid Jid { get; }

    /// <summary>How it is connected now.</summary>
    StreamTraits Traits { get; }

    /// <summary>
    /// Queues a stanza in order. Completes when it is queued, not when it is delivered; stanzas the peer has not acknowledged
    /// when the session ends come back by <see cref="IBoundSession.OnClosedAsync"/>.
    /// </summary>
    /// <returns>False if the session has ended or its bounded queue is full (the session is then being closed).</returns>
    bool TrySend(Stanzas.Stanza stanza);

    /// <summary>Queues a stanza as <see cref="TrySend(Stanzas.Stanza)"/> does.</summary>
    /// <param name="stanza">The stanza.</param>
    /// <param name="onAcknowledged">Called once the peer has acknowledged it (XEP-0198 4), never if it does not. Must not block.</param>
    bool TrySend(Stanzas.Stanza stanza, Action onAcknowledged) => TrySend(stanza);

    /// <summary>
    /// Waits until at most half of the queue is taken, or the session has ended: for who has much to send, so that it goes as fast as the peer takes it
    /// and what others have to say still finds room.
    /// </summary>
    ValueTask WaitForRoomAsync(CancellationToken ct) => ValueTask.CompletedTask;

    /// <summary>Ends the session for good.</summary>
    void Close(StreamErrorCondition? error);
}

/// <summary>The owner of a bound peer's stanzas. Calls come one at a time and in order.</summary>
public interface IBoundSession
{
    /// <summary>
    /// A stanza from the peer; <c>from</c> is already stamped with the bound JID (RFC 6120 8.1.2.1). Completion means that it is safe with us:
    /// only then does it count for stream management's <c>h</c>. The next stanza waits for it.
    /// </summary>
    ValueTask OnStanzaAsync(Stanzas.Stanza stanza, CancellationToken ct);

    /// <summary>
    /// A queued stanza that this stream cannot carry was dropped: strict EXI grammars know no place for one of its names (XEP-0322 2.4). Answer its
    /// sender with <c>not-acceptable</c> if it was a request.
    /// </summary>
    ValueTask OnUnsendableAsync(Stanzas.Stanza stanza, CancellationToken ct) => ValueTask.CompletedTask;

    /// <summary>The connection broke but the session may be resumed.</summary>
    ValueTask OnDetachedAsync(CancellationToken ct);

    /// <summary>The peer is back on the same session.</summary>
    ValueTask OnResumedAsync(CancellationToken ct);

    /// <summary>The session is over.</summary>
    /// <param name="undelivered">Stanzas queued but never acknowledged by the peer.</param>
    /// <param name="ct">Cancels.</param>
    ValueTask OnClosedAsync(IReadOnlyList<Stanzas.Stanza> undelivered, CancellationToken ct);
}
