using IotXmpp.Things.Concentrators;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Concentrator.Sources;

/// <summary>
/// Commands and queries of nodes (XEP-0326 3.6). Which a node has is found anew for every request, by what it is and who asks at that moment: what
/// was listed before gives no right.
/// </summary>
internal sealed partial class ConcentratorCommands
{
    private static bool IsBatch(ConcentratorRequest request) => request.Nodes.Count > 0;

    private async ValueTask<ConcentratorResult> GetCommandsAsync(ConcentratorRequest request, CancellationToken ct)
    {
        if (await FindAsync(request, ct) is not { } nodes)
            return ConcentratorResult.NotFound;
        var common = nodes[0].Node.Commands.Where(command => nodes.All(each => each.Node.Commands.Any(command.IsCommonWith)));
        return ConcentratorResult.Of(w => ConcentratorXml.WriteCommands(w, common.Select(command => command.Information)));
    }

    private async ValueTask<ConcentratorResult> GetCommandParametersAsync(ConcentratorRequest request, CancellationToken ct)
    {
        var (targets, refusal) = await FindCommandAsync(request, ct);
        return refusal ?? Form(targets[0].Command.Information.Name.TrimEnd('.'), targets[0].Command.Parameters, request);
    }

    private async ValueTask<ConcentratorResult> ExecuteAsync(ConcentratorRequest request, CancellationToken ct)
    {
        var (targets, values, refusal) = await PrepareAsync(request, isQuery: false, ct);
        if (refusal is not null)
            return refusal;
        var results = new List<ConcentratorResult>();
        foreach (var (_, command) in targets)
            results.Add(await command.ExecuteAsync!(values, ct));
        if (IsBatch(request) || results[0].Code == ResponseCode.OK)
            CloseForm(request);
        // 3.6.14: what fails on some nodes only is a success that says so.
        return IsBatch(request) ? ConcentratorResult.Of(w => ConcentratorXml.WriteResults(w, results.Select(ResultOf))) : results[0];
    }

    private async ValueTask<ConcentratorResult> QueryAsync(ConcentratorRequest request, CancellationToken ct)
    {
        var (targets, values, refusal) = await PrepareAsync(request, isQuery: true, ct);
        if (refusal is not null)
            return refusal;
        var runs = new List<(NodeRef, Func<CancellationToken, IAsyncEnumerable<QueryEvent>>)>();
        var results = new List<ConcentratorResult>();
        foreach (var (node, command) in targets)
        {
            var start = await command.QueryAsync!(values, ct);
            results.Add(start.Refusal ?? ConcentratorResult.Done);
            if (start.Run is { } run)
                runs.Add((node.Reference, run));
        }

        if (runs.Count == 0)
            return results[0];
        if (_queries.TryAdd(request.Requester, runs) is not { } id)
            return ConcentratorResult.TooMuch("There are too many queries.");
        CloseForm(request);
        bool isPartial = runs.Count < targets.Count;
        return ConcentratorResult.Of(w =>
        {
            w.WriteAttributeString("queryId", id);
            if (isPartial)
                ConcentratorXml.WriteResults(w, results.Select(ResultOf));
        }) with { Then = () => _queries.Begin(id) };
    }

    private ValueTask<ConcentratorResult> AbortAsync(ConcentratorRequest request, CancellationToken ct) =>
        new(_queries.Abort(request.Requester, request.QueryId, [request.Node]) ? ConcentratorResult.Done : ConcentratorResult.NotFound);

    /// <remarks>3.6.18: nodes where it is over do not matter, even if that is all of them.</remarks>
    private ValueTask<ConcentratorResult> AbortCommonAsync(ConcentratorRequest request, CancellationToken ct)
    {
        _queries.Abort(request.Requester, request.QueryId, request.Nodes);
        return new(ConcentratorResult.Done);
    }

    /// <summary>The nodes with the command and its checked values; or why nothing of it is done.</summary>
    private async ValueTask<(IReadOnlyList<(SourceNode Node, NodeCommand Command)> Targets, IReadOnlyDictionary<string, string> Values, ConcentratorResult? Refusal)> PrepareAsync(
        ConcentratorRequest request, bool isQuery, CancellationToken ct)
    {
        var (targets, refusal) = await FindCommandAsync(request, ct);
        if (refusal is not null)
            return ([], new Dictionary<string, string>(), refusal);
        var command = targets[0].Command;
        if (command.IsQuery != isQuery)
        {
            string text = isQuery ? "This is a command. Use executeNodeCommand." : "This is a query. Use executeNodeQuery.";
            return ([], new Dictionary<string, string>(), new ConcentratorResult(ResponseCode.OtherError) { Condition = "bad-request", Text = text });
        }

        var (values, errors) = ParameterForm.Read(request.Form, command.Parameters, isNew: true);
        if (errors.Count == 0 && command.Validate is { } validate)
            errors = validate(values);
        return (targets, values, errors.Count > 0 ? ConcentratorResult.FormError(errors) : null);
    }

    private async ValueTask<(IReadOnlyList<(SourceNode Node, NodeCommand Command)> Targets, ConcentratorResult? Refusal)> FindCommandAsync(ConcentratorRequest request, CancellationToken ct)
    {
        if (await FindAsync(request, ct) is not { } nodes)
            return ([], ConcentratorResult.NotFound);
        var targets = new List<(SourceNode, NodeCommand)>();
        NodeCommand? first = null;
        foreach (var (_, node) in nodes)
        {
            var command = node.Commands.FirstOrDefault(each => each.Id == request.Command);
            first ??= command;
            if (command is null || !first!.IsCommonWith(command))
                return ([], ConcentratorResult.NotFound);
            targets.Add((node, command));
        }

        return (targets, null);
    }

    private static NodeResult ResultOf(ConcentratorResult result) => new(result.Code == ResponseCode.OK ? null : result.Text ?? result.Code switch
    {
        ResponseCode.InsufficientPrivileges => "You may not do this.",
        _ => "It could not be done.",
    });
}
