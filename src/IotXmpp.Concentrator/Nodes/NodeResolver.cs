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
}
