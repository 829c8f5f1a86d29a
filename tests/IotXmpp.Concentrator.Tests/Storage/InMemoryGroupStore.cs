using System.Collections.Concurrent;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>Groups in memory.</summary>
public sealed class InMemoryGroupStore : IGroupStore
{
    private readonly ConcurrentDictionary<Jid, IReadOnlyList<GroupNode>> _nodes = new();

    public ValueTask<IReadOnlyList<GroupNode>> ListAsync(Jid owner, CancellationToken ct) => new(_nodes.GetValueOrDefault(owner, []));

    public ValueTask SetAsync(Jid owner, IReadOnlyList<GroupNode> nodes, CancellationToken ct)
    {
        _nodes[owner] = [.. nodes];
        return default;
    }
}
