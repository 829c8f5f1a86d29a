using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Access;

/// <summary>Asks the policy, and tells the owner of those who were refused.</summary>
internal sealed class BoardAccess(IAccessPolicy policy, StrangerNotices notices, Func<Stanza, CancellationToken, ValueTask> send, ILogger log)
{
    /// <summary>May this be done? A refusal is told to the owner, once in a while. What was granted once is used up by it: ask once per request.</summary>
    public async ValueTask<AccessDecision> CheckAsync(Board board, AccessRequest request, CancellationToken ct)
    {
        var decision = await policy.DecideAsync(request, ct);
        if (!decision.IsAllowed)
            await RefuseAsync(request.Requester.Bare, board, request.Action == AccessAction.Control ? "control" : "read", ct);
        return decision;
    }

    /// <summary>May this be done, to the board with all its nodes and without tokens?</summary>
    public ValueTask<AccessDecision> CheckAsync(Jid requester, Board board, AccessAction action, IReadOnlyList<string> names, CancellationToken ct) =>
        CheckAsync(board, new AccessRequest(requester, board.Record, action) { Names = names }, ct);

    /// <summary>
    /// What is left by now of an earlier decision: for what goes on by itself, asked before each message of it, so that a revocation works at
    /// once. Uses nothing up, tells nobody, and asks nobody outside.
    /// </summary>
    public async ValueTask<AccessDecision> RenewAsync(AccessDecision earlier, CancellationToken ct) =>
        earlier.Request is { } request ? await policy.DecideAsync(request, ct) : earlier;

    /// <summary>May this be done? Nobody is told.</summary>
    public async ValueTask<bool> MaySeeAsync(Jid requester, Board board, CancellationToken ct) =>
        (await policy.DecideAsync(new AccessRequest(requester, board.Record, AccessAction.See), ct)).IsAllowed;

    /// <summary>May this be done? Nobody is told.</summary>
    public async ValueTask<bool> MayManageAsync(Jid requester, Board board, CancellationToken ct) =>
        (await policy.DecideAsync(new AccessRequest(requester, board.Record, AccessAction.Manage), ct)).IsAllowed;

    /// <summary>Tells the owner that somebody was refused.</summary>
    /// <returns>False if the owner knows already.</returns>
    public async ValueTask<bool> RefuseAsync(Jid stranger, Board board, string what, CancellationToken ct)
    {
        ConcentratorMetrics.Refusals.Add(1);
        if (!notices.TryAdd(stranger, board.Name, what))
            return false;
        ConcentratorLog.Refused(log, stranger.ToString(), what, board.Name);
        if (board.Record.Owner is not { } owner)
            return true;
        await send(
            new Message
            {
                Type = MessageType.Chat,
                From = board.Address,
                To = owner,
                Payloads = [Message.BodyOf($"{stranger} tried to {what} {board.Name} and was refused.")],
            },
            ct);
        return true;
    }
}
