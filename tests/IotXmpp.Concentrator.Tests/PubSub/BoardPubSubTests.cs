using IotXmpp.Concentrator.PubSub;
using IotXmpp.Testing;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.PubSub;

/// <summary>What boards report as a subscriber of the things domain's own pub-sub sees it.</summary>
public sealed class BoardPubSubTests
{
    private const string At = "2026-07-01T12:00:00.0000000Z";
    private static readonly Jid Alice = World.Alice;
    private static readonly Jid Mallory = World.Mallory;

    [Fact]
    [Spec("GEN-061", "GEN-062", "SEC-2")]
    public async Task A_reading_comes_to_subscribers_of_the_board_and_of_the_field()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate("20.0", world.Now.AddMinutes(-1)));
        await world.EventsAsync();
        (await world.SubscribeAsync(Alice, "boards/board1")).Should().Be("subscribed");
        (await world.SubscribeAsync(Alice, "boards/board1/Temperature")).Should().Be("subscribed");
        await world.EventsAsync();

        await board.ReportAsync(world.Climate("21.50"));

        (await world.EventsAsync()).Should().BeEquivalentTo(
            $"{Alice} items boards/board1: {At} board1 Humidity=45.0%, Pressure=1013.2hPa, Temperature=21.50°C",
            $"{Alice} items boards/board1/Temperature: {At} board1 Temperature=21.50°C");
        (await world.ItemsAsync(Alice, "boards/board1/Temperature")).Should().Equal(
            "2026-07-01T11:59:00.0000000Z board1 Temperature=20.0°C", $"{At} board1 Temperature=21.50°C");
    }

    [Fact]
    [Spec("GEN-061")]
    public async Task What_is_said_of_one_instant_twice_is_one_item_with_everything_in_it()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Number("Temperature", "21.0", "°C"));
        await world.EventsAsync();
        await board.ReportAsync(world.Number("Humidity", "45", "%"));
        await world.EventsAsync();

        (await world.ItemsAsync(Alice, "boards/board1")).Should().Equal($"{At} board1 Humidity=45%, Temperature=21.0°C");
    }

    [Fact]
    public async Task What_a_board_delivers_late_is_told_and_does_not_become_the_last_item()
    {
        await using var world = await World.CreateAsync(options => options with { PubSub = new PubSubOptions { MaxItems = 2 } });
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Number("Temperature", "3", "°C"));
        await world.EventsAsync();
        await world.SubscribeAsync(Alice, "boards/board1/Temperature");
        await world.EventsAsync();

        await board.ReportAsync(world.Number("Temperature", "1", "°C", world.Now.AddMinutes(-2)), world.Number("Temperature", "2", "°C", world.Now.AddMinutes(-1)));

        string told = string.Join('\n', await world.EventsAsync());
        told.Should().Contain("Temperature=1°C").And.Contain("Temperature=2°C");
        (await world.ItemsAsync(Alice, "boards/board1/Temperature")).Should().Equal("2026-07-01T11:59:00.0000000Z board1 Temperature=2°C", $"{At} board1 Temperature=3°C");
        await world.SubscribeAsync(Alice, "boards/board1");
        (await world.EventsAsync()).Should().Equal([$"{Alice} items boards/board1: {At} board1 Temperature=3°C delayed"], "the last value is the newest one");
    }

    [Fact]
    [Spec("SEC-2", "GEN-063")]
    public async Task Whoever_may_not_read_a_board_does_not_learn_that_it_publishes()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate());
        await world.EventsAsync();

        (await world.SubscribeAsync(Mallory, "boards/board1")).Should().Be("item-not-found");
        (await world.SubscribeAsync(Mallory, "boards/board1/Temperature")).Should().Be("item-not-found");
        (await world.ItemsAsync(Mallory, "boards/board1")).Should().Equal("item-not-found");
        (await world.AskAsync(Mallory, Publishing.Domain, IqType.Get, $"<query xmlns='{Ns.DiscoItems}'/>")).Request!.Elements.Should().BeEmpty();
        (await world.AskAsync(Mallory, Publishing.Domain, IqType.Get, $"<query xmlns='{Ns.DiscoInfo}' node='boards/board1'/>")).Error!.Condition.Should().Be("item-not-found");
        (await world.AskAsync(Mallory, Publishing.Domain, IqType.Get, $"<query xmlns='{Ns.DiscoItems}' node='boards/board1'/>")).Error!.Condition.Should().Be("item-not-found");
    }

    [Fact]
    [Spec("SEC-2")]
    public async Task Who_may_read_one_field_gets_items_with_that_field()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate("20"));
        await world.EventsAsync();
        await world.ChatAsync(Alice, Publishing.Domain, "allow mallory@localhost board1 Temperature");
        (await world.SubscribeAsync(Mallory, "boards/board1")).Should().Be("subscribed");
        (await world.SubscribeAsync(Mallory, "boards/board1/Humidity")).Should().Be("item-not-found");
        await world.EventsAsync();

        world.Time.Advance(TimeSpan.FromSeconds(1));
        await board.ReportAsync(world.Climate("21"));
        (await world.EventsAsync()).Should().Equal($"{Mallory} items boards/board1: 2026-07-01T12:00:01.0000000Z board1 Temperature=21°C");
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await board.ReportAsync(world.Number("Humidity", "50", "%"));
        (await world.EventsAsync()).Should().BeEmpty("there is nothing in it for him");
        (await world.ItemsAsync(Mallory, "boards/board1")).Should().HaveCount(2).And.NotContain(item => item.Contains("Humidity", StringComparison.Ordinal));
    }

    [Fact]
    [Spec("SEC-2")]
    public async Task A_right_that_is_taken_back_ends_events_and_subscription_at_once()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate("20"));
        await world.EventsAsync();
        await world.ChatAsync(Alice, Publishing.Domain, "allow mallory@localhost board1");
        await world.SubscribeAsync(Mallory, "boards/board1/Temperature");
        await world.EventsAsync();

        await world.ChatAsync(Alice, Publishing.Domain, "deny mallory@localhost board1");
        (await world.EventsAsync()).Should().Contain($"{Mallory} subscription boards/board1/Temperature none: ");
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await board.ReportAsync(world.Climate("21"));
        (await world.EventsAsync()).Should().BeEmpty();
        (await world.ItemsAsync(Mallory, "boards/board1/Temperature")).Should().Equal("item-not-found");
    }

    [Fact]
    [Spec("GEN-029")]
    public async Task Nodes_are_found_by_those_who_may_read_them()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate());
        await world.EventsAsync();

        (await NodesAsync(null)).Should().Equal("boards/board1");
        (await NodesAsync("boards/board1")).Should().Equal("boards/board1/Humidity", "boards/board1/Pressure", "boards/board1/Temperature");
        var info = (await world.AskAsync(Alice, Publishing.Domain, IqType.Get, $"<query xmlns='{Ns.DiscoInfo}' node='boards/board1/Temperature'/>")).Request!;
        info.Element("identity")!.Attribute("type").Should().Be("leaf");
        info.ToString().Should().Contain("Temperature of board1").And.Contain("urn:xmpp:iot:sensordata").And.Contain("whitelist");
        var items = (await world.AskAsync(Alice, Publishing.Domain, IqType.Get, $"<query xmlns='{Ns.DiscoItems}' node='boards/board1/Temperature'/>")).Request!;
        items.Elements.Single().Attribute("name").Should().Be(At);

        async Task<IEnumerable<string?>> NodesAsync(string? node) =>
            (await world.AskAsync(Alice, Publishing.Domain, IqType.Get, $"<query xmlns='{Ns.DiscoItems}'{(node is null ? "" : $" node='{node}'")}/>"))
                .Request!.Elements.Select(item => item.Attribute("node")).Where(each => each is not null);
    }

    [Fact]
    public async Task Nobody_makes_nodes_among_those_of_boards_and_only_the_administrator_makes_others()
    {
        await using var world = await World.CreateAsync();
        (await CreateAsync(Alice, "notes")).Should().BeNull();
        (await CreateAsync(Alice, "boards/board1")).Should().Be("forbidden");
        (await CreateAsync(Alice, "json/x")).Should().Be("forbidden");
        (await CreateAsync(Mallory, "mine")).Should().Be("forbidden");
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate());
        await world.EventsAsync();
        (await world.PubSubAsync(Alice, IqType.Set, "<publish node='boards/board1'><item id='1'><fields xmlns='urn:xmpp:iot:sensordata'/></item></publish>")).Error!.Condition.Should().Be("forbidden");
        (await world.OwnerAsync(Alice, IqType.Set, "<delete node='boards/board1'/>")).Error!.Condition.Should().Be("not-allowed");
        (await world.OwnerAsync(Alice, IqType.Set, "<purge node='boards/board1'/>")).Error.Should().BeNull("what is kept of a board is its owner's");
        (await world.ItemsAsync(Alice, "boards/board1")).Should().BeEmpty();

        async Task<string?> CreateAsync(Jid who, string node) => (await world.PubSubAsync(who, IqType.Set, $"<create node='{node}'/>")).Error?.Condition;
    }

    [Fact]
    public async Task Things_behind_a_board_have_items_and_nodes_of_their_own()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board3");
        await board.ReportAsync("meter/1", world.Number("Energy", "5", "kWh"));
        await world.EventsAsync();

        (await world.ItemsAsync(Alice, "boards/board3")).Should().Equal($"{At}/meter/1 board3/meter/1 Energy=5kWh");
        (await world.ItemsAsync(Alice, "boards/board3/meter%2F1/Energy")).Should().Equal($"{At} board3/meter/1 Energy=5kWh");
    }

    [Fact]
    [Spec("GEN-062")]
    public async Task The_mirror_in_JSON_has_the_same_items_cut_in_the_same_way()
    {
        await using var world = await World.CreateAsync(options => options with { PubSub = new PubSubOptions { Json = true } });
        var board = await world.ConnectAsync("board2");
        await board.ReportAsync([.. world.Relay(true), new Field { Name = "Label", Value = FieldValue.String("a \"b\" <c>"), Timestamp = world.Now, Quality = FieldQuality.Missing }]);
        await world.EventsAsync();
        await world.ChatAsync(Alice, Publishing.Domain, "allow mallory@localhost board2 Relay");

        (await world.ItemsAsync(Alice, "json/boards/board2")).Should().Equal(At + " " +
            """{"node":"board2","fields":[{"name":"Brightness","time":"2026-07-01T12:00:00Z","value":40,"unit":"%"},{"name":"Label","time":"2026-07-01T12:00:00Z","value":"a \"b\" <c>","missing":true},{"name":"Presses","time":"2026-07-01T12:00:00Z","value":3},{"name":"Relay","time":"2026-07-01T12:00:00Z","value":true}]}""");
        (await world.ItemsAsync(Mallory, "json/boards/board2")).Should().Equal(At + """ {"node":"board2","fields":[{"name":"Relay","time":"2026-07-01T12:00:00Z","value":true}]}""");
        (await world.ItemsAsync(Mallory, "json/boards/board2/Presses")).Should().Equal("item-not-found");
    }

    [Fact]
    public async Task What_was_stored_while_nobody_could_be_told_is_published_after_a_restart()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Number("Temperature", "1", "°C", world.Now.AddMinutes(-3)));
        await world.EventsAsync();
        await world.SubscribeAsync(Alice, "boards/board1/Temperature");
        world.Upstream.IsConnected = false;
        await world.RestartAsync();
        board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Number("Temperature", "2", "°C", world.Now.AddMinutes(-2)), world.Number("Temperature", "3", "°C", world.Now.AddMinutes(-1)));
        await world.RestartAsync();
        world.Upstream.TakeAll();
        (await world.ItemsAsync(Alice, "boards/board1/Temperature")).Should().ContainSingle("the way to the world is closed");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (world.Concentrator.PubSubBacklog != 2)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        world.Upstream.IsConnected = true;
        world.Time.Advance(TimeSpan.FromSeconds(1));

        string told = string.Join('\n', await world.EventsAsync());
        told.Should().NotContain("Temperature=1°C").And.Contain("Temperature=2°C").And.Contain("Temperature=3°C");
        (await world.ItemsAsync(Alice, "boards/board1/Temperature")).Should().HaveCount(3);
        world.Concentrator.PubSubBacklog.Should().Be(0);
    }

    [Fact]
    public async Task A_board_that_changes_hands_leaves_nothing_to_the_next_owner()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate());
        await world.EventsAsync();
        await world.SubscribeAsync(Alice, "boards/board1");
        (await world.AskAsync(Alice, Publishing.Domain, IqType.Set, $"<disown xmlns='{Ns.Discovery}' jid='board1@things.localhost'/>")).Error.Should().BeNull();

        (await world.EventsAsync()).Should().Contain($"{Alice} subscription boards/board1 none: ");
        await foreach (var node in world.PubSub.ListNodesAsync(Jid.Parse(Publishing.Domain), TestContext.Current.CancellationToken))
            Assert.Fail($"{node.Key.Node} is still there.");
    }

    [Fact]
    public async Task Switched_off_nothing_is_published_and_nothing_is_kept_for_it()
    {
        await using var world = await World.CreateAsync(options => options with { PubSub = new PubSubOptions { IsEnabled = false } });
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate());

        (await world.Stores.Feed.GetFiguresAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
        (await world.ItemsAsync(Alice, "boards/board1")).Should().Equal("service-unavailable");
        (await world.AskAsync(Alice, Publishing.Domain, IqType.Get, $"<query xmlns='{Ns.DiscoInfo}'/>")).Request!.ToString().Should().NotContain("pubsub");
    }
}
