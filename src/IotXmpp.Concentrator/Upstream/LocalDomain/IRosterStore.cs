using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>Contacts of the people of the local domain.</summary>
/// <remarks>Every method may throw <see cref="IOException"/> when the store cannot be used now.</remarks>
public interface IRosterStore
{
    /// <summary>A person's contacts in ordinal order of their addresses, unlisted ones included.</summary>
    ValueTask<IReadOnlyList<RosterItem>> ListAsync(string username, CancellationToken ct);

    /// <summary>Adds or replaces a contact. Durable on return.</summary>
    ValueTask SetAsync(string username, RosterItem item, CancellationToken ct);

    /// <summary>Removes a contact; nothing happens if there is none.</summary>
    ValueTask RemoveAsync(string username, Jid contact, CancellationToken ct);
}
