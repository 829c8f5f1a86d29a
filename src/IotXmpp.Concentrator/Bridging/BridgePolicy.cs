using IotXmpp.Concentrator.Access;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Bridging;

/// <summary>
/// Decides for bridges what nobody has said: the boards of the administrator, who has configured the bridge, are open to it. Whatever an owner has said counts, and other
/// owners are asked. For everybody else nothing changes.
/// </summary>
internal sealed class BridgePolicy(IAccessPolicy policy, Jid? administrator) : IAccessPolicy
{
    public async ValueTask<AccessDecision> DecideAsync(AccessRequest request, CancellationToken ct)
    {
        var decision = await policy.DecideAsync(request, ct);
        if (request.Requester.Domain != BridgeAddress.Domain || !IsOpen(request))
            return decision;
        if (request.Action == AccessAction.See || request.Names.Count == 0)
            return decision.IsUndecided && request.Action == AccessAction.See ? AccessDecision.Everything(request) : decision;
        // What is said of one name or node says nothing of another: each name by itself, and of a node that was denied nothing.
        var open = new List<string>(request.Names.Count);
        foreach (string name in request.Names)
        {
            var single = await policy.DecideAsync(request with { Names = [name], IsInquiry = true }, ct);
            if (!single.IsAllowed && single.IsUndecided)
                open.Add(name);
        }

        return open.Count == 0 ? decision : AccessDecision.Partial((node, name) =>
            (open.Contains(name, StringComparer.Ordinal) && IsOfRequest(request, node)) || (node is { } at ? decision.Covers(at, name) : decision.Covers(name)))
            with { Request = request, Rules = decision.Rules };
    }

    public async ValueTask<AccessDecision> RenewAsync(AccessDecision earlier, CancellationToken ct) =>
        earlier is { Request: { } request } && request.Requester.Domain == BridgeAddress.Domain
            ? await DecideAsync(request with { IsInquiry = true }, ct)
            : await policy.RenewAsync(earlier, ct);

    /// <summary>A question without a node is about the board's own: things behind it are asked about by themselves.</summary>
    private static bool IsOfRequest(AccessRequest request, NodeRef? node) => node is not { } at || at.NodeId == (request.Node?.NodeId ?? request.Device.Name);

    private bool IsOpen(AccessRequest request) => administrator is not null && request.Device.Owner?.Bare == administrator.Bare && request.Action != AccessAction.Manage;
}
