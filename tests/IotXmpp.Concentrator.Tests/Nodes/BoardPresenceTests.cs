using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Nodes;

public sealed class BoardPresenceTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly Jid Board1 = Jid.Parse("board1@things.localhost");
    private static readonly Jid Owner = World.Alice.Bare;

    [Fact]
    [Spec("GEN-006", "GEN-012")]
    public async Task The_owners_subscription_is_accepted_and_returned_once()
    {
        await using var world = await World.CreateAsync();
        await SendAsync(world, PresenceType.Subscribe, Owner);

        var sent = world.Upstream.TakeAll().Cast<Presence>().ToList();
        sent.Select(presence => presence.Type).Should().Equal(PresenceType.Subscribed, PresenceType.Unavailable, PresenceType.Subscribe);
        sent.Should().AllSatisfy(presence => presence.To.Should().Be(Owner));

        await SendAsync(world, PresenceType.Subscribed, Owner);
        (await world.Friendships.GetAsync(Board1, Owner, Ct)).Should().Be(FriendshipState.From | FriendshipState.To);
        world.Upstream.TakeAll().Should().BeEmpty("a subscribed is not answered");

        await SendAsync(world, PresenceType.Subscribe, Owner);
        world.Upstream.TakeAll().Cast<Presence>().Should().NotContain(presence => presence.Type == PresenceType.Subscribe);
    }

    [Fact]
    [Spec("SD-063")]
    public async Task A_strangers_subscription_waits_and_the_owner_is_told_once()
    {
        await using var world = await World.CreateAsync();
        await SendAsync(world, PresenceType.Subscribe, World.Mallory.Bare);
        await SendAsync(world, PresenceType.Subscribe, World.Mallory.Bare);

        var told = world.Upstream.TakeAll().Should().ContainSingle().Which.Should().BeOfType<Message>().Subject;
        told.To.Should().Be(Owner);
        told.Body.Should().Contain("mallory@localhost").And.Contain("board1");
        (await world.Friendships.GetAsync(Board1, World.Mallory.Bare, Ct)).Should().Be(FriendshipState.PendingIn);

        await world.ConnectAsync("board1");
        world.Upstream.TakeAll().Should().BeEmpty("a stranger sees no presence");
    }

    [Fact]
    public async Task Friends_see_a_board_come_and_go_with_its_values()
    {
        await using var world = await World.CreateAsync();
        await BefriendAsync(world, Board1);
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate());
        var up = world.Upstream.TakeAll().Cast<Presence>().ToList();
        up.Should().AllSatisfy(presence => presence.Type.Should().Be(PresenceType.Available));
        up[0].From.Should().Be(Board1.WithResource("board"));
        up[^1].Status.Should().Be("Temperature 21.5 °C, Humidity 45.0 %, Pressure 1013.2 hPa");

        await board.LeaveAsync();
        var away = world.Upstream.TakeAll().Should().ContainSingle().Which.Should().BeOfType<Presence>().Subject;
        away.Type.Should().Be(PresenceType.Unavailable);
        away.Status.Should().Be("Away since 2026-07-01 12:00 UTC. Last: Temperature 21.5 °C, Humidity 45.0 %, Pressure 1013.2 hPa");
    }

    [Theory]
    [InlineData("sleeping until 2026-07-01T12:10:00.000Z", "Sleeping until 2026-07-01 12:10 UTC. Last: Temperature 21.5 °C")]
    [InlineData("sleeping until later", "Away since 2026-07-01 12:00 UTC. Last: Temperature 21.5 °C")]
    public async Task A_board_that_sleeps_is_shown_as_asleep_until_it_is_back(string status, string shown)
    {
        await using var world = await World.CreateAsync();
        await BefriendAsync(world, Board1);
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate()[0]);
        world.Upstream.TakeAll();
        await board.SayAsync(new Presence { Type = PresenceType.Unavailable, Payloads = [Presence.Child("status", status)] });
        await board.Session.OnDetachedAsync(Ct);
        world.Upstream.TakeAll().Should().ContainSingle().Which.Should().BeOfType<Presence>().Which.Status.Should().Be(shown);

        await board.Session.OnResumedAsync(Ct);
        await board.SayAsync(new Presence());
        world.Upstream.TakeAll().Should().ContainSingle().Which.Should().BeOfType<Presence>().Which.Type.Should().Be(PresenceType.Available);
    }

    [Fact]
    public async Task A_detached_session_is_away_until_it_is_resumed()
    {
        await using var world = await World.CreateAsync();
        await BefriendAsync(world, Board1);
        var board = await world.ConnectAsync("board1");
        await board.Session.OnDetachedAsync(Ct);
        await board.Session.OnResumedAsync(Ct);

        world.Upstream.TakeAll().Cast<Presence>().Select(presence => presence.Type)
            .Should().Equal(PresenceType.Available, PresenceType.Unavailable, PresenceType.Available);
    }

    [Fact]
    public async Task Numbers_are_told_once_a_minute_and_switches_at_once()
    {
        await using var world = await World.CreateAsync();
        var board2 = Jid.Parse("board2@things.localhost");
        await BefriendAsync(world, board2);
        var board = await world.ConnectAsync("board2");
        await board.ReportAsync(world.Relay(false));
        world.Upstream.TakeAll();

        world.Time.Advance(TimeSpan.FromSeconds(10));
        await board.ReportAsync(world.Number("Brightness", "50", "%"));
        world.Upstream.TakeAll().Should().BeEmpty();

        world.Time.Advance(TimeSpan.FromSeconds(1));
        await board.ReportAsync(world.Relay(true));
        world.Upstream.TakeAll().Cast<Presence>().Should().ContainSingle().Which.Status.Should().StartWith("Relay on");

        world.Time.Advance(TimeSpan.FromSeconds(60));
        await board.ReportAsync(world.Number("Brightness", "60", "%"));
        world.Upstream.TakeAll().Cast<Presence>().Should().ContainSingle().Which.Status.Should().Contain("Brightness 60 %");
    }

    [Fact]
    public async Task A_probe_of_the_owner_is_answered_and_heals_a_lost_subscription()
    {
        await using var world = await World.CreateAsync();
        await SendAsync(world, PresenceType.Probe, World.Alice);

        var answer = world.Upstream.TakeAll().Should().ContainSingle().Which.Should().BeOfType<Presence>().Subject;
        answer.Type.Should().Be(PresenceType.Unavailable);
        answer.To.Should().Be(World.Alice);

        await world.ConnectAsync("board1");
        world.Upstream.TakeAll().Should().ContainSingle().Which.To.Should().Be(Owner);
    }

    [Theory]
    [InlineData("board1@things.localhost")]
    [InlineData("board9@things.localhost")]
    [InlineData("things.localhost")]
    [Spec("RFC 6121 4.3.2")]
    public async Task A_strangers_probe_learns_nothing(string to)
    {
        await using var world = await World.CreateAsync();
        await world.ConnectAsync("board1");
        await world.ReceiveAsync(new Presence { Type = PresenceType.Probe, From = World.Mallory, To = Jid.Parse(to) });

        var answer = world.Upstream.TakeAll().Should().ContainSingle().Which.Should().BeOfType<Presence>().Subject;
        answer.Type.Should().Be(PresenceType.Unsubscribed);
        answer.Payloads.Should().BeEmpty();
    }

    [Fact]
    public async Task An_unsubscribe_ends_it()
    {
        await using var world = await World.CreateAsync();
        await BefriendAsync(world, Board1);
        await SendAsync(world, PresenceType.Unsubscribe, Owner);

        world.Upstream.TakeAll().Cast<Presence>().Select(presence => presence.Type).Should().Equal(PresenceType.Unsubscribed, PresenceType.Unavailable);
        await world.ConnectAsync("board1");
        world.Upstream.TakeAll().Should().BeEmpty();
    }

    [Fact]
    [Spec("GEN-017")]
    public async Task Everybody_is_told_anew_when_the_upstream_is_back()
    {
        await using var world = await World.CreateAsync();
        await BefriendAsync(world, Board1);
        await BefriendAsync(world, Jid.Parse("board2@things.localhost"));
        await BefriendAsync(world, Jid.Parse("things.localhost"));
        await world.ConnectAsync("board2");
        world.Upstream.TakeAll();

        await world.Concentrator.OnConnectedAsync(Ct);

        var told = world.Upstream.TakeAll().Cast<Presence>().Where(presence => presence.Type != PresenceType.Probe).Select(presence => (presence.From!.ToString(), presence.Type, presence.Status)).ToList();
        told.Should().HaveCount(3);
        told.Should().Contain(("things.localhost", PresenceType.Available, "3 boards, 1 up"));
        told.Should().Contain(each => each.Item1 == "board1@things.localhost/board" && each.Item2 == PresenceType.Unavailable);
        told.Should().Contain(each => each.Item1 == "board2@things.localhost/board" && each.Item2 == PresenceType.Available);
    }

    [Fact]
    [Spec("GEN-012", "GEN-017")]
    public async Task The_end_of_the_service_is_told()
    {
        await using var world = await World.CreateAsync();
        await BefriendAsync(world, Board1);
        await world.ConnectAsync("board1");
        world.Upstream.TakeAll();

        await world.Concentrator.StopAsync(Ct);

        world.Upstream.TakeAll().Should().ContainSingle().Which.Should().BeOfType<Presence>().Which.Type.Should().Be(PresenceType.Unavailable);
    }

    [Fact]
    public async Task After_a_restart_the_time_of_the_last_value_says_since_when_a_board_is_away()
    {
        await using var before = await World.CreateAsync();
        var board = await before.ConnectAsync("board1");
        await board.ReportAsync(before.Climate());
        before.Time.Advance(TimeSpan.FromHours(3));

        await using var concentrator = new Concentrator(
            new ConcentratorOptions { Domain = "things.localhost" }, before.Stores, _ => before.Upstream, before.Time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await concentrator.StartAsync(Ct);
        await concentrator.ReceiveAsync(new Presence { Type = PresenceType.Probe, From = World.Alice, To = Board1 }, Ct);

        var answer = await before.Upstream.NextAsync<Presence>(presence => presence.To == World.Alice);
        answer.Type.Should().Be(PresenceType.Unavailable);
        answer.Status.Should().StartWith("Away since 2026-07-01 12:00 UTC.");
    }

    private static async Task BefriendAsync(World world, Jid thing)
    {
        await world.Friendships.SetAsync(new Friendship(thing, Owner, FriendshipState.From | FriendshipState.To), Ct);
    }

    private static Task SendAsync(World world, PresenceType type, Jid from) =>
        world.ReceiveAsync(new Presence { Type = type, From = from, To = Board1 });
}
