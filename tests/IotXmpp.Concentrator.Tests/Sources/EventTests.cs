using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Sources;

public sealed class EventTests
{
    private static readonly Jid Tablet = Jid.Parse("alice@localhost/tablet");

    [Fact]
    [Spec("CO-020", "CO-114", "CO-120")]
    public async Task A_board_that_comes_and_goes_changes_its_state()
    {
        await using var world = await World.CreateAsync();
        (await world.SetAsync(World.Alice, "subscribe", "sourceId='MeteringTopology' messages='true'")).Response().LocalName.Should().Be("subscribeResponse");

        var board = await world.ConnectAsync("board1");
        (await EventAsync(world, World.Alice)).ToString().Should().Be("<nodeStatusChanged sourceId=\"MeteringTopology\" nodeId=\"board1\" state=\"None\" xmlns=\"urn:xmpp:iot:concentrators\" />");
        await board.LeaveAsync();
        var away = await EventAsync(world, World.Alice);
        away.Attribute("state").Should().Be("WarningUnsigned");
        away.Element("message")!.Text.Should().Be("board1 is away.");
    }

    [Fact]
    [Spec("CO-115", "CO-118")]
    public async Task A_new_thing_behind_a_board_is_told_with_what_was_asked_for()
    {
        await using var world = await World.CreateAsync();
        await world.SetAsync(World.Alice, "subscribe", "sourceId='MeteringTopology' parameters='true' nodeStatusChanged='false'");
        await world.SetAsync(Tablet, "subscribe", "sourceId='MeteringTopology' nodeStatusChanged='false' nodeUpdated='false'");
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync("meter1", world.Number("Energy", "1", "kWh"));
        await board.ReportAsync("meter1", world.Number("Energy", "2", "kWh", world.Now.AddSeconds(1)));

        var message = await world.Upstream.NextAsync<Message>(message => message.To == World.Alice && message.Payloads.Any(payload => payload.Namespace == Ns.Concentrators));
        message.Payloads.Select(payload => $"{payload.LocalName} {payload.Attribute("nodeId")} {payload.Attribute("hasChildren")}").Should().Equal("nodeUpdated board1 true", "nodeAdded board1/meter1 false");
        message.Payloads[1].Elements.Should().Contain(child => child.Attribute("id") == "board");
        var shorter = await EventAsync(world, Tablet);
        shorter.LocalName.Should().Be("nodeAdded");
        shorter.Elements.Should().BeEmpty("nobody asked for parameters");
        Events(await world.SettleAsync()).Should().BeEmpty("it was new once");
    }

    [Fact]
    [Spec("CO-115")]
    public async Task A_thing_that_was_known_before_the_start_is_not_new()
    {
        await using var world = await World.CreateAsync();
        await world.History.AppendAsync([new("board4", new Things.Model.NodeRef("board4/meter1"), world.Number("Energy", "1", "kWh", world.Now.AddHours(-1)))], CancellationToken.None);
        await world.Devices.AddAsync(new() { Name = "board4", Owner = World.Alice.Bare, Created = world.Now }, CancellationToken.None);
        await world.SetAsync(World.Alice, "subscribe", "sourceId='MeteringTopology' nodeStatusChanged='false'");

        var board = await world.ConnectAsync("board4");
        await board.ReportAsync("meter1", world.Number("Energy", "2", "kWh"));
        await board.ReportAsync("meter2", world.Number("Energy", "2", "kWh"));

        Events(await world.SettleAsync()).Should().Equal("nodeAdded board4/meter2");
    }

    [Fact]
    [Spec("CO-115", "CO-117", "CO-118")]
    public async Task Boards_that_are_changed_through_the_service_are_told_of()
    {
        await using var world = await World.CreateAsync();
        await world.SetAsync(World.Alice, "subscribe", "sourceId='Boards' parameters='true'");
        await world.SetAsync(World.Alice, "setNodeParametersAfterEdit", "sourceId='MeteringTopology' nodeId='board1'", Ask.Submit(("description", "Kitchen")));
        var updated = await EventAsync(world, World.Alice);
        updated.LocalName.Should().Be("nodeUpdated");
        updated.Elements.Single(child => child.Attribute("id") == "description").Attribute("value").Should().Be("Kitchen");
        await world.SetAsync(World.Alice, "setNodeParametersAfterEdit", "sourceId='MeteringTopology' nodeId='board1'", Ask.Submit(("description", "Kitchen")));
        Events(await world.SettleAsync()).Should().BeEmpty("nothing changed");

        await world.AskAsync(World.Alice, Ask.Domain, IqType.Set, $"<disown xmlns='{Ns.Discovery}' jid='board1@things.localhost'/>");
        (await EventAsync(world, World.Alice)).LocalName.Should().Be("nodeRemoved", "it is hers no more");
    }

    [Fact]
    [Spec("CO-021", "CO-022", "CO-024", "CO-025")]
    public async Task Subscriptions_add_up_are_told_once_and_are_taken_apart_again()
    {
        await using var world = await World.CreateAsync();
        const string Only = "sourceId='MeteringGroups' nodeAdded='{0}' nodeUpdated='{1}' nodeStatusChanged='false' nodeRemoved='{2}' nodeMovedUp='false' nodeMovedDown='false'";
        (await world.SetAsync(World.Alice, "unsubscribe", "sourceId='MeteringGroups'")).Response().LocalName.Should().Be("unsubscribeResponse", "there was none, which is no error");
        (await world.SetAsync(World.Alice, "unsubscribe", "sourceId='Nowhere'")).Response("NotFound");
        (await world.SetAsync(World.Alice, "subscribe", "sourceId='Nowhere'")).Response("NotFound");
        await world.SetAsync(World.Alice, "subscribe", string.Format(System.Globalization.CultureInfo.InvariantCulture, Only, "true", "false", "false"));
        await world.SetAsync(World.Alice, "subscribe", string.Format(System.Globalization.CultureInfo.InvariantCulture, Only, "true", "true", "true"));

        await world.GroupAsync("A");
        await RenameAsync(world, "A", "B");
        await world.SetAsync(World.Alice, "destroyNode", "sourceId='MeteringGroups' nodeId='B'");
        Events(world.Upstream.TakeAll()).Should().Equal("nodeAdded A", "nodeUpdated B", "nodeRemoved B");

        await world.SetAsync(World.Alice, "unsubscribe", string.Format(System.Globalization.CultureInfo.InvariantCulture, Only, "true", "false", "false"));
        await world.GroupAsync("A");
        await RenameAsync(world, "A", "B");
        Events(world.Upstream.TakeAll()).Should().Equal("nodeUpdated B");

        await world.SetAsync(World.Alice, "unsubscribe", "sourceId='MeteringGroups'");
        await RenameAsync(world, "B", "C");
        Events(world.Upstream.TakeAll()).Should().BeEmpty();
    }

    [Fact]
    [Spec("CO-116", "CO-117", "CO-119", "CO-121", "CO-052", "CO-122")]
    public async Task What_happens_in_a_tree_is_told()
    {
        await using var world = await World.CreateAsync();
        await world.SetAsync(World.Alice, "subscribe", "sourceId='MeteringGroups'");
        await world.GroupAsync("A");
        await world.GroupAsync("B");
        var added = (await world.SettleAsync()).OfType<Message>().Last().Payloads[0];
        added.Attribute("afterNodeId").Should().Be("A");
        added.Attribute("parentId").Should().Be("Root");

        await RenameAsync(world, "A", "A2");
        (await EventAsync(world, World.Alice)).Attribute("oldId").Should().Be("A");

        await world.SetAsync(World.Alice, "moveNodeUp", "sourceId='MeteringGroups' nodeId='B'");
        (await EventAsync(world, World.Alice)).ToString().Should().Be("<nodeMovedUp sourceId=\"MeteringGroups\" nodeId=\"B\" xmlns=\"urn:xmpp:iot:concentrators\" />");
        await world.SetAsync(World.Alice, "moveNodeUp", "sourceId='MeteringGroups' nodeId='B'");
        Events(await world.SettleAsync()).Should().BeEmpty("it was the first already");
        await world.SetAsync(World.Alice, "moveNodesDown", "", "<node sourceId='MeteringGroups' nodeId='B'/>");
        (await EventAsync(world, World.Alice)).LocalName.Should().Be("nodeMovedDown");

        await world.SetAsync(World.Alice, "setNodeParametersAfterEdit", "sourceId='MeteringGroups' nodeId='B'", Ask.Submit(("parent", "A2")));
        var message = await world.Upstream.NextAsync<Message>(message => message.To == World.Alice);
        message.Payloads.Select(payload => payload.LocalName).Should().Equal("nodeRemoved", "nodeAdded");
        message.Payloads[0].Attributes.Should().HaveCount(2, "of what is gone only the reference is told");
        message.Payloads[1].Attribute("parentId").Should().Be("A2");
    }

    [Theory]
    [InlineData("<presence xmlns='jabber:client' type='unavailable' from='alice@localhost/phone' to='things.localhost'/>")]
    [InlineData("<message xmlns='jabber:client' type='error' from='alice@localhost/phone' to='things.localhost'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>")]
    [Spec("CO-023", "SEC-20")]
    public async Task Who_goes_away_is_not_subscribed_any_more(string goodbye)
    {
        await using var world = await World.CreateAsync();
        await world.SetAsync(World.Alice, "subscribe", "sourceId='MeteringGroups'");
        await world.SetAsync(Tablet, "subscribe", "sourceId='MeteringGroups'");
        await world.ReceiveAsync(goodbye);

        await world.GroupAsync("A");

        (await world.SettleAsync()).OfType<Message>().Select(message => message.To).Should().Equal(Tablet);
    }

    [Fact]
    [Spec("CO-026", "CO-027", "CO-028")]
    public async Task Missed_events_come_first_and_what_is_not_known_any_more_is_not_promised()
    {
        await using var world = await World.CreateAsync();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.GroupAsync("A");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var since = world.Now;
        await world.GroupAsync("B");
        await world.GroupAsync("C");
        world.Upstream.TakeAll();

        (await world.SetAsync(World.Alice, "subscribe", $"sourceId='MeteringGroups' getEventsSince='{since:yyyy-MM-ddTHH:mm:ss}Z'")).Response();
        await world.GroupAsync("D");
        Events(world.Upstream.TakeAll()).Should().Equal("nodeAdded B", "nodeAdded C", "nodeAdded D");

        (await world.SetAsync(Tablet, "subscribe", "sourceId='MeteringGroups' getEventsSince='2001-01-01T00:00:00'")).Response("NotImplemented");
        await world.GroupAsync("E");
        (await world.SettleAsync()).OfType<Message>().Select(message => message.To).Should().Equal([World.Alice], "the other is not subscribed");
    }

    [Fact]
    [Spec("CO-123")]
    public async Task Nobody_is_told_of_what_he_may_not_see()
    {
        await using var world = await World.CreateAsync();
        foreach (string source in new[] { "MeteringTopology", "Boards", "MeteringGroups" })
            (await world.SetAsync(World.Mallory, "subscribe", $"sourceId='{source}' messages='true'")).Response();
        await world.AllowReadAsync(World.Mallory.Bare, "board2");
        world.Upstream.TakeAll();

        await (await world.ConnectAsync("board1")).ReportAsync("meter", world.Number("Energy", "1", "kWh"));
        await world.GroupAsync("A");
        await world.SetAsync(World.Alice, "setNodeParametersAfterEdit", "sourceId='Boards' nodeId='board1'", Ask.Submit(("description", "secret")));
        (await world.SettleAsync()).OfType<Message>().Where(message => message.To == World.Mallory).Should().BeEmpty();

        await world.ConnectAsync("board2");
        Events((await world.SettleAsync()).Where(stanza => stanza.To == World.Mallory)).Should().Equal("nodeStatusChanged board2", "nodeStatusChanged board2");
    }

    [Fact]
    public async Task Subscriptions_are_bounded()
    {
        await using var world = await World.CreateAsync();
        for (int i = 0; i < 20; i++)
            (await world.SetAsync(World.Mallory.Bare.WithResource($"r{i}"), "subscribe", "sourceId='Boards'")).Response();

        (await world.SetAsync(World.Mallory, "subscribe", "sourceId='Boards'")).Error!.Condition.Should().Be("resource-constraint");
        (await world.SetAsync(World.Alice, "subscribe", "sourceId='Boards'")).Response();
    }

    private static async Task RenameAsync(World world, string from, string to) =>
        (await world.SetAsync(World.Alice, "setNodeParametersAfterEdit", $"sourceId='MeteringGroups' nodeId='{from}'", Ask.Submit(("id", to)))).Response();

    private static async Task<XmppElement> EventAsync(World world, Jid to) =>
        (await world.Upstream.NextAsync<Message>(message => message.To == to && message.Payloads.Any(payload => payload.Namespace == Ns.Concentrators))).Payloads.Should().ContainSingle().Subject;

    private static IEnumerable<string> Events(IEnumerable<Stanza> stanzas) =>
        stanzas.OfType<Message>().SelectMany(message => message.Payloads).Where(payload => payload.Namespace == Ns.Concentrators).Select(payload => $"{payload.LocalName} {payload.Attribute("nodeId")}");
}
