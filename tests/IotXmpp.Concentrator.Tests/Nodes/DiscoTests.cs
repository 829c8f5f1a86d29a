using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Disco;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Nodes;

public sealed class DiscoTests
{
    [Theory]
    [InlineData("board1@things.localhost", "device/sensor,client/bot,pubsub/pep")]
    [InlineData("board2@things.localhost/board", "device/actuator,client/bot,pubsub/pep")]
    [InlineData("board3@things.localhost", "device/meter,client/bot,pubsub/pep")]
    [InlineData("things.localhost", "component/generic,pubsub/service")]
    [Spec("SD-031", "CT-029", "GEN-026", "GEN-030")]
    public async Task Identity_and_features_are_told(string to, string identities)
    {
        await using var world = await World.CreateAsync();
        var info = (await world.AskAsync(World.Alice, to, IqType.Get, $"<query xmlns='{Ns.DiscoInfo}'/>")).Request!;

        string.Join(',', info.Elements.Where(child => child.LocalName == "identity").Select(child => $"{child.Attribute("category")}/{child.Attribute("type")}")).Should().Be(identities);
        info.Elements.Where(child => child.LocalName == "feature").Select(child => child.Attribute("var"))
            .Should().Contain([Ns.SensorData, Ns.Control, Ns.DiscoInfo, Ns.Ping, Ns.VCard, Ns.Receipts]).And.OnlyHaveUniqueItems();
    }

    [Fact]
    [Spec("GEN-029")]
    public async Task A_pure_sensor_announces_no_control()
    {
        await using var world = await World.CreateAsync();
        await world.Devices.AddAsync(new() { Name = "board4", Owner = World.Alice.Bare, Kind = "thermometer", Created = world.Now }, CancellationToken.None);
        var info = (await world.AskAsync(World.Alice, "board4@things.localhost", IqType.Get, $"<query xmlns='{Ns.DiscoInfo}'/>")).Request!;

        info.Elements.Select(child => child.Attribute("var")).Should().Contain(Ns.SensorData).And.NotContain(Ns.Control);
    }

    [Theory]
    [InlineData("board9@things.localhost", "<query xmlns='http://jabber.org/protocol/disco#info'/>", "item-not-found")]
    [InlineData("board9@things.localhost", "<anything xmlns='urn:x'/>", "item-not-found")]
    [InlineData("board1@things.localhost", "<query xmlns='http://jabber.org/protocol/disco#info' node='x'/>", "item-not-found")]
    [InlineData("board1@things.localhost", "<anything xmlns='urn:x'/>", "service-unavailable")]
    [InlineData("things.localhost", "<anything xmlns='urn:x'/>", "service-unavailable")]
    [Spec("GEN-001", "GEN-003", "GEN-011", "GEN-027")]
    public async Task Every_request_is_answered(string to, string payload, string condition)
    {
        await using var world = await World.CreateAsync();

        (await world.AskAsync(World.Alice, to, IqType.Get, payload)).Error!.Condition.Should().Be(condition);
    }

    [Fact]
    [Spec("GEN-001", "GEN-002")]
    public async Task Results_and_errors_are_not_answered()
    {
        await using var world = await World.CreateAsync();
        await world.ReceiveAsync("<iq xmlns='jabber:client' type='result' id='1' from='alice@localhost/phone' to='board1@things.localhost'/>");
        await world.ReceiveAsync("<iq xmlns='jabber:client' type='error' id='2' from='alice@localhost/phone' to='board1@things.localhost'/>");
        await world.ReceiveAsync("<message xmlns='jabber:client' type='error' from='alice@localhost/phone' to='board1@things.localhost'><body>read</body></message>");
        await world.ReceiveAsync("<presence xmlns='jabber:client' type='error' from='alice@localhost/phone' to='board1@things.localhost'/>");

        (await world.SettleAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Card_version_and_last_activity_are_told()
    {
        await using var world = await World.CreateAsync();
        await world.Devices.UpdateAsync((await world.Devices.FindAsync("board1", CancellationToken.None))! with { Description = "Kitchen\u202e\n" }, CancellationToken.None);
        var board = await world.ConnectAsync("board1");
        await board.LeaveAsync();
        world.Time.Advance(TimeSpan.FromSeconds(90));

        var card = (await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, "<vCard xmlns='vcard-temp'/>")).Request!;
        card.Element("FN")!.Text.Should().Be("board1");
        card.Element("DESC")!.Text.Should().Be("climate sensor, Kitchen  ");
        (await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, "<query xmlns='jabber:iq:last'/>")).Request!.Attribute("seconds").Should().Be("90");
        (await world.AskAsync(World.Alice, "things.localhost", IqType.Get, "<query xmlns='jabber:iq:version'/>")).Request!.Element("name")!.Text.Should().Be("IotXmpp");
    }

    [Theory]
    [InlineData("board1")]
    [InlineData("board2")]
    [Spec("GEN-031", "GEN-033", "SD-032", "CT-030", "PR-064")]
    public async Task Presence_carries_the_digest_of_what_discovery_tells(string name)
    {
        await using var world = await World.CreateAsync();
        await world.ReceiveAsync(new Presence { Type = PresenceType.Subscribe, From = World.Alice.Bare, To = Jid.Parse($"{name}@things.localhost") });
        await world.ReceiveAsync(new Presence { Type = PresenceType.Subscribe, From = World.Alice.Bare, To = Jid.Parse("things.localhost") });
        await world.ConnectAsync(name);
        foreach (string to in new[] { $"{name}@things.localhost/board", "things.localhost" })
        {
            var presence = await world.Upstream.NextAsync<Presence>(each => each.Type == PresenceType.Available && each.From!.ToString() == to);
            var capabilities = EntityCapabilities.Read(presence.Payload(Ns.Caps, "c")!)!;
            var answer = (await world.AskAsync(World.Alice, to, IqType.Get, $"<query xmlns='{Ns.DiscoInfo}' node='{capabilities.InfoNode}'/>")).Request!;

            answer.Attribute("node").Should().Be(capabilities.InfoNode);
            capabilities.Matches(DiscoXml.ReadInfo(answer, DiscoLimits.Default)).Should().BeTrue();
            (await world.AskAsync(World.Alice, to, IqType.Get, $"<query xmlns='{Ns.DiscoInfo}' node='{capabilities.Node}#other'/>")).Error!.Condition.Should().Be("item-not-found");
        }
    }

    [Theory]
    [InlineData("board1@things.localhost")]
    [InlineData("things.localhost")]
    [Spec("XEP-0202 3", "GEN-011", "GEN-068")]
    public async Task Time_and_ping_are_answered_everywhere(string to)
    {
        await using var world = await World.CreateAsync();
        var time = EntityTime.Read((await world.AskAsync(World.Mallory, to, IqType.Get, "<time xmlns='urn:xmpp:time'/>")).Request!)!;

        time.Time.Should().Be(world.Now);
        (await world.AskAsync(World.Mallory, to, IqType.Get, "<ping xmlns='urn:xmpp:ping'/>")).Type.Should().Be(IqType.Result);
    }

    [Theory]
    [InlineData("<message xmlns='jabber:client' type='chat' from='alice@localhost/phone' to='board1@things.localhost'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>")]
    [InlineData("<message xmlns='jabber:client' type='chat' from='alice@localhost/phone' to='board1@things.localhost'><body> </body></message>")]
    [InlineData("<message xmlns='jabber:client' from='alice@localhost/phone' to='things.localhost'><unknown xmlns='urn:x'/></message>")]
    [InlineData("<message xmlns='jabber:client' type='headline' from='alice@localhost/phone' to='board1@things.localhost'><body>read</body></message>")]
    [InlineData("<message xmlns='jabber:client' type='groupchat' from='room@rooms.localhost/nick' to='board1@things.localhost'><body>read</body></message>")]
    [InlineData("<presence xmlns='jabber:client' from='alice@localhost/phone' to='board1@things.localhost'><unknown xmlns='urn:x'/></presence>")]
    [Spec("GEN-003", "GEN-074")]
    public async Task What_asks_for_nothing_gets_no_answer(string stanza)
    {
        await using var world = await World.CreateAsync();
        await world.ReceiveAsync(stanza);

        (await world.SettleAsync()).Should().BeEmpty();
    }
}
