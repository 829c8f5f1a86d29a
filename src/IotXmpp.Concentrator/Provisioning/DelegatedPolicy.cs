using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Upstream;
using IotXmpp.Things.Model;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Provisioning;

/// <summary>
/// Another provisioning server decides for all but the owner (XEP-0324 3.1.1). Its answers are kept; one that does not come is a no (XEP-0324 6).
/// </summary>
internal sealed class DelegatedPolicy(Jid server, string domain, PermissionCache cache, WorldRequests requests, SentTokens sent, IDeviceStore devices, TimeProvider time) : IAccessPolicy
{
    /// <summary>How long the server has. A person waits for us meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>For this long a server that did not answer is not asked: else everybody would wait for it, one after the other.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private long _silentSince;

    public async ValueTask<AccessDecision> DecideAsync(AccessRequest request, CancellationToken ct)
    {
        if (request.Device.Owner is { } owner && request.Requester.Bare == owner.Bare)
            return AccessDecision.Everything(request);
        if (request.Device.Owner is null || request.Action == AccessAction.Manage)
            return AccessDecision.Refused(request, isUndecided: false);
        if (request.Action == AccessAction.See)
        {
            // Who is to decide has to be befriended first (XEP-0324 5.1).
            if (request.Requester.Bare == server.Bare)
                return AccessDecision.Everything(request);
            var friend = await AskAsync(request, $"{server} friend {request.Device.Name} {request.Requester.Bare}", ProvisioningXml.WriteIsFriend(request.Requester), ct);
            return friend is not null && ProvisioningXml.ReadFriendResponse(friend) is { IsFriend: true } response && response.Jid == request.Requester.Bare
                ? AccessDecision.Everything(request)
                : AccessDecision.Refused(request, isUndecided: false);
        }

        var question = QuestionOf(request);
        var payload = ProvisioningXml.WriteRequest(question);
        if (!request.Tokens.IsEmpty)
            sent.Add(request.Tokens, request.Requester, server);
        var answer = await AskAsync(request, $"{server} {request.Device.Name} {payload}", payload, ct);
        if (answer is null || ProvisioningXml.ReadResponse(answer, new ProvisioningLimits()) is not { IsAllowed: true } permission
            || permission.Kind != question.Kind || permission.Jid != question.Jid)
            return AccessDecision.Refused(request, isUndecided: false);
        return AllowedOf(request, permission);
    }

    public async ValueTask<AccessDecision> RenewAsync(AccessDecision earlier, CancellationToken ct)
    {
        if (earlier is not { IsAllowed: true, Request: { } request })
            return earlier;
        earlier = earlier.First ?? earlier;
        if (await devices.FindAsync(request.Device.Name, ct) is not { } device)
            return AccessDecision.Refused(request, isUndecided: false);
        // The answer is in the cache unless the server has cleared it, and then the server is asked again.
        var renewed = await DecideAsync(request with { Device = device }, ct);
        return renewed.IsAllowed
            ? AccessDecision.Partial((node, name) => node is { } at ? earlier.Covers(at, name) && renewed.Covers(at, name) : earlier.Covers(name) && renewed.Covers(name))
                with { Request = request, FieldTypes = earlier.FieldTypes & renewed.FieldTypes, First = earlier }
            : renewed;
    }

    private static PermissionRequest QuestionOf(AccessRequest request) =>
        new(request.Action == AccessAction.Control ? PermissionKind.Control : PermissionKind.Read, request.Requester.Bare)
        {
            Tokens = request.Tokens,
            FieldTypes = request.FieldTypes,
            Nodes = request.Node is { } node ? [node] : [],
            Names = request.Names,
        };

    private static AccessDecision AllowedOf(AccessRequest request, PermissionResponse permission)
    {
        string board = request.Device.Name;
        // No more than was asked for, whatever the answer says.
        var decision = AccessDecision.Partial((node, name) =>
        {
            var at = Full(node ?? request.Node ?? new NodeRef(board), board);
            return (request.Node is not { } asked || Full(asked, board) == at)
                && (request.Names.Count == 0 || request.Names.Contains(name, StringComparer.Ordinal))
                && (permission with { Nodes = [.. permission.Nodes.Select(each => Full(each, board))] }).Covers(at, name);
        });
        bool isAny = (request.Names.Count == 0 || permission.Names.Count == 0 || request.Names.Any(name => permission.Names.Contains(name, StringComparer.Ordinal)))
            && (request.Node is not { } node || permission.Nodes.Count == 0 || permission.Nodes.Any(each => Full(each, board).NodeId == Full(node, board).NodeId));
        return isAny
            ? decision with { Request = request, FieldTypes = permission.FieldTypes == FieldTypes.None ? FieldTypes.All : permission.FieldTypes }
            : AccessDecision.Refused(request, isUndecided: false);
    }

    private static NodeRef Full(NodeRef node, string board) =>
        node with { NodeId = node.NodeId.Length == 0 || node.NodeId == board ? board : BoardNodeId.Of(board, BoardNodeId.LocalOf(board, node.NodeId)) };

    private async ValueTask<XmppElement?> AskAsync(AccessRequest request, string key, XmppElement payload, CancellationToken ct)
    {
        if (cache.Find(key) is { } known)
            return known;
        long silent = Interlocked.Read(ref _silentSince);
        if (silent != 0 && time.GetElapsedTime(silent) < Pause)
            return null;
        long generation = cache.Generation;
        var board = Jid.Create(request.Device.Name, domain, "board");
        var iq = await requests.AskAsync(board, server, IqType.Get, payload, Patience, ct);
        Interlocked.Exchange(ref _silentSince, iq is null ? time.GetTimestamp() : 0);
        if (iq is not { Type: IqType.Result, Request: { } answer })
            return null;
        await cache.AddAsync(key, answer, generation, ct);
        return answer;
    }
}
