using IotXmpp.Concentrator.Access;
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
        if (request.Requester.Domain != BridgeAddress.Domain || !decision.IsUndecided || !IsOpen(request))
            return decision;
        if (request.Names.Count <= 1)
            return AccessDecision.Everything(request);
        // Of several names some may be decided: each by itself.
        var allowed = new List<string>(request.Names.Count);
        foreach (string name in request.Names)
        {
            var single = await policy.DecideAsync(request with { Names = [name] }, ct);
            if (single.IsAllowed || single.IsUndecided)
                allowed.Add(name);
        }

        return AccessDecision.Partial(allowed) with { Request = request };
    }

    public async ValueTask<AccessDecision> RenewAsync(AccessDecision earlier, CancellationToken ct) =>
        earlier is { Request: { } request } && request.Requester.Domain == BridgeAddress.Domain
            ? await DecideAsync(request with { IsInquiry = true }, ct)
            : await policy.RenewAsync(earlier, ct);

    private bool IsOpen(AccessRequest request) => administrator is not null && request.Device.Owner?.Bare == administrator.Bare && request.Action != AccessAction.Manage;
}
