using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Storage;

/// <summary>The thing registry. One record for each bare JID and node (XEP-0347 3.6).</summary>
public interface IRegistryStore
{
    /// <summary>The record of a thing; null if there is none.</summary>
    ValueTask<RegistryRecord?> FindAsync(Jid thing, NodeRef node, CancellationToken ct);

    /// <summary>The records that are claimed with these tags.</summary>
    ValueTask<IReadOnlyList<RegistryRecord>> FindAsync(string fingerprint, CancellationToken ct);

    /// <summary>How many records there are of things of a domain.</summary>
    ValueTask<int> CountAsync(string domain, CancellationToken ct);

    /// <summary>Stores a record in place of what was there. Durable on return.</summary>
    ValueTask SetAsync(RegistryRecord record, CancellationToken ct);

    /// <summary>Removes a record; false if there is none. Durable on return.</summary>
    ValueTask<bool> RemoveAsync(Jid thing, NodeRef node, CancellationToken ct);

    /// <summary>The records that searches may find, ordered by thing and node id, ordinal.</summary>
    IAsyncEnumerable<RegistryRecord> ListPublicAsync(CancellationToken ct);
}
