using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Concentrators;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Sources;

/// <summary>
/// The boards: as the tree that XEP-0326 5.7 requires, a root with the boards and what is behind them, or as a flat list. Boards come and go by their
/// accounts, what is behind them by what they report: neither is made or removed here. Their owners may edit them.
/// </summary>
internal sealed class TopologySource(string sourceId, string name, bool isTree, BoardTable boards, BoardNodes nodes, IDeviceStore devices) : IDataSource
{
    /// <summary>The tree.</summary>
    public const string Id = "MeteringTopology";

    /// <summary>The flat list.</summary>
    public const string ListId = "Boards";

    /// <summary>Node id of the root of a tree.</summary>
    public const string RootId = "Root";

    public string SourceId => sourceId;

    public string Name => name;

    public string? ParentId => SourceTable.RootId;

    public IReadOnlyList<string> Indices => BoardNodes.Indices;

    public async ValueTask<IReadOnlyList<SourceNode>> ListAsync(Requester requester, CancellationToken ct)
    {
        var list = new List<SourceNode>();
        await foreach (var board in boards.ListAsync(ct))
        {
            if (await nodes.OfBoardAsync(requester, board, sourceId, isTree ? RootId : null, isTree, ct) is { } node)
                list.Add(node);
            if (!isTree)
                continue;
            foreach (string nodeId in board.SubNodes())
            {
                if (await nodes.OfSubNodeAsync(requester, board, nodeId, sourceId, ct) is { } behind)
                    list.Add(behind);
            }
        }

        if (isTree)
            list.Insert(0, Root(list.Count > 0));
        return list;
    }

    public async ValueTask<SourceNode?> FindAsync(Requester requester, string nodeId, CancellationToken ct)
    {
        if (isTree && nodeId == RootId)
            return (await ListAsync(requester, ct))[0];
        if (await boards.FindAsync(BoardNodeId.BoardOf(nodeId), ct) is not { } board)
            return null;
        if (nodeId == board.Name)
            return await nodes.OfBoardAsync(requester, board, sourceId, isTree ? RootId : null, isTree, ct);
        return isTree ? await nodes.OfSubNodeAsync(requester, board, nodeId, sourceId, ct) : null;
    }

    /// <remarks>Nothing beyond what the form says: any description fits any board.</remarks>
    public ValueTask<IReadOnlyList<ParameterError>> ValidateAsync(Requester requester, SourceNode node, IReadOnlyDictionary<string, string> values, CancellationToken ct) =>
        new((IReadOnlyList<ParameterError>)[]);

    public async ValueTask<SourceNode?> ApplyAsync(Requester requester, SourceNode node, IReadOnlyDictionary<string, string> values, CancellationToken ct)
    {
        if (await devices.FindAsync(node.NodeId, ct) is not { } record)
            return null;
        var changed = record with
        {
            Kind = values.GetValueOrDefault(BoardNodes.KindId, record.Kind),
            Description = values.TryGetValue(BoardNodes.DescriptionId, out string? description) ? (description.Length > 0 ? description : null) : record.Description,
        };
        return changed != record && !await devices.UpdateAsync(changed, ct) ? null : await FindAsync(requester, node.NodeId, ct);
    }

    private SourceNode Root(bool hasChildren) => new()
    {
        Information = new NodeInformation { Node = new NodeRef(RootId, sourceId), DisplayName = name, NodeType = NodeTypes.Root, HasChildren = hasChildren },
        BaseClasses = [NodeTypes.Node],
        Parameters = [new NodeParameter("id", "Node ID", RootId), new NodeParameter("type", "Node type", "root")],
    };
}
