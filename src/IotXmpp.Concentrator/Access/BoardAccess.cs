using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Addressing;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Access;

/// <summary>Asks the policy, keeps the log of its decisions, and asks the owner about what nobody has decided yet.</summary>
/// <param name="policy">Decides.</param>
/// <param name="questions">To the owners.</param>
/// <param name="audit">The log of decisions.</param>
/// <param name="notices">What the log has been told of strangers.</param>
/// <param name="reminders">What strangers have been told of questions that are open.</param>
/// <param name="log">The log of the service.</param>
internal sealed class BoardAccess(IAccessPolicy policy, AccessQuestions questions, AccessAudit audit, StrangerNotices notices, StrangerNotices reminders, ILogger log)
{
    /// <summary>
    /// May this be done? If nobody has said, the owner is asked, and it may not be done until he answers. What was granted once is used up by it: ask
    /// once per request, before anything is shown or moved.
    /// </summary>
    public async ValueTask<AccessDecision> CheckAsync(Board board, AccessRequest request, CancellationToken ct)
    {
        var decision = await policy.DecideAsync(request, ct);
        if (request.IsInquiry || IsOwner(request.Requester, board))
            return decision;
        if (decision.IsAllowed)
            await audit.WriteAsync(board.Name, request.Requester, AuditEvent.Allowed, What(request, board), decision.Rules, ct);
        else
            await RefuseAsync(board, request, decision, ct);
        return decision;
    }

    /// <summary>May this be done, to the board with all its nodes and without tokens?</summary>
    public ValueTask<AccessDecision> CheckAsync(Jid requester, Board board, AccessAction action, IReadOnlyList<string> names, CancellationToken ct) =>
        CheckAsync(board, new AccessRequest(requester, board.Record, action) { Names = names }, ct);

    /// <summary>What could be done? Nobody is told or asked, nothing is used up: for forms, lists and help, which show and move nothing.</summary>
    public ValueTask<AccessDecision> LookAsync(Jid requester, Board board, AccessAction action, CancellationToken ct) =>
        policy.DecideAsync(new AccessRequest(requester, board.Record, action) { IsInquiry = true }, ct);

    /// <summary>What could be done of this request? Nobody is told or asked, nothing is used up.</summary>
    public ValueTask<AccessDecision> LookAsync(AccessRequest request, CancellationToken ct) => policy.DecideAsync(request with { IsInquiry = true }, ct);

    /// <summary>What may be shown again and again, without being asked for, as in presence? Nobody is told or asked.</summary>
    public ValueTask<AccessDecision> LookLastingAsync(Jid requester, Board board, AccessAction action, CancellationToken ct) =>
        policy.DecideAsync(new AccessRequest(requester, board.Record, action) { IsInquiry = true, IsLasting = true }, ct);

    /// <summary>
    /// What is left by now of an earlier decision: for what goes on by itself, asked before each message of it, so that a revocation works at
    /// once. Uses nothing up and tells nobody; a provisioning server is asked again only after it has cleared its answer.
    /// </summary>
    public ValueTask<AccessDecision> RenewAsync(AccessDecision earlier, CancellationToken ct) => policy.RenewAsync(earlier, ct);

    /// <summary>May this person know that the board is there? Nobody is told.</summary>
    public async ValueTask<bool> MaySeeAsync(Jid requester, Board board, CancellationToken ct) => (await LookAsync(requester, board, AccessAction.See, ct)).IsAllowed;

    /// <summary>May the node a question is about be seen? Nobody is told or asked, nothing is used up.</summary>
    public async ValueTask<bool> MaySeeAsync(AccessRequest request, CancellationToken ct) => (await LookAsync(request, ct)).IsAllowed;

    /// <summary>May this person change the board and who may use it? Nobody is told.</summary>
    public async ValueTask<bool> MayManageAsync(Jid requester, Board board, CancellationToken ct) => (await LookAsync(requester, board, AccessAction.Manage, ct)).IsAllowed;

    /// <summary>Refuses, as decided: the owner is asked if nobody has said anything about it, the log gets a line once in a while.</summary>
    /// <returns>True if the owner is asked now.</returns>
    public async ValueTask<bool> RefuseAsync(Board board, AccessRequest request, AccessDecision decision, CancellationToken ct)
    {
        ConcentratorMetrics.Refusals.Add(1);
        var stranger = request.Requester.Bare;
        string what = What(request, board);
        if (notices.TryAdd(stranger, board.Name, request.Action.ToString()))
        {
            ConcentratorLog.Refused(log, stranger.ToString(), what, board.Name);
            await audit.WriteAsync(board.Name, stranger, AuditEvent.Refused, what, decision.Rules, ct);
        }

        return decision.IsUndecided && await questions.AskAsync(stranger, board, request.Action, request.Node?.NodeId, request.Names, ct);
    }

    /// <summary>
    /// Is a stranger who tries again to be told that his question is still open? Once in a while, so that a machine that answers answers is not kept talking,
    /// and only if the owner was asked about him: the bounds on open questions bound this too.
    /// </summary>
    public async ValueTask<bool> RemindsAsync(Board board, Jid stranger, CancellationToken ct) =>
        await questions.IsOpenAsync(stranger, board, ct) && reminders.TryAdd(stranger.Bare, board.Name, "again");

    private static bool IsOwner(Jid requester, Board board) => board.Record.Owner is { } owner && owner.Bare == requester.Bare;

    private static string What(AccessRequest request, Board board) =>
        AccessText.What(request.Action, board.Name, request.Node?.NodeId, [.. request.Names.Take(10)]);
}
