namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>The log of access decisions. Entries are added, never changed.</summary>
public interface IAuditStore
{
    /// <summary>
    /// Adds an entry, durable on return. Of what was allowed and refused the newest <paramref name="keep"/> of a board are kept; what owners and
    /// rules did is kept for good.
    /// </summary>
    ValueTask AppendAsync(AuditEntry entry, int keep, CancellationToken ct);

    /// <summary>The newest entries of a board, the newest first.</summary>
    ValueTask<IReadOnlyList<AuditEntry>> ListAsync(string device, int limit, CancellationToken ct);
}
