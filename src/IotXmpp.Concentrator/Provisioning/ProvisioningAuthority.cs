using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Things.Model;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Provisioning;

/// <summary>
/// We as provisioning server (XEP-0324). Only boards registered here are known; whatever anybody else asks about himself is answered with no, and nothing is
/// added on being asked (XEP-0324 5.4).
/// </summary>
internal sealed class ProvisioningAuthority(
    ConcentratorOptions options, IAccessPolicy policy, AccessAudit audit, AccessRules rules, TokenIssuer tokens, ProvisioningClients clients, BoardTable boards, TimeProvider time) : IProvisioningAuthority
{
    public async ValueTask<FriendResponse> IsFriendAsync(Jid thing, Jid jid, CancellationToken ct)
    {
        if (await FindAsync(thing, ct) is not { } board)
            return new FriendResponse(jid, false);
        await clients.NoteAsync(board.Name, ProvisioningClientState.AskedFriends, ct);
        // Never secondary trust: the owner's word is to be the only one (XEP-0324 5.3).
        return new FriendResponse(jid, (await policy.DecideAsync(new AccessRequest(jid, board.Record, AccessAction.See) { IsInquiry = true }, ct)).IsAllowed);
    }

    public async ValueTask<PermissionResponse> MayAsync(Jid thing, PermissionRequest request, CancellationToken ct)
    {
        var refused = new PermissionResponse(request.Kind, request.Jid, false) { FieldTypes = request.FieldTypes };
        if (await FindAsync(thing, ct) is not { } board)
            return refused;
        await clients.NoteAsync(board.Name, ProvisioningClientState.AskedRights, ct);
        var action = request.Kind == PermissionKind.Control ? AccessAction.Control : AccessAction.Read;
        var known = action == AccessAction.Control ? board.Description.Parameters.Select(parameter => parameter.Name).ToList() : board.FieldNames();
        var allowed = new List<(NodeRef? Node, IReadOnlyList<string>? Names)>();
        var deciding = new HashSet<long>();
        foreach (var node in request.Nodes.Count == 0 ? [null] : request.Nodes.Select(node => (NodeRef?)node))
        {
            var decision = await policy.DecideAsync(new AccessRequest(request.Jid, board.Record, action) { Node = node, Names = request.Names, FieldTypes = request.FieldTypes }, ct);
            if (decision.IsAllowed && NamesOf(decision, request.Names, known) is var names && names is not { Count: 0 })
            {
                allowed.Add((node, names));
                deciding.UnionWith(decision.Rules);
            }
        }

        string what = AccessText.What(action, board.Name, null, [.. request.Names.Take(10)]);
        if (allowed.Count == 0)
        {
            await audit.WriteAsync(board.Name, request.Jid, AuditEvent.Refused, what, [], ct);
            return refused;
        }

        await audit.WriteAsync(board.Name, request.Jid, AuditEvent.Allowed, what, [.. deciding], ct);
        // One that was good once is used up by this answer, which the board may keep: it is to forget it right after.
        var left = await rules.ListAsync(board.Name, board.Record.Owner ?? request.Jid, ct);
        if (deciding.Any(id => left.All(rule => rule.Id != id)))
            await clients.OweAsync(board.Name, ct);

        // An answer has one list of nodes and one of names. Where they differ by node, those nodes are named that have all of the names.
        var first = allowed[0].Names;
        var nodes = allowed.Where(each => each.Names is null || (first is not null && first.All(each.Names.Contains))).Select(each => each.Node).ToList();
        return new PermissionResponse(request.Kind, request.Jid, true)
        {
            FieldTypes = request.FieldTypes,
            Nodes = nodes.Count == request.Nodes.Count ? [] : [.. nodes.OfType<NodeRef>()],
            Names = first ?? [],
        };
    }

    public async ValueTask<(int SequenceNumber, byte[] Challenge)> ChallengeAsync(Jid holder, byte[] certificate, CancellationToken ct)
    {
        if (TokenCertificate.Read(certificate) is not { } read)
            throw new StanzaException(StanzaErrors.BadRequest("An X.509 certificate with an RSA key of 2048 to 8192 bits is needed."));
        if (!read.IsValid(time.GetUtcNow()))
            throw new StanzaException(StanzaErrors.NotAcceptable("The certificate is not valid now."));
        if (!await IsConcernedAsync(holder, read, ct))
            throw new StanzaException(StanzaErrors.Forbidden("No rule is about you or this certificate."));
        return tokens.Challenge(holder, read);
    }

    public ValueTask<string> IssueAsync(Jid holder, int sequenceNumber, byte[] answer, CancellationToken ct) => tokens.IssueAsync(holder, sequenceNumber, answer, ct);

    /// <summary>The names to list; null if everything asked for is allowed.</summary>
    private static IReadOnlyList<string>? NamesOf(AccessDecision decision, IReadOnlyList<string> asked, IReadOnlyList<string> known)
    {
        if (asked.Count > 0)
            return asked.All(decision.Covers) ? null : [.. asked.Where(decision.Covers)];
        return decision.Covers(RuleSet.Other) && known.All(decision.Covers) ? null : [.. known.Where(decision.Covers)];
    }

    private async ValueTask<Board?> FindAsync(Jid thing, CancellationToken ct) =>
        thing.Domain == options.Domain && thing.Local is { } name ? await boards.FindAsync(name, ct) : null;

    /// <summary>True for boards, for who may see one, and for certificates that a rule names: a token is of no use to others.</summary>
    private async ValueTask<bool> IsConcernedAsync(Jid holder, TokenCertificate certificate, CancellationToken ct)
    {
        if (await FindAsync(holder, ct) is not null)
            return true;
        var subject = AccessSubject.OfCertificate(certificate.Thumbprint);
        await foreach (var board in boards.ListAsync(ct))
        {
            if (board.Record.Owner is not { } owner)
                continue;
            if ((await rules.ListAsync(board.Name, owner, ct)).Any(rule => rule.Subject == subject)
                || (await policy.DecideAsync(new AccessRequest(holder, board.Record, AccessAction.See) { IsInquiry = true }, ct)).IsAllowed)
                return true;
        }

        return false;
    }
}
