using IotXmpp.Things.Concentrators;
using IotXmpp.Things.Control;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Concentrator.Sources;

/// <summary>Parameters are edited, nodes made and removed (XEP-0326 3.4, 3.5).</summary>
internal sealed partial class ConcentratorCommands
{
    private async ValueTask<ConcentratorResult> GetParametersAsync(ConcentratorRequest request, CancellationToken ct)
    {
        if (await FindAsync(request, ct) is not { } nodes)
            return ConcentratorResult.NotFound;
        if (nodes.Any(each => each.Node.Editable.Count == 0))
            return ConcentratorResult.Forbidden;
        return request.Nodes.Count == 0
            ? Form(nodes[0].Node.NodeId, nodes[0].Node.Editable, request)
            : Form($"{nodes.Count} nodes", ParameterForm.Common([.. nodes.Select(each => each.Node.Editable)]), request);
    }

    /// <summary>Everything is checked on all nodes before anything is changed on one.</summary>
    private async ValueTask<ConcentratorResult> SetParametersAsync(ConcentratorRequest request, CancellationToken ct)
    {
        var requester = RequesterOf(request);
        if (await FindAsync(request, ct) is not { } nodes)
            return ConcentratorResult.NotFound;
        if (nodes.Any(each => each.Node.Editable.Count == 0))
            return ConcentratorResult.Forbidden;
        var parameters = request.Nodes.Count == 0 ? nodes[0].Node.Editable : ParameterForm.Common([.. nodes.Select(each => each.Node.Editable)]);
        var (values, errors) = ParameterForm.Read(request.Form, parameters, isNew: false);
        foreach (var (source, node) in nodes)
        {
            if (errors.Count == 0)
                errors = await source.ValidateAsync(requester, node, values, ct);
        }

        if (errors.Count > 0)
            return ConcentratorResult.FormError(errors);
        var changed = new List<SourceNode>();
        foreach (var (source, node) in nodes)
        {
            if (await source.ApplyAsync(requester, node, values, ct) is not { } now)
                return ConcentratorResult.NotFound;
            changed.Add(now);
        }

        CloseForm(request);
        return ConcentratorResult.Of(w => ConcentratorXml.WriteNodes(w, changed.Select(node => node.Tell(parameters: true, messages: false))));
    }

    private async ValueTask<ConcentratorResult> GetAddableAsync(ConcentratorRequest request, CancellationToken ct)
    {
        if (await FindAsync(RequesterOf(request), request.Node, ct) is not { } found)
            return ConcentratorResult.NotFound;
        return ConcentratorResult.Of(w =>
        {
            foreach (var type in found.Node.Addable)
            {
                w.WriteStartElement("nodeType", Ns.Concentrators);
                w.WriteAttributeString("type", type.Type);
                w.WriteAttributeString("name", type.Name);
                w.WriteEndElement();
            }
        });
    }

    private async ValueTask<ConcentratorResult> GetParametersForNewAsync(ConcentratorRequest request, CancellationToken ct)
    {
        var (_, _, type, refusal) = await FindTypeAsync(request, ct);
        return refusal ?? Form($"New {type!.Name}", type.Parameters, request);
    }

    private async ValueTask<ConcentratorResult> CreateAsync(ConcentratorRequest request, CancellationToken ct)
    {
        var (tree, parent, type, refusal) = await FindTypeAsync(request, ct);
        if (refusal is not null)
            return refusal;
        var (values, errors) = ParameterForm.Read(request.Form, type!.Parameters, isNew: true);
        SourceNode? node = null;
        if (errors.Count == 0)
            (node, errors) = await tree!.CreateAsync(RequesterOf(request), parent!, type.Type, values, ct);
        if (node is null)
            return errors.Count > 0 ? ConcentratorResult.FormError(errors) : ConcentratorResult.NotFound;
        CloseForm(request);
        return ConcentratorResult.Of(w => ConcentratorXml.WriteNodes(w, [node.Tell(parameters: true, messages: false)]));
    }

    private async ValueTask<ConcentratorResult> DestroyAsync(ConcentratorRequest request, CancellationToken ct)
    {
        if (await FindAsync(RequesterOf(request), request.Node, ct) is not { } found)
            return ConcentratorResult.NotFound;
        if (!found.Node.MayDestroy || found.Source is not INodeTree tree)
            return ConcentratorResult.Forbidden;
        return await tree.DestroyAsync(RequesterOf(request), found.Node, ct)
            ? ConcentratorResult.Done
            : new ConcentratorResult(ResponseCode.OtherError) { Text = "It has children. Remove them first.", Condition = "conflict" };
    }

    private async ValueTask<(INodeTree? Tree, SourceNode? Parent, AddableNodeType? Type, ConcentratorResult? Refusal)> FindTypeAsync(ConcentratorRequest request, CancellationToken ct)
    {
        if (await FindAsync(RequesterOf(request), request.Node, ct) is not { } found)
            return (null, null, null, ConcentratorResult.NotFound);
        if (found.Node.Addable.Count == 0 || found.Source is not INodeTree tree)
            return (null, null, null, ConcentratorResult.Forbidden);
        var type = found.Node.Addable.FirstOrDefault(each => each.Type == request.NodeType);
        return (tree, found.Node, type, type is null ? ConcentratorResult.NotFound : null);
    }
}
