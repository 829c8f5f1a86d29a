using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Nodes;

/// <summary>Which boards a request is about: the one whose address was asked, or those its node elements name.</summary>
internal sealed class NodeResolver(BoardTable boards)
{
    /// <summary>Finds the boards.</summary>
    /// <param name="address">Address that was asked: a board or the domain.</param>
    /// <param name="nodes">Nodes of the request.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The boards, none if the request names none on the domain; or the node id that does not exist.</returns>
    public async ValueTask<(IReadOnlyList<Board> Boards, string? Unknown)> ResolveAsync(Jid address, IReadOnlyList<NodeRef> nodes, CancellationToken ct)
    {
        if (address.Local is { } name)
        {
            if (await boards.FindAsync(name, ct) is not { } board)
                return ([], name);
            foreach (var node in nodes)
            {
                // COMPAT Smack: a node element without nodeId for the only thing there is.
                if (node.NodeId.Length > 0 && node.NodeId != board.Name)
                    return ([], node.NodeId);
            }

            return ([board], null);
        }

        var found = new List<Board>();
        foreach (var node in nodes)
        {
            if (node.NodeId.Length == 0 || await boards.FindAsync(node.NodeId, ct) is not { } board)
                return ([], node.NodeId);
            if (!found.Contains(board))
                found.Add(board);
        }

        return (found, null);
    }

    /// <summary>Finds what a request is about, things behind boards included (XEP-0326 2). On a board's address the board's own names for them do.</summary>
    /// <returns>The targets, none if the request names none on the domain; or the node id that does not exist.</returns>
    public async ValueTask<(IReadOnlyList<NodeTarget> Targets, string? Unknown)> ResolveNodesAsync(Jid address, IReadOnlyList<NodeRef> nodes, CancellationToken ct)
    {
        var own = address.Local is { } name ? await boards.FindAsync(name, ct) : null;
        if (address.Local is not null && own is null)
            return ([], address.Local);
        var found = new List<NodeTarget>();
        foreach (var node in nodes)
        {
            // COMPAT Smack: a node element without nodeId for the only thing there is.
            if (node.NodeId.Length == 0 && own is not null)
                continue;
            string nodeId = own is null || node.NodeId == own.Name ? node.NodeId : BoardNodeId.Of(own.Name, BoardNodeId.LocalOf(own.Name, node.NodeId));
            var board = own ?? (nodeId.Length > 0 ? await boards.FindAsync(BoardNodeId.BoardOf(nodeId), ct) : null);
            if (board is null || (nodeId != board.Name && !board.SubNodes().Contains(nodeId)))
                return ([], node.NodeId);
            var target = new NodeTarget(board, nodeId);
            if (!found.Contains(target))
                found.Add(target);
        }

        if (found.Count == 0 && own is not null)
            found.Add(new NodeTarget(own, null));
        return (found, null);
    }
}
