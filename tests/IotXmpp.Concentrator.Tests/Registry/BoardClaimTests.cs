using IotXmpp.Concentrator.Registry;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Tests.Sources;
using IotXmpp.Testing;
using IotXmpp.Things.Discovery;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Registry;

/// <summary>Boards of our own: a claim makes the claimer their owner.</summary>
public sealed class BoardClaimTests
{
    private static readonly Jid Bob = Jid.Parse("bob@localhost/desk");
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    [Spec("DI-027", "DI-031", "DI-014", "SEC-2")]
    public async Task Whoever_has_the_code_of_a_board_becomes_its_owner()
    {
        await using var world = await World.CreateAsync();
        string tags = await UnclaimedAsync(world, "board9");
        await world.ConnectAsync("board9");
        (await SetAsync(world, Bob, "mine", "", tags)).Request!.Attribute("jid").Should().Be("board9@things.localhost");

        (await world.Devices.FindAsync("board9", Ct))!.Owner.Should().Be(Bob.Bare);
        (await world.Upstream.NextAsync<Presence>(presence => presence.Type == PresenceType.Subscribe)).Should().Match<Presence>(
            presence => presence.From == Jid.Parse("board9@things.localhost") && presence.To == Bob.Bare);
        (await world.ChatAsync(Bob, "board9@things.localhost", "status")).Body.Should().StartWith("board9 has been up");
    }

    [Fact]
    public async Task Until_then_nobody_sees_it()
    {
        await using var world = await World.CreateAsync();
        await UnclaimedAsync(world, "board9");

        foreach (var person in new[] { World.Alice, World.Mallory, Bob })
        {
            (await world.AskAsync(person, Ask.Domain, IqType.Get, $"<query xmlns='{Ns.DiscoItems}'/>")).Request!.All("item", "jid").Should().NotContain("board9@things.localhost");
            (await world.GetAsync(person, "getNode", "sourceId='MeteringTopology' nodeId='board9'")).Response("NotFound");
            (await world.AskAsync(person, "board9@things.localhost", IqType.Get, "<req xmlns='urn:xmpp:iot:sensordata' seqnr='1' momentary='true'/>")).Error!.Condition.Should().Be("forbidden");
        }
    }

    [Fact]
    [Spec("DI-028", "DI-074")]
    public async Task A_board_that_has_an_owner_refuses()
    {
        await using var world = await World.CreateAsync();
        string tags = await UnclaimedAsync(world, "board9");
        await SetAsync(world, Bob, "mine", "", tags);
        (await SetAsync(world, World.Mallory, "mine", "", tags)).Error.Should().BeEquivalentTo(StanzaErrors.ItemNotFound());

        // Given an owner beside the registry: what is still there does not count.
        string other = await UnclaimedAsync(world, "board8");
        await world.Devices.UpdateAsync((await world.Devices.FindAsync("board8", Ct))! with { Owner = World.Alice.Bare }, Ct);
        (await SetAsync(world, World.Mallory, "mine", "", other)).Error!.Condition.Should().Be("item-not-found");
        (await world.Devices.FindAsync("board8", Ct))!.Owner.Should().Be(World.Alice.Bare);
    }

    [Fact]
    [Spec("DI-027")]
    public async Task Of_many_who_claim_at_once_one_gets_it()
    {
        await using var world = await World.CreateAsync();
        string tags = await UnclaimedAsync(world, "board9");
        var claims = Enumerable.Range(0, 20).Select(i => SetAsync(world, Jid.Parse($"p{i}@localhost/x"), "mine", "", tags)).ToList();

        (await Task.WhenAll(claims)).Count(answer => answer.Type == IqType.Result).Should().Be(1);
    }

    [Fact]
    [Spec("DI-013", "DI-017", "DI-018", "DI-022", "DI-041", "DI-046", "DI-057")]
    public async Task A_board_registers_itself_over_its_own_stream()
    {
        await using var world = await World.CreateAsync();
        await world.Devices.AddAsync(new DeviceRecord { Name = "board9", Owner = null, Created = world.Now }, Ct);
        var board = await world.ConnectAsync("board9");
        async Task<Iq> SayAsync(string payload)
        {
            string id = Guid.NewGuid().ToString();
            await board.SayAsync(new Iq { Type = IqType.Set, Id = id, To = Jid.Parse(Ask.Domain), Payloads = [XmppElement.Parse(payload)] });
            return board.Received.OfType<Iq>().Single(iq => iq.Id == id);
        }

        (await SayAsync($"<register xmlns='{Ns.Discovery}'><str name='SN' value='9'/><str name='KEY' value='abc'/></register>")).Payloads.Should().BeEmpty();
        (await SayAsync($"<update xmlns='{Ns.Discovery}'><str name='CLASS' value='x'/></update>")).Request!.LocalName.Should().Be("disowned");
        await SetAsync(world, Bob, "mine", "", "<str name='SN' value='9'/><str name='KEY' value='abc'/>");
        (await SayAsync($"<register xmlns='{Ns.Discovery}'><str name='SN' value='9'/><str name='KEY' value='abc'/></register>")).Request!.Attribute("jid").Should().Be("bob@localhost");
        (await SayAsync($"<update xmlns='{Ns.Discovery}'><str name='CLASS' value='x'/></update>")).Payloads.Should().BeEmpty();
        (await SayAsync($"<unregister xmlns='{Ns.Discovery}'/>")).Payloads.Should().BeEmpty();
        (await SayAsync($"<register xmlns='{Ns.Discovery}'><str name='SN' value='9'/></register>")).Request!.Attribute("jid").Should().Be("bob@localhost", "out of the registry it is still Bob's");
    }

    [Fact]
    [Spec("DI-058", "DI-061", "DI-063", "SEC-2")]
    public async Task A_disowned_board_forgets_its_owner_and_whom_he_allowed_and_gets_a_new_code()
    {
        await using var world = await World.CreateAsync();
        await world.AllowReadAsync(World.Mallory.Bare, "board1");
        await world.Friendships.SetAsync(new Friendship(Jid.Parse("board1@things.localhost"), World.Alice.Bare, FriendshipState.From | FriendshipState.To), Ct);
        (await ReadAsync(world, World.Mallory)).Should().BeTrue();
        await world.SetAsync(World.Alice, "subscribe", "sourceId='Boards'");
        world.Upstream.TakeAll();

        (await SetAsync(world, World.Mallory, "disown", "jid='board1@things.localhost'", "")).Error!.Condition.Should().Be("item-not-found");
        (await SetAsync(world, World.Alice, "disown", "jid='board1@things.localhost'", "")).Payloads.Should().BeEmpty();

        var sent = world.Upstream.TakeAll();
        sent.OfType<Presence>().Where(presence => presence.To == World.Alice.Bare).Select(presence => presence.Type).Should().BeEquivalentTo([PresenceType.Unsubscribed, PresenceType.Unsubscribe, PresenceType.Unavailable]);
        sent.OfType<Message>().SelectMany(message => message.Payloads).Select(payload => $"{payload.LocalName} {payload.Attribute("nodeId")}").Should().Equal("nodeRemoved board1");
        (await world.Devices.FindAsync("board1", Ct))!.Owner.Should().BeNull();
        (await ReadAsync(world, World.Alice)).Should().BeFalse();
        (await ReadAsync(world, World.Mallory)).Should().BeFalse("who was allowed by the old owner is not by the new one");
        var record = (await world.Registry.FindAsync(Jid.Parse("board1@things.localhost"), new NodeRef(""), Ct))!;
        record.Tags.Select(tag => tag.Name).Should().Equal("SN", "MODEL", "KEY");
        await SetAsync(world, Bob, "mine", "", Tags(record));
        (await ReadAsync(world, Bob)).Should().BeTrue();
        (await ReadAsync(world, World.Mallory)).Should().BeFalse();
        (await ReadAsync(world, World.Alice)).Should().BeFalse();
    }

    private static async Task<string> UnclaimedAsync(World world, string name)
    {
        var device = new DeviceRecord { Name = name, Owner = null, Kind = "climate", Created = world.Now };
        await world.Devices.AddAsync(device, Ct);
        var record = BoardRegistration.Create(device, Ask.Domain, world.Now);
        await world.Registry.SetAsync(record, Ct);
        return Tags(record);
    }

    private static string Tags(RegistryRecord record) => string.Concat(record.Tags.Select(tag => $"<{(tag.IsNumeric ? "num" : "str")} name='{tag.Name}' value='{tag.Value}'/>"));

    private static Task<Iq> SetAsync(World world, Jid from, string name, string attributes, string content) =>
        world.AskAsync(from, Ask.Domain, IqType.Set, $"<{name} xmlns='{Ns.Discovery}' {attributes}>{content}</{name}>");

    private static int s_number;

    private static async Task<bool> ReadAsync(World world, Jid person)
    {
        string number = Interlocked.Increment(ref s_number).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await world.SettleAsync();
        await world.ReceiveAsync(new Iq
        {
            Type = IqType.Get,
            Id = "r" + number,
            From = person,
            To = Jid.Parse("board1@things.localhost"),
            Payloads = [XmppElement.Parse($"<req xmlns='{Ns.SensorData}' seqnr='{number}' momentary='true'/>")],
        });
        return (await world.Upstream.NextAsync<Iq>(iq => iq.Id == "r" + number)).Type == IqType.Result;
    }
}
