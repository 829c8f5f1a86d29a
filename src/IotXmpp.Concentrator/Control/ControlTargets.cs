using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Control;

/// <summary>The boards a request is about, with what its sender may control on each.</summary>
internal sealed record ControlTargets
{
    /// <summary>Boards with at least one parameter that may be set, and the decision for each.</summary>
    public IReadOnlyList<(Board Board, AccessDecision Decision)> Boards { get; private init; } = [];

    /// <summary>True if there were more boards in the request.</summary>
    public bool AreRestricted { get; private init; }

    /// <summary>Why there is nothing to do; null otherwise.</summary>
    public StanzaError? Error { get; private init; }

    /// <summary>True if that parameter may be set on all of the boards.</summary>
    public bool Cover(string parameter) => Boards.All(target => target.Decision.Covers(new NodeRef(target.Board.Name), parameter));

    /// <summary>Finds the boards and asks for the access.</summary>
    /// <param name="nodes">Finds boards.</param>
    /// <param name="access">Decides.</param>
    /// <param name="requester">Full JID of who asks.</param>
    /// <param name="address">The address that was asked.</param>
    /// <param name="refs">Nodes of the request.</param>
    /// <param name="tokens">Tokens of the request.</param>
    /// <param name="names">Parameters of the request; empty for all.</param>
    /// <param name="ct">Cancels.</param>
    public static async ValueTask<ControlTargets> FindAsync(
        NodeResolver nodes, BoardAccess access, Jid requester, Jid address, IReadOnlyList<NodeRef> refs, RequestTokens tokens, IReadOnlyList<string> names, CancellationToken ct)
    {
        var (boards, unknown) = await nodes.ResolveAsync(address, refs, ct);
        if (unknown is not null)
            return new ControlTargets { Error = ControlErrors.UnknownNode(ValueText.Clean(unknown)) };
        if (boards.Count == 0)
            return new ControlTargets { Error = StanzaErrors.BadRequest("Name the nodes to control.") };
        var allowed = new List<(Board, AccessDecision)>();
        foreach (var board in boards)
        {
            var decision = await access.CheckAsync(board, new AccessRequest(requester, board.Record, AccessAction.Control) { Names = names, Tokens = tokens }, ct);
            var node = new NodeRef(board.Name);
            if (decision.IsAllowed && (names.Count == 0 || names.Any(name => decision.Covers(node, name))))
                allowed.Add((board, decision));
        }

        return allowed.Count > 0
            ? new ControlTargets { Boards = allowed, AreRestricted = allowed.Count < boards.Count }
            : new ControlTargets { Error = ControlErrors.Forbidden() };
    }
}
