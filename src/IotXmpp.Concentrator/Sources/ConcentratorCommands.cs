using IotXmpp.Things.Concentrators;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Sources;

/// <summary>The commands of XEP-0326: one line of the table each, and what they do to the data sources. All of it is done with the rights of who asks.</summary>
internal sealed partial class ConcentratorCommands
{
    private readonly SourceTable _sources;
    private readonly SourceEvents _events;
    private readonly QueryRunner _queries;
    private readonly DynamicForms _forms;
    private readonly FieldDatabase _database;
    private readonly SourceLimits _limits;

    /// <summary>Builds the table.</summary>
    public ConcentratorCommands(SourceTable sources, SourceEvents events, QueryRunner queries, DynamicForms forms, FieldDatabase database, SourceLimits limits)
    {
        _sources = sources;
        _events = events;
        _queries = queries;
        _forms = forms;
        _database = database;
        _limits = limits;
        const RequestParts NodeDetails = RequestParts.Node | RequestParts.Details;
        const RequestParts NodesDetails = RequestParts.Nodes | RequestParts.Details;
        const RequestParts SourceDetails = RequestParts.Source | RequestParts.Details;
        const RequestParts NodeCommand = RequestParts.Node | RequestParts.Command;
        const RequestParts NodesCommand = RequestParts.Nodes | RequestParts.Command;
        const RequestParts NewNode = RequestParts.Node | RequestParts.NodeType;
        All =
        [
            new("getAllDataSources", IqType.Get, RequestParts.None, (r, ct) => SourcesAsync(r, _ => true, ct)),
            new("getRootDataSources", IqType.Get, RequestParts.None, (r, ct) => SourcesAsync(r, parent => parent is null, ct)),
            new("getChildDataSources", IqType.Get, RequestParts.Source, ChildSourcesAsync),
            new("containsNode", IqType.Get, RequestParts.Node, ContainsNodeAsync),
            new("containsNodes", IqType.Get, RequestParts.Nodes, ContainsNodesAsync),
            new("getNode", IqType.Get, NodeDetails, GetNodeAsync),
            new("getNodes", IqType.Get, NodesDetails, GetNodesAsync),
            new("getAllNodes", IqType.Get, SourceDetails | RequestParts.DerivedFrom, GetAllNodesAsync),
            new("getNodeInheritance", IqType.Get, RequestParts.Node, GetInheritanceAsync),
            new("getRootNodes", IqType.Get, SourceDetails, GetRootNodesAsync),
            new("getChildNodes", IqType.Get, NodeDetails | RequestParts.SortOrder, GetChildNodesAsync),
            new("getIndices", IqType.Get, RequestParts.Source, GetIndicesAsync),
            new("getNodesFromIndex", IqType.Get, SourceDetails | RequestParts.Index | RequestParts.IndexValue, GetNodesFromIndicesAsync),
            new("getNodesFromIndices", IqType.Get, RequestParts.IndexReferences | RequestParts.Details, GetNodesFromIndicesAsync),
            new("getAllIndexValues", IqType.Get, RequestParts.Source | RequestParts.Index, GetIndexValuesAsync),
            new("getNodeParametersForEdit", IqType.Get, RequestParts.Node, GetParametersAsync),
            new("setNodeParametersAfterEdit", IqType.Set, RequestParts.Node | RequestParts.Form, SetParametersAsync),
            new("getCommonNodeParametersForEdit", IqType.Get, RequestParts.Nodes, GetParametersAsync),
            new("setCommonNodeParametersAfterEdit", IqType.Set, RequestParts.Nodes | RequestParts.Form, SetParametersAsync),
            new("getAddableNodeTypes", IqType.Get, RequestParts.Node, GetAddableAsync),
            new("getParametersForNewNode", IqType.Get, NewNode, GetParametersForNewAsync),
            new("createNewNode", IqType.Set, NewNode | RequestParts.Form, CreateAsync),
            new("destroyNode", IqType.Set, RequestParts.Node, DestroyAsync),
            new("getAncestors", IqType.Get, NodeDetails, GetAncestorsAsync),
            new("getNodeCommands", IqType.Get, RequestParts.Node, GetCommandsAsync),
            new("getCommandParameters", IqType.Get, NodeCommand, GetCommandParametersAsync),
            new("executeNodeCommand", IqType.Set, NodeCommand | RequestParts.OptionalForm, ExecuteAsync),
            new("executeNodeQuery", IqType.Set, NodeCommand | RequestParts.OptionalForm, QueryAsync),
            new("abortNodeQuery", IqType.Set, RequestParts.Node | RequestParts.Query, AbortAsync),
            new("getCommonNodeCommands", IqType.Get, RequestParts.Nodes, GetCommandsAsync),
            new("getCommonCommandParameters", IqType.Get, NodesCommand, GetCommandParametersAsync),
            // COMPAT later generations send these two by get.
            new("executeCommonNodeCommand", null, NodesCommand | RequestParts.OptionalForm, ExecuteAsync),
            new("executeCommonNodeQuery", null, NodesCommand | RequestParts.OptionalForm, QueryAsync),
            new("abortCommonNodeQuery", IqType.Set, RequestParts.Nodes | RequestParts.Query, AbortCommonAsync),
            new("moveNodeUp", IqType.Set, RequestParts.Node, (r, ct) => MoveAsync(r, up: true, ct)),
            new("moveNodeDown", IqType.Set, RequestParts.Node, (r, ct) => MoveAsync(r, up: false, ct)),
            new("moveNodesUp", IqType.Set, RequestParts.Nodes, (r, ct) => MoveAsync(r, up: true, ct)),
            new("moveNodesDown", IqType.Set, RequestParts.Nodes, (r, ct) => MoveAsync(r, up: false, ct)),
            new("subscribe", IqType.Set, RequestParts.Source | RequestParts.Details | RequestParts.EventTypes | RequestParts.Since, SubscribeAsync),
            new("unsubscribe", IqType.Set, RequestParts.Source | RequestParts.EventTypes, UnsubscribeAsync),
            new("getDatabases", IqType.Get, RequestParts.None, (_, _) => new(FieldDatabase.List())),
            new("getDatabaseReadoutParameters", IqType.Get, RequestParts.Database, GetDatabaseParametersAsync),
            new("startDatabaseReadout", IqType.Set, RequestParts.Database | RequestParts.SequenceNumber | RequestParts.Nodes | RequestParts.Form, StartReadoutAsync),
        ];
    }

    /// <summary>The table.</summary>
    public IReadOnlyList<ConcentratorCommand> All { get; }

    private static Requester RequesterOf(ConcentratorRequest request) => new(request.Requester, request.Tokens);

    /// <summary>The node or nodes of a request, single and batch alike; null if one of them is not there for who asks.</summary>
    private async ValueTask<IReadOnlyList<(IDataSource Source, SourceNode Node)>?> FindAsync(ConcentratorRequest request, CancellationToken ct)
    {
        var requester = RequesterOf(request);
        var found = new List<(IDataSource, SourceNode)>();
        foreach (var reference in request.Nodes.Count > 0 ? request.Nodes : [request.Node])
        {
            if (await FindAsync(requester, reference, ct) is not { } node)
                return null;
            found.Add(node);
        }

        return found;
    }

    /// <remarks>Ids are unique in our sources: a cacheType does not matter (XEP-0326 5.1).</remarks>
    private async ValueTask<(IDataSource Source, SourceNode Node)?> FindAsync(Requester requester, NodeRef reference, CancellationToken ct) =>
        _sources.Find(reference.SourceId ?? "") is { } source && await source.FindAsync(requester, reference.NodeId, ct) is { } node ? (source, node) : null;

    private async ValueTask<ConcentratorResult> SourcesAsync(ConcentratorRequest request, Func<string?, bool> fits, CancellationToken ct)
    {
        var sources = await _sources.ListAsync(RequesterOf(request), fits, ct);
        return ConcentratorResult.Of(w => ConcentratorXml.WriteSources(w, sources));
    }

    private async ValueTask<ConcentratorResult> ChildSourcesAsync(ConcentratorRequest request, CancellationToken ct) =>
        request.SourceId == SourceTable.RootId ? await SourcesAsync(request, parent => parent == request.SourceId, ct)
        : _sources.Find(request.SourceId) is null ? ConcentratorResult.NotFound : ConcentratorResult.Done;

    private async ValueTask<ConcentratorResult> SubscribeAsync(ConcentratorRequest request, CancellationToken ct) =>
        _sources.Find(request.SourceId) is null ? ConcentratorResult.NotFound : await _events.SubscribeAsync(request, ct);

    private async ValueTask<ConcentratorResult> UnsubscribeAsync(ConcentratorRequest request, CancellationToken ct)
    {
        if (_sources.Find(request.SourceId) is null)
            return ConcentratorResult.NotFound;
        await _events.UnsubscribeAsync(request.Requester, request.SourceId, request.EventTypes, ct);
        return ConcentratorResult.Done;
    }

    private async ValueTask<ConcentratorResult> MoveAsync(ConcentratorRequest request, bool up, CancellationToken ct)
    {
        if (await FindAsync(request, ct) is not { } nodes)
            return ConcentratorResult.NotFound;
        if (nodes.Any(each => !each.Node.MayMove || each.Source is not INodeTree))
            return ConcentratorResult.Forbidden;
        foreach (var group in nodes.GroupBy(each => each.Source))
            await ((INodeTree)group.Key).MoveAsync(RequesterOf(request), [.. group.Select(each => each.Node)], up, ct);
        return ConcentratorResult.Done;
    }

    private ValueTask<ConcentratorResult> GetDatabaseParametersAsync(ConcentratorRequest request, CancellationToken ct) =>
        new(request.DatabaseId == FieldDatabase.Id ? Form("Database read-out", _database.Parameters(), request) : ConcentratorResult.NotFound);

    private async ValueTask<ConcentratorResult> StartReadoutAsync(ConcentratorRequest request, CancellationToken ct)
    {
        if (request.DatabaseId != FieldDatabase.Id)
            return ConcentratorResult.NotFound;
        var result = await _database.StartAsync(request, ct);
        if (result.Code == ResponseCode.OK)
            CloseForm(request);
        return result;
    }

    private ConcentratorResult Form(string title, IReadOnlyList<ParameterDescription> parameters, ConcentratorRequest request)
    {
        var form = new OpenParameterForm(title, parameters);
        form.Session = _forms.Open(request.Requester, form);
        return ConcentratorResult.Of(w => form.Build().WriteTo(w));
    }

    private void CloseForm(ConcentratorRequest request) => _forms.Close(request.Requester, request.Form?.Field(DynamicForms.SessionVariable)?.Value);
}
