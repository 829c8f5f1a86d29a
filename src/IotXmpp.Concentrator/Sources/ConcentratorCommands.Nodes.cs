using System.Globalization;
using IotXmpp.Things.Concentrators;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Concentrator.Sources;

/// <summary>What is asked of nodes (XEP-0326 3.3).</summary>
internal sealed partial class ConcentratorCommands
{
    private async ValueTask<ConcentratorResult> ContainsNodeAsync(ConcentratorRequest request, CancellationToken ct)
    {
        if (_sources.Find(request.SourceId) is null)
            return ConcentratorResult.NotFound;
        bool contains = await FindAsync(RequesterOf(request), request.Node, ct) is not null;
        return ConcentratorResult.Of(w => w.WriteString(contains ? "true" : "false"));
    }

    private async ValueTask<ConcentratorResult> ContainsNodesAsync(ConcentratorRequest request, CancellationToken ct)
    {
        var contains = new List<string>(request.Nodes.Count);
        foreach (var reference in request.Nodes)
            contains.Add(await FindAsync(RequesterOf(request), reference, ct) is null ? "false" : "true");
        return ConcentratorResult.Of(w => ConcentratorXml.WriteValues(w, contains));
    }

    private async ValueTask<ConcentratorResult> GetNodeAsync(ConcentratorRequest request, CancellationToken ct)
    {
        if (await FindAsync(RequesterOf(request), request.Node, ct) is not { } found)
            return ConcentratorResult.NotFound;
        return ConcentratorResult.Of(w => ConcentratorXml.WriteNode(w, found.Node.Tell(request.Parameters, request.Messages)));
    }

    private async ValueTask<ConcentratorResult> GetNodesAsync(ConcentratorRequest request, CancellationToken ct) =>
        await FindAsync(request, ct) is { } nodes ? Tell(request, [.. nodes.Select(each => each.Node)]) : ConcentratorResult.NotFound;

    private async ValueTask<ConcentratorResult> GetAllNodesAsync(ConcentratorRequest request, CancellationToken ct)
    {
        if (await ListAsync(request, ct) is not { } nodes)
            return ConcentratorResult.NotFound;
        return Tell(request, [.. nodes.Where(node => request.DerivedFrom.All(node.DerivesFrom))]);
    }

    private async ValueTask<ConcentratorResult> GetInheritanceAsync(ConcentratorRequest request, CancellationToken ct)
    {
        if (await FindAsync(RequesterOf(request), request.Node, ct) is not { } found)
            return ConcentratorResult.NotFound;
        return ConcentratorResult.Of(w =>
        {
            foreach (var (name, types) in new[] { ("baseClasses", found.Node.BaseClasses), ("interfaces", found.Node.Interfaces) })
            {
                if (types.Count == 0)
                    continue;
                w.WriteStartElement(name, Ns.Concentrators);
                ConcentratorXml.WriteValues(w, types);
                w.WriteEndElement();
            }
        });
    }

    private async ValueTask<ConcentratorResult> GetRootNodesAsync(ConcentratorRequest request, CancellationToken ct) =>
        await ListAsync(request, ct) is { } nodes ? Tell(request, [.. nodes.Where(node => node.Information.ParentId is null)]) : ConcentratorResult.NotFound;

    private async ValueTask<ConcentratorResult> GetChildNodesAsync(ConcentratorRequest request, CancellationToken ct)
    {
        if (await FindAsync(RequesterOf(request), request.Node, ct) is not { } found)
            return ConcentratorResult.NotFound;
        var children = (await found.Source.ListAsync(RequesterOf(request), ct)).Where(node => node.Information.ParentId == found.Node.NodeId);
        // The last order first: sorting is stable.
        foreach (var order in request.SortOrders.Reverse())
        {
            children = order.Ascending
                ? children.OrderBy(node => ValueOf(node, order.Parameter), ParameterValueComparer.Instance)
                : children.OrderByDescending(node => ValueOf(node, order.Parameter), ParameterValueComparer.Instance);
        }

        return Tell(request, [.. children]);
    }

    private ValueTask<ConcentratorResult> GetIndicesAsync(ConcentratorRequest request, CancellationToken ct) =>
        new(_sources.Find(request.SourceId) is { } source ? ConcentratorResult.Of(w => ConcentratorXml.WriteValues(w, source.Indices)) : ConcentratorResult.NotFound);

    private async ValueTask<ConcentratorResult> GetNodesFromIndicesAsync(ConcentratorRequest request, CancellationToken ct)
    {
        var found = new List<SourceNode>();
        foreach (var group in request.Indices.GroupBy(index => index.SourceId))
        {
            if (_sources.Find(group.Key) is not { } source || group.Any(index => !source.Indices.Contains(index.Index, StringComparer.Ordinal)))
                return ConcentratorResult.NotFound;
            var nodes = await source.ListAsync(RequesterOf(request), ct);
            foreach (var index in group)
                found.AddRange(nodes.Where(node => node.Indices.TryGetValue(index.Index, out string? value) && value == index.Value && !found.Contains(node)));
        }

        return Tell(request, found);
    }

    private async ValueTask<ConcentratorResult> GetIndexValuesAsync(ConcentratorRequest request, CancellationToken ct)
    {
        string index = request.Indices[0].Index;
        if (_sources.Find(request.SourceId) is not { } source || !source.Indices.Contains(index, StringComparer.Ordinal))
            return ConcentratorResult.NotFound;
        var values = (await source.ListAsync(RequesterOf(request), ct)).Select(node => node.Indices.GetValueOrDefault(index)).OfType<string>()
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return values.Count > _limits.MaxNodesPerAnswer ? TooMany() : ConcentratorResult.Of(w => ConcentratorXml.WriteValues(w, values));
    }

    private async ValueTask<ConcentratorResult> GetAncestorsAsync(ConcentratorRequest request, CancellationToken ct)
    {
        if (await FindAsync(RequesterOf(request), request.Node, ct) is not { } found)
            return ConcentratorResult.NotFound;
        var chain = new List<SourceNode>();
        for (SourceNode? node = found.Node; node is not null; node = node.Information.ParentId is { } parent ? await found.Source.FindAsync(RequesterOf(request), parent, ct) : null)
            chain.Add(node);
        return Tell(request, chain);
    }

    private static string? ValueOf(SourceNode node, string parameter) => node.Parameters.FirstOrDefault(each => each.Id == parameter)?.Value;

    private async ValueTask<IReadOnlyList<SourceNode>?> ListAsync(ConcentratorRequest request, CancellationToken ct) =>
        _sources.Find(request.SourceId) is { } source ? await source.ListAsync(RequesterOf(request), ct) : request.SourceId == SourceTable.RootId ? [] : null;

    /// <summary>The answer has one stanza to fit in: what would not fit is refused, not cut.</summary>
    private ConcentratorResult Tell(ConcentratorRequest request, IReadOnlyList<SourceNode> nodes)
    {
        bool details = request.Parameters || request.Messages;
        return nodes.Count > (details ? _limits.MaxNodesPerAnswer / 2 : _limits.MaxNodesPerAnswer)
            ? TooMany()
            : ConcentratorResult.Of(w => ConcentratorXml.WriteNodes(w, nodes.Select(node => node.Tell(request.Parameters, request.Messages))));
    }

    private ConcentratorResult TooMany() => ConcentratorResult.TooMuch(string.Create(
        CultureInfo.InvariantCulture, $"More than {_limits.MaxNodesPerAnswer} nodes, or half of that with parameters or messages, do not fit into one answer. Use an index, or ask for fewer."));
}
