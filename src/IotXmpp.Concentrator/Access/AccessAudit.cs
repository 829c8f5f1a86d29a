using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Access;

/// <summary>Writes the log of decisions: who, what, when, by which rule.</summary>
internal sealed class AccessAudit(IAuditStore store, TimeProvider time)
{
    /// <summary>What was allowed and refused, kept per board: a reading each quarter of an hour for three months.</summary>
    private const int Kept = 10_000;

    /// <summary>Adds an entry.</summary>
    public ValueTask WriteAsync(string device, Jid who, AuditEvent what, string text, IReadOnlyList<long> rules, CancellationToken ct) => store.AppendAsync(
        new AuditEntry { At = time.GetUtcNow(), Device = device, Who = who.Bare, Event = what, What = text, Rules = rules }, Kept, ct);

    /// <summary>The newest entries of a board.</summary>
    public ValueTask<IReadOnlyList<AuditEntry>> ListAsync(string device, int limit, CancellationToken ct) => store.ListAsync(device, limit, ct);
}
