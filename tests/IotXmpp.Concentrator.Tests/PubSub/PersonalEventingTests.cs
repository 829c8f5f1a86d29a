using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Disco;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.PubSub;

/// <summary>Boards as personal eventing services of their own (XEP-0163): contacts get events because their clients say so.</summary>
public sealed class PersonalEventingTests
{
    private const string Board1 = "board1@things.localhost";
    private const string At = "2026-07-01T12:00:00.0000000Z";
    private static readonly Jid Alice = World.Alice;
    private static readonly DiscoInfo Interested = new() { Identities = [new DiscoIdentity("client", "phone")], Features = [Ns.DiscoInfo, "urn:xmpp:iot:sensordata+notify"] };

    [Fact]
    [Spec("GEN-064", "GEN-063")]
    public async Task A_contact_whose_client_wants_readings_gets_them_without_a_subscription()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Number("Temperature", "20", "°C"));
        await world.EventsAsync();

        Publishing.Describe(await ComeAsync(world, Alice, Interested)).Should().Be($"{Alice} items urn:xmpp:iot:sensordata: {At} board1 Temperature=20°C delayed from {Board1}");
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await board.ReportAsync(world.Number("Temperature", "21", "°C"));
        (await world.EventsAsync()).Should().Equal($"{Alice} items urn:xmpp:iot:sensordata: 2026-07-01T12:00:01.0000000Z board1 Temperature=21°C from {Board1}");

        await world.ReceiveAsync(new Presence { Type = PresenceType.Unavailable, From = Alice, To = Jid.Parse(Board1) });
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await board.ReportAsync(world.Number("Temperature", "22", "°C"));
        (await world.EventsAsync()).Should().BeEmpty();
    }

    [Fact]
    [Spec("GEN-064")]
    public async Task A_client_is_asked_once_for_each_version_and_not_believed_if_it_lies()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate());
        await world.EventsAsync();
        var tablet = Jid.Parse("alice@localhost/tablet");
        var liar = Jid.Parse("alice@localhost/liar");
        await ComeAsync(world, Alice, Interested);
        await world.ReceiveAsync(PresenceOf(tablet, Interested));
        (await world.SettleAsync()).OfType<Iq>().Should().NotContain(iq => iq.To == tablet, "its version is known");

        // Says that it is one thing and answers another: nobody else of that version is taken for it.
        var said = Interested with { Features = [Ns.DiscoInfo] };
        await ComeAsync(world, liar, said, answers: Interested);
        var other = Jid.Parse("alice@localhost/other");
        await world.ReceiveAsync(PresenceOf(other, said));
        (await world.Upstream.NextAsync<Iq>(iq => iq.To == other)).Request!.Attribute("node").Should().Be(EntityCapabilities.Of("urn:test", said).InfoNode);
    }

    [Fact]
    public async Task Presence_that_comes_twice_brings_the_last_reading_once()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Number("Temperature", "20", "°C"));
        await world.EventsAsync();
        await world.ReceiveAsync(PresenceOf(Alice, Interested));
        var first = await world.Upstream.NextAsync<Iq>(iq => iq.To == Alice);
        await ComeAsync(world, Alice, Interested);
        await world.ReceiveAsync(first.Result((Interested with { Node = first.Request!.Attribute("node") }).ToElement()));

        world.Time.Advance(TimeSpan.FromSeconds(1));
        await board.ReportAsync(world.Number("Temperature", "21", "°C"));
        (await world.EventsAsync()).Should().Equal($"{Alice} items urn:xmpp:iot:sensordata: 2026-07-01T12:00:01.0000000Z board1 Temperature=21°C from {Board1}");
    }

    [Fact]
    [Spec("GEN-064", "SEC-2")]
    public async Task Interest_is_no_right()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate());
        await world.EventsAsync();
        await world.ChatAsync(Alice, Publishing.Domain, "allow mallory@localhost board1 Humidity");
        Publishing.Describe(await ComeAsync(world, World.Mallory, Interested)).Should().Be($"{World.Mallory} items urn:xmpp:iot:sensordata: {At} board1 Humidity=45.0% delayed from {Board1}");
        // Of a version that is known: counted among the interested at once.
        await world.ReceiveAsync(PresenceOf(Jid.Parse("eve@localhost/laptop"), Interested));
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await board.ReportAsync(world.Climate());
        (await world.EventsAsync()).Should().Equal($"{World.Mallory} items urn:xmpp:iot:sensordata: 2026-07-01T12:00:01.0000000Z board1 Humidity=45.0% from {Board1}");
    }

    [Fact]
    [Spec("GEN-064")]
    public async Task A_board_says_what_it_is_and_lists_its_node()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate());
        await world.EventsAsync();

        var info = (await world.AskAsync(Alice, Board1, IqType.Get, $"<query xmlns='{Ns.DiscoInfo}'/>")).Request!.ToString();
        info.Should().Contain("category=\"pubsub\" type=\"pep\"").And.Contain("#filtered-notifications").And.NotContain("#create-nodes");
        var item = (await world.AskAsync(Alice, Board1, IqType.Get, $"<query xmlns='{Ns.DiscoItems}'/>")).Request!.Elements.Single();
        item.Attribute("node").Should().Be("urn:xmpp:iot:sensordata");
        (await world.ItemsAsync(Alice, "urn:xmpp:iot:sensordata", Board1)).Should().ContainSingle();
        (await world.ItemsAsync(World.Mallory, "urn:xmpp:iot:sensordata", Board1)).Should().Equal("item-not-found");
        (await world.SubscribeAsync(Alice, "urn:xmpp:iot:sensordata", Board1)).Should().Be("subscribed");
    }

    [Fact]
    public async Task Contacts_are_asked_whether_they_are_there_when_the_way_to_the_world_is_new()
    {
        await using var world = await World.CreateAsync();
        await world.ReceiveAsync(new Presence { Type = PresenceType.Subscribe, From = Alice.Bare, To = Jid.Parse(Board1) });
        await world.ReceiveAsync(new Presence { Type = PresenceType.Subscribed, From = Alice.Bare, To = Jid.Parse(Board1) });
        await world.SettleAsync();

        await world.Concentrator.OnConnectedAsync(TestContext.Current.CancellationToken);

        (await world.Upstream.NextAsync<Presence>(presence => presence.Type == PresenceType.Probe)).Should().BeEquivalentTo(new { From = Jid.Parse(Board1), To = Alice.Bare });
    }

    private static Presence PresenceOf(Jid who, DiscoInfo info) =>
        new() { From = who, To = Jid.Parse(Board1), Payloads = [EntityCapabilities.Of("urn:test", info).ToElement()] };

    /// <summary>Comes online and answers the question what it is; what it gets then.</summary>
    private static async Task<Message> ComeAsync(World world, Jid who, DiscoInfo info, DiscoInfo? answers = null)
    {
        await world.ReceiveAsync(PresenceOf(who, info));
        var question = await world.Upstream.NextAsync<Iq>(iq => iq.To == who && iq.Payload(Ns.DiscoInfo, "query") is not null);
        question.From.Should().Be(Jid.Parse(Board1));
        await world.ReceiveAsync(question.Result(((answers ?? info) with { Node = question.Request!.Attribute("node") }).ToElement()));
        return await world.Upstream.NextAsync<Message>(message => message.To == who && message.Payload(Ns.PubSubEvent, "event") is not null);
    }
}
