using System.Collections.Concurrent;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>The registry in memory.</summary>
public sealed class InMemoryRegistryStore : IRegistryStore
{
    private readonly ConcurrentDictionary<(Jid, NodeRef), RegistryRecord> _records = new();

    public ValueTask<RegistryRecord?> FindAsync(Jid thing, NodeRef node, CancellationToken ct) => new(_records.GetValueOrDefault((thing, node)));

    public ValueTask<IReadOnlyList<RegistryRecord>> FindAsync(string fingerprint, CancellationToken ct) =>
        new((IReadOnlyList<RegistryRecord>)[.. _records.Values.Where(record => record.Fingerprint == fingerprint)]);

    public ValueTask<int> CountAsync(string domain, CancellationToken ct) => new(_records.Keys.Count(key => key.Item1.Domain == domain));

    public ValueTask SetAsync(RegistryRecord record, CancellationToken ct)
    {
        _records[(record.Thing, record.Node)] = record;
        return default;
    }

    public ValueTask<bool> RemoveAsync(Jid thing, NodeRef node, CancellationToken ct) => new(_records.TryRemove((thing, node), out _));

    public async IAsyncEnumerable<RegistryRecord> ListPublicAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var record in _records.Values.Where(record => record is { IsPublic: true, Owner: not null })
            .OrderBy(record => record.Thing.ToString(), StringComparer.Ordinal).ThenBy(record => record.Node.NodeId, StringComparer.Ordinal))
            yield return record;
    }
}
