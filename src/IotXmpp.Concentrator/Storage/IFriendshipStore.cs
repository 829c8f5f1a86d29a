using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Storage;

/// <summary>Presence subscriptions of the things domain: a component has no roster of its own (XEP-0114).</summary>
public interface IFriendshipStore
{
    /// <summary>State between the two, <see cref="FriendshipState.None"/> if nothing is stored.</summary>
    ValueTask<FriendshipState> GetAsync(Jid thing, Jid contact, CancellationToken ct);

    /// <summary>Stores a state; <see cref="FriendshipState.None"/> removes it. Durable on return.</summary>
    ValueTask SetAsync(Friendship friendship, CancellationToken ct);

    /// <summary>All friendships of one of ours, ordered by contact, ordinal.</summary>
    IAsyncEnumerable<Friendship> ListAsync(Jid thing, CancellationToken ct);

    /// <summary>Forgets all friendships of one of ours.</summary>
    ValueTask RemoveAsync(Jid thing, CancellationToken ct);
}
