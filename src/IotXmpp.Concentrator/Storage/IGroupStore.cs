using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Storage;

/// <summary>Everybody's groups of boards: one tree each, read and written as a whole, since it is a few nodes that one person edits.</summary>
public interface IGroupStore
{
    /// <summary>Somebody's nodes in the order they were stored; none if there are none.</summary>
    /// <param name="owner">Bare JID.</param>
    /// <param name="ct">Cancels.</param>
    ValueTask<IReadOnlyList<GroupNode>> ListAsync(Jid owner, CancellationToken ct);

    /// <summary>Replaces somebody's nodes, all or nothing. Durable on return.</summary>
    ValueTask SetAsync(Jid owner, IReadOnlyList<GroupNode> nodes, CancellationToken ct);
}
