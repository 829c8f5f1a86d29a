using System.Security.Cryptography;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Upstream.LocalDomain;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Sasl;

namespace IotXmpp.Concentrator.Tests.LocalDomain;

/// <summary>What every set of stores of a local domain does. Engines derive and say how to open one.</summary>
public abstract class LocalDomainStoresConformance
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly Jid Board = Jid.Parse("board1@things.localhost");

    /// <summary>Empty stores.</summary>
    protected abstract ValueTask<LocalDomainStores> OpenAsync();

    [Fact]
    public async Task An_account_comes_back_as_it_was_added()
    {
        var stores = await OpenAsync();
        var account = Account("alice") with
        {
            ScramSha256 = ScramCredential.Create(HashAlgorithmName.SHA256, "secret"),
            ScramSha1 = ScramCredential.Create(HashAlgorithmName.SHA1, "secret"),
        };

        (await stores.Accounts.AddAsync(account, Ct)).Should().BeTrue();
        (await stores.Accounts.AddAsync(Account("alice"), Ct)).Should().BeFalse();

        (await stores.Accounts.FindAsync("alice", Ct)).Should().BeEquivalentTo(account);
        (await stores.Accounts.FindAsync("bob", Ct)).Should().BeNull();
    }

    [Fact]
    public async Task Accounts_are_updated_and_listed_by_name()
    {
        var stores = await OpenAsync();
        await stores.Accounts.AddAsync(Account("bob"), Ct);
        await stores.Accounts.AddAsync(Account("alice"), Ct);
        var keys = ScramCredential.Create(HashAlgorithmName.SHA256, "other");

        (await stores.Accounts.UpdateAsync(Account("alice") with { ScramSha256 = keys }, Ct)).Should().BeTrue();
        (await stores.Accounts.UpdateAsync(Account("carol"), Ct)).Should().BeFalse();

        (await stores.Accounts.ListAsync(Ct)).Should().BeEquivalentTo([Account("alice") with { ScramSha256 = keys }, Account("bob")], options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task Removing_an_account_removes_what_belongs_to_it()
    {
        var stores = await OpenAsync();
        await stores.Accounts.AddAsync(Account("alice"), Ct);
        await stores.Rosters.SetAsync("alice", new RosterItem(Board, FriendshipState.To), Ct);
        await stores.OfflineMessages.TryAddAsync("alice", "<m/>", 10, Ct);
        await stores.VCards.SetAsync("alice", "<vCard/>", Ct);

        (await stores.Accounts.RemoveAsync("alice", Ct)).Should().BeTrue();
        (await stores.Accounts.RemoveAsync("alice", Ct)).Should().BeFalse();

        await stores.Accounts.AddAsync(Account("alice"), Ct);
        (await stores.Rosters.ListAsync("alice", Ct)).Should().BeEmpty();
        (await stores.OfflineMessages.ListAsync("alice", Ct)).Should().BeEmpty();
        (await stores.VCards.FindAsync("alice", Ct)).Should().BeNull();
    }

    [Fact]
    public async Task A_contact_comes_back_as_it_was_set_and_is_replaced()
    {
        var stores = await OpenAsync();
        await stores.Accounts.AddAsync(Account("alice"), Ct);
        var item = new RosterItem(Board, FriendshipState.From | FriendshipState.PendingOut) { Name = "Küche", Groups = ["Things", "1. Stock"] };
        var stranger = new RosterItem(Jid.Parse("mallory@localhost"), FriendshipState.PendingIn) { Listed = false };
        await stores.Rosters.SetAsync("alice", item with { Name = null, Groups = [] }, Ct);
        await stores.Rosters.SetAsync("alice", stranger, Ct);

        await stores.Rosters.SetAsync("alice", item, Ct);

        (await stores.Rosters.ListAsync("alice", Ct)).Should().BeEquivalentTo([item, stranger], options => options.WithStrictOrdering());
        await stores.Rosters.RemoveAsync("alice", Board, Ct);
        (await stores.Rosters.ListAsync("alice", Ct)).Should().ContainSingle().Which.Contact.Should().Be(stranger.Contact);
    }

    [Fact]
    public async Task Offline_messages_keep_their_order_and_their_bound()
    {
        var stores = await OpenAsync();
        await stores.Accounts.AddAsync(Account("alice"), Ct);
        await stores.Accounts.AddAsync(Account("bob"), Ct);
        (await stores.OfflineMessages.TryAddAsync("alice", "<a/>", 2, Ct)).Should().BeTrue();
        (await stores.OfflineMessages.TryAddAsync("bob", "<b/>", 2, Ct)).Should().BeTrue();
        (await stores.OfflineMessages.TryAddAsync("alice", "<c/>", 2, Ct)).Should().BeTrue();

        (await stores.OfflineMessages.TryAddAsync("alice", "<d/>", 2, Ct)).Should().BeFalse();

        var kept = await stores.OfflineMessages.ListAsync("alice", Ct);
        kept.Select(message => message.Xml).Should().Equal("<a/>", "<c/>");
        await stores.OfflineMessages.RemoveAsync("alice", kept[0].Id, Ct);
        (await stores.OfflineMessages.ListAsync("alice", Ct)).Should().ContainSingle().Which.Should().Be(kept[1]);
        (await stores.OfflineMessages.ListAsync("bob", Ct)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_vcard_is_replaced()
    {
        var stores = await OpenAsync();
        await stores.Accounts.AddAsync(Account("alice"), Ct);
        (await stores.VCards.FindAsync("alice", Ct)).Should().BeNull();
        await stores.VCards.SetAsync("alice", "<vCard/>", Ct);
        await stores.VCards.SetAsync("alice", "<vCard><FN>A</FN></vCard>", Ct);

        (await stores.VCards.FindAsync("alice", Ct)).Should().Be("<vCard><FN>A</FN></vCard>");
    }

    private static LocalAccount Account(string name) => new() { Username = name, Created = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero) };
}
