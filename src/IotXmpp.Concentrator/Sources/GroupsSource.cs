using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Concentrators;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Sources;

/// <summary>
/// Groups of boards (XEP-0326 3.3.16 calls the source <c>MeteringGroups</c>): everybody has a tree of their own, kept in the store, and sees no other.
/// A node is a group, or stands for a node of the topology; standing for something gives no right to it.
/// </summary>
internal sealed class GroupsSource(IGroupStore store, IDataSource topology, SourceEvents events, SourceLimits limits, TimeProvider time) : INodeTree
{
    /// <summary>Id of the source.</summary>
    public const string Id = "MeteringGroups";

    private const string RootId = TopologySource.RootId;
    private const string IdParameter = "id";
    private const string ParentParameter = "parent";
    private const string ReferenceParameter = "referenceId";
    private const int MaxId = 64;

    /// <summary>A person has one window; two at once must not lose each other's changes.</summary>
    private readonly SemaphoreSlim _gate = new(1, 1);

    public string SourceId => Id;

    public string Name => "Groups";

    public string? ParentId => SourceTable.RootId;

    public IReadOnlyList<string> Indices { get; } = ["type", ReferenceParameter];

    public async ValueTask<IReadOnlyList<SourceNode>> ListAsync(Requester requester, CancellationToken ct)
    {
        var all = await store.ListAsync(requester.Bare, ct);
        bool mayAdd = all.Count > 0 || await SeesAnythingAsync(requester, ct);
        var children = all.ToLookup(node => node.ParentId ?? RootId, StringComparer.Ordinal);
        var list = new List<SourceNode> { Root(all, mayAdd) };
        var waiting = new Stack<GroupNode>(children[RootId].Reverse());
        while (waiting.TryPop(out var node))
        {
            list.Add(Of(node, children[node.NodeId].Any()));
            foreach (var child in children[node.NodeId].Reverse())
                waiting.Push(child);
        }

        return list;
    }

    public async ValueTask<SourceNode?> FindAsync(Requester requester, string nodeId, CancellationToken ct) =>
        (await ListAsync(requester, ct)).FirstOrDefault(node => node.NodeId == nodeId);

    public async ValueTask<IReadOnlyList<ParameterError>> ValidateAsync(Requester requester, SourceNode node, IReadOnlyDictionary<string, string> values, CancellationToken ct) =>
        await CheckAsync(requester, await store.ListAsync(requester.Bare, ct), node.NodeId, values, ct);

    public async ValueTask<SourceNode?> ApplyAsync(Requester requester, SourceNode node, IReadOnlyDictionary<string, string> values, CancellationToken ct)
    {
        string nodeId = node.NodeId;
        await _gate.WaitAsync(ct);
        try
        {
            var all = (await store.ListAsync(requester.Bare, ct)).ToList();
            int at = all.FindIndex(each => each.NodeId == node.NodeId);
            // As it was validated, unless another of the same person was faster.
            if (at < 0 || (await CheckAsync(requester, all, node.NodeId, values, ct)).Count > 0)
                return null;
            var old = all[at];
            nodeId = values.GetValueOrDefault(IdParameter, old.NodeId);
            string parent = values.GetValueOrDefault(ParentParameter, old.ParentId ?? RootId);
            var changed = old with
            {
                NodeId = nodeId,
                ParentId = parent == RootId ? null : parent,
                ReferenceId = old.ReferenceId is null ? null : values.GetValueOrDefault(ReferenceParameter, old.ReferenceId),
            };
            if (changed != old)
            {
                bool moved = changed.ParentId != old.ParentId;
                changed = changed with { Changed = time.GetUtcNow() };
                all[at] = changed;
                for (int i = 0; i < all.Count; i++)
                {
                    if (all[i].ParentId == old.NodeId)
                        all[i] = all[i] with { ParentId = nodeId };
                }

                if (moved)
                {
                    // It becomes the last of its new siblings.
                    all.RemoveAt(at);
                    all.Add(changed);
                }

                await store.SetAsync(requester.Bare, all, ct);
                // XEP-0326 3.8.1: to another parent is away from one and new at the other.
                await events.PublishAsync(
                    moved
                        ? [Happened(requester.Bare, SourceEventTypes.NodeRemoved, old.NodeId), Added(requester.Bare, all, changed)]
                        : [Happened(requester.Bare, SourceEventTypes.NodeUpdated, nodeId) with { OldId = nodeId != old.NodeId ? old.NodeId : null }],
                    ct);
            }
        }
        finally
        {
            _gate.Release();
        }

        return await FindAsync(requester, nodeId, ct);
    }

    public async ValueTask<(SourceNode? Node, IReadOnlyList<ParameterError> Errors)> CreateAsync(Requester requester, SourceNode parent, string type, IReadOnlyDictionary<string, string> values, CancellationToken ct)
    {
        string nodeId = values[IdParameter];
        await _gate.WaitAsync(ct);
        try
        {
            var all = (await store.ListAsync(requester.Bare, ct)).ToList();
            var errors = await CheckAsync(requester, all, null, values, ct);
            if (errors.Count == 0 && all.Count >= limits.MaxGroupNodes)
                errors = [new ParameterError(IdParameter, $"There are {limits.MaxGroupNodes} nodes already.")];
            if (errors.Count > 0)
                return (null, errors);
            var node = new GroupNode(nodeId, parent.NodeId == RootId ? null : parent.NodeId, type == NodeTypes.Reference ? values[ReferenceParameter] : null, time.GetUtcNow());
            all.Add(node);
            await store.SetAsync(requester.Bare, all, ct);
            await events.PublishAsync([Added(requester.Bare, all, node)], ct);
        }
        finally
        {
            _gate.Release();
        }

        return (await FindAsync(requester, nodeId, ct), []);
    }

    public async ValueTask<bool> DestroyAsync(Requester requester, SourceNode node, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            var all = (await store.ListAsync(requester.Bare, ct)).ToList();
            if (all.Any(each => each.ParentId == node.NodeId))
                return false;
            if (all.RemoveAll(each => each.NodeId == node.NodeId) > 0)
            {
                await store.SetAsync(requester.Bare, all, ct);
                await events.PublishAsync([Happened(requester.Bare, SourceEventTypes.NodeRemoved, node.NodeId)], ct);
            }

            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask MoveAsync(Requester requester, IReadOnlyList<SourceNode> nodes, bool up, CancellationToken ct)
    {
        var selected = nodes.Select(node => node.NodeId).ToHashSet(StringComparer.Ordinal);
        var type = up ? SourceEventTypes.NodeMovedUp : SourceEventTypes.NodeMovedDown;
        await _gate.WaitAsync(ct);
        try
        {
            var all = (await store.ListAsync(requester.Bare, ct)).ToList();
            var moved = new List<Happening>();
            foreach (var siblings in Enumerable.Range(0, all.Count).GroupBy(i => all[i].ParentId).Select(group => group.ToList()).ToList())
            {
                // From the edge inwards: who stands behind one that stays, stays.
                if (!up)
                    siblings.Reverse();
                for (int i = 1; i < siblings.Count; i++)
                {
                    int here = siblings[i], before = siblings[i - 1];
                    if (!selected.Contains(all[here].NodeId) || selected.Contains(all[before].NodeId))
                        continue;
                    (all[before], all[here]) = (all[here], all[before]);
                    moved.Add(Happened(requester.Bare, type, all[before].NodeId));
                }
            }

            if (moved.Count == 0)
                return;
            await store.SetAsync(requester.Bare, all, ct);
            await events.PublishAsync(moved, ct);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static SourceNode Of(GroupNode node, bool hasChildren) => new()
    {
        Information = new NodeInformation
        {
            Node = new NodeRef(node.NodeId, Id),
            NodeType = node.ReferenceId is null ? NodeTypes.Group : NodeTypes.Reference,
            HasChildren = hasChildren,
            ChildrenOrdered = node.ReferenceId is null,
            ParentId = node.ParentId ?? RootId,
            LastChanged = node.Changed,
        },
        BaseClasses = [NodeTypes.Node],
        Parameters =
        [
            new NodeParameter(IdParameter, "Node ID", node.NodeId),
            new NodeParameter("type", "Node type", node.ReferenceId is null ? "group" : "topology reference"),
            .. node.ReferenceId is null ? Array.Empty<NodeParameter>() : [new NodeParameter(ReferenceParameter, "Reference ID", node.ReferenceId)],
        ],
        Editable = [.. Parameters(node.ReferenceId is not null, node.NodeId, node.ReferenceId ?? ""), Parent(node.ParentId ?? RootId)],
        Addable = node.ReferenceId is null ? Addable : [],
        MayDestroy = true,
        MayMove = true,
        Indices = node.ReferenceId is null
            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["type"] = "group" }
            : new Dictionary<string, string>(StringComparer.Ordinal) { ["type"] = "reference", [ReferenceParameter] = node.ReferenceId },
    };

    private static IReadOnlyList<AddableNodeType> Addable { get; } =
    [
        new(NodeTypes.Group, "Group", Parameters(isReference: false)),
        new(NodeTypes.Reference, "Metering topology reference", Parameters(isReference: true)),
    ];

    private static SourceNode Root(IReadOnlyList<GroupNode> all, bool mayAdd) => new()
    {
        Information = new NodeInformation
        {
            Node = new NodeRef(RootId, Id),
            DisplayName = "Groups",
            NodeType = NodeTypes.Root,
            HasChildren = all.Count > 0,
            ChildrenOrdered = true,
            LastChanged = all.Count > 0 ? all.Max(node => node.Changed) : null,
        },
        BaseClasses = [NodeTypes.Node],
        Parameters = [new NodeParameter(IdParameter, "Node ID", RootId), new NodeParameter("type", "Node type", "root")],
        Addable = mayAdd ? Addable : [],
    };

    private static IReadOnlyList<ParameterDescription> Parameters(bool isReference, string id = "", string reference = "")
    {
        ParameterDescription name = new(IdParameter, "Node ID") { Description = "ID of the node.", Page = "Identity", IsRequired = true, IsId = true, MaxLength = MaxId, Value = id };
        return isReference
            ? [name, new(ReferenceParameter, "Metering node ID") { Description = "ID of the node in the metering topology.", Page = "Identity", IsRequired = true, Value = reference }]
            : [name];
    }

    private static ParameterDescription Parent(string parent) => new(ParentParameter, "Parent") { Description = "ID of the group it is in.", Page = "Place", IsRequired = true, MaxLength = MaxId, Value = parent };

    private Happening Happened(Jid owner, SourceEventTypes type, string nodeId) =>
        new(type, Id, nodeId, time.GetUtcNow()) { MayKnowAsync = (requester, _) => new(requester.Bare == owner) };

    private Happening Added(Jid owner, List<GroupNode> all, GroupNode node) =>
        Happened(owner, SourceEventTypes.NodeAdded, node.NodeId) with { AfterNodeId = all.TakeWhile(each => each != node).LastOrDefault(each => each.ParentId == node.ParentId)?.NodeId };

    private async ValueTask<bool> SeesAnythingAsync(Requester requester, CancellationToken ct) => (await topology.ListAsync(requester, ct)).Count > 1;

    private async ValueTask<IReadOnlyList<ParameterError>> CheckAsync(Requester requester, IReadOnlyList<GroupNode> all, string? nodeId, IReadOnlyDictionary<string, string> values, CancellationToken ct)
    {
        var errors = new List<ParameterError>();
        if (values.TryGetValue(IdParameter, out string? id) && id != nodeId && (id == RootId || all.Any(node => node.NodeId == id)))
            errors.Add(new ParameterError(IdParameter, "There already exists a node with this ID."));
        if (values.TryGetValue(ReferenceParameter, out string? reference) && (reference == RootId || await topology.FindAsync(requester, reference, ct) is null))
            errors.Add(new ParameterError(ReferenceParameter, "Referenced node was not found."));
        if (values.TryGetValue(ParentParameter, out string? parent) && parent != RootId)
        {
            var above = all.FirstOrDefault(node => node.NodeId == parent && node.ReferenceId is null);
            if (above is null)
                errors.Add(new ParameterError(ParentParameter, "There is no such group."));
            for (; above is not null; above = all.FirstOrDefault(node => node.NodeId == above.ParentId))
            {
                if (above.NodeId != nodeId)
                    continue;
                errors.Add(new ParameterError(ParentParameter, "A group cannot be inside itself."));
                break;
            }
        }

        return errors;
    }
}
