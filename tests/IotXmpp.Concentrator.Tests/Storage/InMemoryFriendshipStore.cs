using System.Collections.Concurrent;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>Friendships in memory.</summary>
public sealed class InMemoryFriendshipStore : IFriendshipStore
{
    private readonly ConcurrentDictionary<(Jid Thing, Jid Contact), FriendshipState> _states = new();

    public ValueTask<FriendshipState> GetAsync(Jid thing, Jid contact, CancellationToken ct) => new(_states.GetValueOrDefault((thing, contact)));

    public ValueTask SetAsync(Friendship friendship, CancellationToken ct)
    {
        var key = (friendship.Thing, friendship.Contact);
        if (friendship.State == FriendshipState.None)
            _states.TryRemove(key, out _);
        else
            _states[key] = friendship.State;
        return default;
    }

    public async IAsyncEnumerable<Friendship> ListAsync(Jid thing, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var (key, state) in _states.Where(pair => pair.Key.Thing == thing).OrderBy(pair => pair.Key.Contact.ToString(), StringComparer.Ordinal))
            yield return new Friendship(key.Thing, key.Contact, state);
    }

    public ValueTask RemoveAsync(Jid thing, CancellationToken ct)
    {
        foreach (var key in _states.Keys.Where(key => key.Thing == thing))
            _states.TryRemove(key, out _);
        return default;
    }
}
