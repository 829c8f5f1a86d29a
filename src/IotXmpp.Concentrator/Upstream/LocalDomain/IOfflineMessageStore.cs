namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>Messages for people who are away (XEP-0160).</summary>
/// <remarks>Every method may throw <see cref="IOException"/> when the store cannot be used now.</remarks>
public interface IOfflineMessageStore
{
    /// <summary>Keeps a message; false if this person already has <paramref name="limit"/> of them. Durable on return.</summary>
    ValueTask<bool> TryAddAsync(string username, string xml, int limit, CancellationToken ct);

    /// <summary>A person's messages, oldest first.</summary>
    ValueTask<IReadOnlyList<OfflineMessage>> ListAsync(string username, CancellationToken ct);

    /// <summary>Forgets a person's messages up to and including that id.</summary>
    ValueTask RemoveAsync(string username, long upToId, CancellationToken ct);
}
