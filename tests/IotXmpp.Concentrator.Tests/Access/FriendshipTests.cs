using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Access;

/// <summary>Friendship by presence subscription, as the owner says (XEP-0324 3.2).</summary>
public sealed class FriendshipTests
{
    private static readonly Jid Board1 = Jid.Parse("board1@things.localhost");
    private static readonly Jid Visitor = Jid.Parse("visitor@example.net");

    [Fact]
    [Spec("PR-022")]
    public async Task A_stranger_stays_pending_until_the_owner_answers()
    {
        await using var world = await CreateAsync();
        await SubscribeAsync(world);
        (await world.Upstream.NextAsync<Message>()).Body.Should().Be("visitor@example.net asks to see when board1 is up: 2 always, 4 everyone at example.net, 5 no");
        world.Upstream.TakeAll().Should().BeEmpty();
        await world.RestartAsync();
        await world.ConnectAsync("board1");

        await world.ChatAsync(World.Alice, Board1.ToString(), "2");

        await world.Upstream.NextAsync<Presence>(presence => presence.Type == PresenceType.Subscribed && presence.To == Visitor);
        var shown = await world.Upstream.NextAsync<Presence>(presence => presence.Type == PresenceType.Available && presence.To == Visitor);
        shown.Payloads.Should().NotContain(payload => payload.LocalName == "status", "to see it is not to read it");
        await world.Upstream.NextAsync<Presence>(presence => presence.Type == PresenceType.Subscribe && presence.To == Visitor);
    }

    [Fact]
    [Spec("PR-022")]
    public async Task Who_was_told_no_is_unsubscribed_and_not_asked_about_again()
    {
        await using var world = await CreateAsync();
        await SubscribeAsync(world);
        await world.ChatAsync(World.Alice, Board1.ToString(), "no");
        await world.Upstream.NextAsync<Presence>(presence => presence.Type == PresenceType.Unsubscribed && presence.To == Visitor);
        (await world.Friendships.GetAsync(Board1, Visitor, CancellationToken.None)).Should().Be(FriendshipState.None);
        world.Upstream.TakeAll();

        await SubscribeAsync(world);

        world.Upstream.TakeAll().Should().ContainSingle().Which.Should().BeOfType<Presence>().Which.Type.Should().Be(PresenceType.Unsubscribed);
    }

    [Fact]
    public async Task Presence_shows_the_values_a_contact_may_read()
    {
        await using var world = await CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate());
        await world.ChatAsync(World.Alice, Board1.ToString(), "allow visitor@example.net Humidity");
        await SubscribeAsync(world);

        var shown = await world.Upstream.NextAsync<Presence>(presence => presence.Type == PresenceType.Available && presence.To == Visitor);

        shown.Payloads.Single(payload => payload.LocalName == "status").Text.Should().Be("Humidity 45.0 %");
    }

    [Fact]
    [Spec("PR-027")]
    public async Task A_denial_ends_the_friendship_in_both_directions_at_once()
    {
        await using var world = await CreateAsync();
        await world.ChatAsync(World.Alice, Board1.ToString(), "allow visitor@example.net");
        await SubscribeAsync(world);
        await world.ReceiveAsync(new Presence { Type = PresenceType.Subscribed, From = Visitor, To = Board1 });
        world.Upstream.TakeAll();

        await world.ChatAsync(World.Alice, Board1.ToString(), "deny visitor@example.net");

        world.Upstream.TakeAll().OfType<Presence>().Select(presence => presence.Type).Should().Equal(PresenceType.Unavailable, PresenceType.Unsubscribed, PresenceType.Unsubscribe);
        (await world.Friendships.GetAsync(Board1, Visitor, CancellationToken.None)).Should().Be(FriendshipState.None);
    }

    [Fact]
    public async Task A_friendship_by_a_right_that_ends_is_over_within_ten_seconds()
    {
        await using var world = await CreateAsync();
        await world.ChatAsync(World.Alice, Board1.ToString(), "allow visitor@example.net for 30 minutes");
        await SubscribeAsync(world);
        await world.Upstream.NextAsync<Presence>(presence => presence.Type == PresenceType.Subscribed);
        world.Upstream.TakeAll();

        world.Time.Advance(TimeSpan.FromMinutes(30) + TimeSpan.FromSeconds(9));

        await world.Upstream.NextAsync<Presence>(presence => presence.Type == PresenceType.Unsubscribed && presence.To == Visitor);
    }

    private static async Task<World> CreateAsync()
    {
        var world = await World.CreateAsync();
        await world.ConnectAsync("board1");
        world.Upstream.TakeAll();
        return world;
    }

    private static Task SubscribeAsync(World world) => world.ReceiveAsync(new Presence { Type = PresenceType.Subscribe, From = Visitor, To = Board1 });
}
