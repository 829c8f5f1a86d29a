using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Sources;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Concentrators;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Registry;

/// <summary>
/// Boards change hands here and nowhere else. The old owner loses everything at once: the rules of the board, its friendships, what is subscribed; the
/// new one is asked to be a contact (XEP-0347 3.9: the thing can safely send a friendship request).
/// </summary>
internal sealed class BoardOwnership(
    IDeviceStore devices,
    BoardTable boards,
    IFriendshipStore friendships,
    SourceEvents events,
    IReadOnlyList<Func<Board, CancellationToken, ValueTask>> onChanged,
    Func<Stanza, CancellationToken, ValueTask> send,
    TimeProvider time,
    ILogger log)
{
    /// <summary>Gives a board to somebody, or to nobody.</summary>
    /// <param name="board">The board.</param>
    /// <param name="owner">Bare JID of the new owner; null for none.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False if the board is gone.</returns>
    public async ValueTask<bool> ChangeAsync(Board board, Jid? owner, CancellationToken ct)
    {
        if (await devices.FindAsync(board.Name, ct) is not { } record)
            return false;
        var old = record.Owner;
        if (old == owner)
            return true;
        // Looked up anew: from here on the policy knows the new owner only.
        if (!await devices.UpdateAsync(record with { Owner = owner }, ct) || await boards.FindAsync(board.Name, ct) is not { } changed)
            return false;
        board = changed;
        foreach (var forget in onChanged)
            await forget(board, ct);
        await EndFriendshipsAsync(board, ct);
        RegistryLog.OwnerChanged(log, board.Name, old?.ToString() ?? "nobody", owner?.ToString() ?? "nobody");
        var now = time.GetUtcNow();
        if (old is not null)
        {
            await events.PublishAsync(
                [.. new[] { TopologySource.Id, TopologySource.ListId }.Select(sourceId =>
                    new Happening(SourceEventTypes.NodeRemoved, sourceId, board.Name, now) { MayKnowAsync = (requester, _) => new(requester.Bare == old) })],
                ct);
        }

        if (owner is not null)
        {
            await events.OnBoardAddedAsync(board, ct);
            await friendships.SetAsync(new Friendship(board.Address, owner, FriendshipState.PendingOut), ct);
            await send(new Presence { Type = PresenceType.Subscribe, From = board.Address, To = owner }, ct);
        }

        return true;
    }

    private async ValueTask EndFriendshipsAsync(Board board, CancellationToken ct)
    {
        var all = new List<Friendship>();
        await foreach (var friendship in friendships.ListAsync(board.Address, ct))
            all.Add(friendship);
        await friendships.RemoveAsync(board.Address, ct);
        foreach (var friendship in all)
        {
            if ((friendship.State & (FriendshipState.From | FriendshipState.PendingIn)) != 0)
                await send(new Presence { Type = PresenceType.Unsubscribed, From = board.Address, To = friendship.Contact }, ct);
            if ((friendship.State & (FriendshipState.To | FriendshipState.PendingOut)) != 0)
                await send(new Presence { Type = PresenceType.Unsubscribe, From = board.Address, To = friendship.Contact }, ct);
            if ((friendship.State & FriendshipState.From) != 0)
                await send(new Presence { Type = PresenceType.Unavailable, From = board.Resource, To = friendship.Contact }, ct);
        }
    }
}
