using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Access;

/// <summary>
/// Decides by the owner's rules. They are read from storage for each decision, so that what an owner takes back is gone at once, whoever
/// took it back and wherever.
/// </summary>
internal sealed class RulePolicy(IAccessStore rules, IDeviceStore devices, ITokenIdentities identities, TimeProvider time) : IAccessPolicy
{
    public async ValueTask<AccessDecision> DecideAsync(AccessRequest request, CancellationToken ct)
    {
        if (request.Device.Owner is { } owner && request.Requester.Bare == owner.Bare)
            return AccessDecision.Everything(request);
        if (request.Device.Owner is null || request.Action == AccessAction.Manage)
            return AccessDecision.Refused(request, isUndecided: false);

        var known = await LoadAsync(request.Device, ct);
        var certificates = await CertificatesAsync(request, known, ct);
        while (true)
        {
            var now = time.GetUtcNow();
            var alive = known.Where(rule => rule.IsAlive(now)).ToList();
            var all = new RuleSet(request.IsLasting ? alive.Where(rule => !rule.IsOnce) : alive, request.Requester, certificates);
            if (request.Action == AccessAction.See)
                return See(request, all, certificates);
            var decision = Decide(request, all, certificates, out var once);
            if (request.IsInquiry)
                return decision;
            // What is allowed anyway leaves the one request for another time.
            var lasting = new RuleSet(alive.Where(rule => !rule.IsOnce), request.Requester, certificates);
            if (once.Count == 0 || once.All(use => lasting.Deciding(request.Action, use.Node, use.Name) is { IsAllowed: true }))
                return once.Count == 0 ? decision : Decide(request, lasting, certificates, out _);
            if (await rules.UseRulesAsync([.. once.Select(use => use.Rule).Distinct()], now, ct))
                return decision;
            // Another request was faster: look again.
            known = await LoadAsync(request.Device, ct);
        }
    }

    public async ValueTask<AccessDecision> RenewAsync(AccessDecision earlier, CancellationToken ct)
    {
        if (earlier is not { IsAllowed: true, Request: { } request })
            return earlier;
        // Renewals do not pile up: each is cut from the first answer.
        earlier = earlier.First ?? earlier;
        if (await devices.FindAsync(request.Device.Name, ct) is not { } device)
            return AccessDecision.Refused(request, isUndecided: false);
        request = request with { Device = device };
        if (device.Owner is { } owner && request.Requester.Bare == owner.Bare)
            return earlier;
        if (request.Action == AccessAction.Manage)
            return AccessDecision.Refused(request, isUndecided: false);
        var now = time.GetUtcNow();
        // A rule for one request that this one has used counts for it, and no other: what came later is not this request's.
        var counting = (await LoadAsync(device, ct)).Where(rule => rule.IsOnce ? earlier.Rules.Contains(rule.Id) && !(rule.Until <= now) : rule.IsAlive(now));
        var set = new RuleSet(counting, request.Requester, earlier.Certificates);
        var renewed = request.Action == AccessAction.See ? See(request, set, earlier.Certificates) : Decide(request, set, earlier.Certificates, out _);
        return renewed.IsAllowed
            ? AccessDecision.Partial((node, name) => Both(earlier, renewed, node, name)) with { Request = request, Rules = earlier.Rules, Certificates = earlier.Certificates, First = earlier }
            : renewed;
    }

    private static bool Both(AccessDecision earlier, AccessDecision renewed, NodeRef? node, string name) => node is { } at
        ? earlier.Covers(at, name) && renewed.Covers(at, name)
        : earlier.Covers(name) && renewed.Covers(name);

    private static AccessDecision Decide(AccessRequest request, RuleSet set, IReadOnlyList<string> certificates, out List<(long Rule, string Node, string Name)> once)
    {
        string board = request.Device.Name;
        string? node = request.Node is { } asked ? NodeId(asked, board) : null;
        var deciding = new HashSet<long>();
        once = [];
        bool isAllowed = false, isUndecided = false;
        foreach (var (at, name) in set.Points(request.Action, node, request.Names))
        {
            var rule = set.Deciding(request.Action, at, name);
            isUndecided |= rule is null;
            if (rule is null)
                continue;
            deciding.Add(rule.Id);
            isAllowed |= rule.IsAllowed;
            if (rule is { IsAllowed: true, IsOnce: true })
                once.Add((rule.Id, at, name));
        }

        long[] ids = [.. deciding.Order()];
        if (!isAllowed)
            return AccessDecision.Refused(request, isUndecided) with { Rules = ids, Certificates = certificates };
        // Only what was asked for: a rule used up for one field is not the key to the others.
        return AccessDecision.Partial((of, name) =>
            (request.Names.Count == 0 || request.Names.Contains(name, StringComparer.Ordinal))
            && (node is null || of is null || NodeId(of.Value, board) == node)
            && set.Deciding(request.Action, of is { } other ? NodeId(other, board) : node ?? board, name) is { IsAllowed: true })
            with { Request = request, Rules = ids, Certificates = certificates };
    }

    private static AccessDecision See(AccessRequest request, RuleSet set, IReadOnlyList<string> certificates)
    {
        var said = set.Deciding(AccessAction.See, request.Device.Name, RuleSet.Other);
        if (said is { IsAllowed: true })
            return AccessDecision.Everything(request) with { Rules = [said.Id], Certificates = certificates };
        if (said is { Subject.Kind: AccessSubjectKind.Person })
            return AccessDecision.Refused(request, isUndecided: false) with { Rules = [said.Id] };
        // Who may read or control something of it may know that it is there.
        foreach (var action in new[] { AccessAction.Read, AccessAction.Control })
        {
            foreach (var (node, name) in set.Points(action, null, []))
            {
                if (set.Deciding(action, node, name) is { IsAllowed: true } rule)
                    return AccessDecision.Everything(request) with { Rules = [rule.Id], Certificates = certificates };
            }
        }

        return AccessDecision.Refused(request, isUndecided: said is null) with { Rules = said is null ? [] : [said.Id] };
    }

    /// <summary>The full id of a node, whether it came as the board calls it or with the board's name.</summary>
    private static string NodeId(NodeRef node, string board) =>
        node.NodeId.Length == 0 || node.NodeId == board ? board : BoardNodeId.Of(board, BoardNodeId.LocalOf(board, node.NodeId));

    /// <summary>The rules that the present owner has made.</summary>
    private async ValueTask<IReadOnlyList<AccessRule>> LoadAsync(DeviceRecord device, CancellationToken ct) =>
        [.. (await rules.ListRulesAsync(device.Name, ct)).Where(rule => rule.Owner == device.Owner?.Bare)];

    private async ValueTask<IReadOnlyList<string>> CertificatesAsync(AccessRequest request, IReadOnlyList<AccessRule> known, CancellationToken ct)
    {
        if (request.Tokens.IsEmpty)
            return [];
        // Nobody is challenged for a certificate that no rule is about.
        var named = known.Where(rule => rule.Subject.Kind == AccessSubjectKind.Certificate).Select(rule => rule.Subject.Value).ToHashSet(StringComparer.Ordinal);
        return named.Count == 0 ? [] : await identities.ProveAsync(request.Requester, request.Tokens, named, ct);
    }
}
