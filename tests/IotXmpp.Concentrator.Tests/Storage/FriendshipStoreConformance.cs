using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>What every <see cref="IFriendshipStore"/> does. Engines derive and say how to open one.</summary>
public abstract class FriendshipStoreConformance
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly Jid Board1 = Jid.Parse("board1@things.localhost");
    private static readonly Jid Board2 = Jid.Parse("board2@things.localhost");
    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly Jid Bob = Jid.Parse("bob@localhost");

    /// <summary>An empty store.</summary>
    protected abstract ValueTask<IFriendshipStore> OpenAsync();

    [Fact]
    public async Task Nothing_stored_is_none()
    {
        var store = await OpenAsync();

        (await store.GetAsync(Board1, Alice, Ct)).Should().Be(FriendshipState.None);
    }

    [Fact]
    public async Task A_state_is_kept_per_pair_and_replaced()
    {
        var store = await OpenAsync();
        await store.SetAsync(new Friendship(Board1, Alice, FriendshipState.PendingOut), Ct);
        await store.SetAsync(new Friendship(Board1, Alice, FriendshipState.From | FriendshipState.To), Ct);
        await store.SetAsync(new Friendship(Board2, Alice, FriendshipState.PendingIn), Ct);

        (await store.GetAsync(Board1, Alice, Ct)).Should().Be(FriendshipState.From | FriendshipState.To);
        (await store.GetAsync(Board2, Alice, Ct)).Should().Be(FriendshipState.PendingIn);
        (await store.GetAsync(Board2, Bob, Ct)).Should().Be(FriendshipState.None);
    }

    [Fact]
    public async Task A_list_is_of_one_thing_ordered_by_contact_and_without_none()
    {
        var store = await OpenAsync();
        await store.SetAsync(new Friendship(Board1, Bob, FriendshipState.PendingIn), Ct);
        await store.SetAsync(new Friendship(Board1, Alice, FriendshipState.From), Ct);
        await store.SetAsync(new Friendship(Board2, Bob, FriendshipState.To), Ct);
        await store.SetAsync(new Friendship(Board1, Jid.Parse("carol@localhost"), FriendshipState.To), Ct);
        await store.SetAsync(new Friendship(Board1, Jid.Parse("carol@localhost"), FriendshipState.None), Ct);

        (await List(store, Board1)).Should().Equal(new Friendship(Board1, Alice, FriendshipState.From), new Friendship(Board1, Bob, FriendshipState.PendingIn));
    }

    [Fact]
    public async Task The_domain_itself_has_friends_too()
    {
        var store = await OpenAsync();
        var domain = Jid.Parse("things.localhost");
        await store.SetAsync(new Friendship(domain, Alice, FriendshipState.From), Ct);

        (await List(store, domain)).Should().ContainSingle();
        (await List(store, Board1)).Should().BeEmpty();
    }

    [Fact]
    public async Task Removing_forgets_one_thing_only()
    {
        var store = await OpenAsync();
        await store.SetAsync(new Friendship(Board1, Alice, FriendshipState.From), Ct);
        await store.SetAsync(new Friendship(Board2, Alice, FriendshipState.From), Ct);

        await store.RemoveAsync(Board1, Ct);

        (await List(store, Board1)).Should().BeEmpty();
        (await List(store, Board2)).Should().ContainSingle();
    }

    private static async Task<List<Friendship>> List(IFriendshipStore store, Jid thing)
    {
        var friendships = new List<Friendship>();
        await foreach (var friendship in store.ListAsync(thing, Ct))
            friendships.Add(friendship);
        return friendships;
    }
}
