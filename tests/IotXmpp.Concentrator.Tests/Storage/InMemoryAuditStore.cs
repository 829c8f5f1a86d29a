using IotXmpp.Concentrator.Storage.Access;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>Log of access decisions in memory.</summary>
public sealed class InMemoryAuditStore : IAuditStore
{
    private readonly Lock _lock = new();
    private readonly List<AuditEntry> _entries = [];

    public ValueTask AppendAsync(AuditEntry entry, int keep, CancellationToken ct)
    {
        lock (_lock)
        {
            _entries.Add(entry);
            var decisions = _entries.Where(each => each.Device == entry.Device && each.Event is AuditEvent.Allowed or AuditEvent.Refused).ToList();
            foreach (var old in decisions.Take(decisions.Count - keep))
                _entries.Remove(old);
        }

        return default;
    }

    public ValueTask<IReadOnlyList<AuditEntry>> ListAsync(string device, int limit, CancellationToken ct)
    {
        lock (_lock)
            return new([.. _entries.Where(entry => entry.Device == device).Reverse().Take(limit)]);
    }
}
