using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.PubSub;

namespace IotXmpp.Concentrator.PubSub;

/// <summary>What has been published of one board.</summary>
public static class BoardPublications
{
    /// <summary>The nodes of a board: in the things domain, and its personal one.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="board">Address of the board.</param>
    /// <param name="ct">Cancels.</param>
    public static async ValueTask<IReadOnlyList<NodeKey>> ListAsync(IPubSubStore store, Jid board, CancellationToken ct)
    {
        List<NodeKey> keys = [new NodeKey(board.Bare, Ns.SensorData)];
        await foreach (var node in store.ListNodesAsync(Jid.Create(null, board.Domain), ct))
        {
            if (BoardNodeName.Parse(node.Key.Node)?.Board == board.Local)
                keys.Add(node.Key);
        }

        return keys;
    }

    /// <summary>Forgets all of it, for a board that is removed while nothing is published.</summary>
    public static async ValueTask RemoveAsync(IPubSubStore store, Jid board, CancellationToken ct)
    {
        foreach (var key in await ListAsync(store, board, ct))
            await store.DeleteNodeAsync(key, ct);
    }
}
