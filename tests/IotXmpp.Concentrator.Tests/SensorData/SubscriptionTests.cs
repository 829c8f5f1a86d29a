using IotXmpp.Testing;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.SensorData;

/// <summary>Subscriptions to changes of fields (IoT-Events).</summary>
public sealed class SubscriptionTests
{
    private const string Board1 = "board1@things.localhost";
    private const string Sensor = "urn:xmpp:iot:sensordata";

    [Fact]
    public async Task A_change_that_is_large_enough_is_told_with_all_that_was_asked_for()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate("21.0"));
        var accepted = await SubscribeAsync(world, "momentary='true'", "<field name='Temperature' changedBy='0.5'/><field name='Humidity'/>");
        accepted.Payload(Sensor, "accepted")!.Attribute("seqnr").Should().Be("1");

        await ReportAsync(world, board, "21.4");
        (await world.SettleAsync()).Should().BeEmpty("0.4 is not enough");
        await ReportAsync(world, board, "21.5");
        var told = await NextAsync(world);
        told.Done.Should().BeTrue();
        told.Nodes.Single().Fields.Select(field => $"{field.Name} {field.Value}").Should().Equal("Temperature 21.5", "Humidity 45.0");
        await ReportAsync(world, board, "21.1");
        (await world.SettleAsync()).Should().BeEmpty("changes count from what was told");
    }

    [Fact]
    public async Task Events_keep_the_distances_the_subscriber_wants()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate("20"));
        await SubscribeAsync(world, "momentary='true' minInterval='PT10S' maxInterval='PT1M'", "<field name='Temperature' changedUp='1'/>");
        await ReportAsync(world, board, "21");
        Temperature(await NextAsync(world)).Should().Be("21");
        await ReportAsync(world, board, "22");
        await ReportAsync(world, board, "23");
        (await world.SettleAsync()).Should().BeEmpty("ten seconds have to pass");
        world.Time.Advance(TimeSpan.FromSeconds(8));
        Temperature(await NextAsync(world)).Should().Be("23");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Temperature(await NextAsync(world)).Should().Be("23", "a minute without a change is told too");
    }

    [Fact]
    [Spec("SEC-20", "GEN-007")]
    public async Task An_absent_subscriber_is_told_when_he_is_back_and_forgotten_after_a_while()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate("20"));
        await SubscribeAsync(world, "momentary='true'", "<field name='Temperature' changedBy='1'/>");
        await world.ReceiveAsync(new Presence { Type = PresenceType.Unavailable, From = World.Alice, To = Jid.Parse(Board1) });
        await ReportAsync(world, board, "25");
        (await world.SettleAsync()).OfType<Message>().Should().BeEmpty();
        await world.ReceiveAsync(new Presence { From = World.Alice, To = Jid.Parse(Board1) });
        Temperature(await NextAsync(world)).Should().Be("25");

        await world.ReceiveAsync(new Presence { Type = PresenceType.Unavailable, From = World.Alice, To = Jid.Parse(Board1) });
        await world.SettleAsync();
        world.Time.Advance(TimeSpan.FromMinutes(10));
        await world.SettleAsync();
        await world.ReceiveAsync(new Presence { From = World.Alice, To = Jid.Parse(Board1) });
        await ReportAsync(world, board, "30");
        (await world.SettleAsync()).OfType<Message>().Should().BeEmpty();
    }

    [Fact]
    [Spec("SEC-2", "SEC-20")]
    public async Task Access_is_asked_for_at_each_event_and_a_revocation_ends_it()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate("20"));
        await SubscribeAsync(world, "momentary='true'", "<field name='Temperature' changedBy='1'/>");
        var record = (await world.Devices.FindAsync("board1", CancellationToken.None))!;
        await world.Devices.UpdateAsync(record with { Owner = World.Mallory.Bare }, CancellationToken.None);

        await ReportAsync(world, board, "25");

        var last = await world.Upstream.NextAsync<Message>(message => message.To == World.Alice);
        last.Payload(Sensor, "fields").Should().BeNull();
        last.Payload(Sensor, "failure")!.Attribute("done").Should().Be("true");
        await ReportAsync(world, board, "30");
        (await world.SettleAsync()).OfType<Message>().Where(message => message.To == World.Alice).Should().BeEmpty();
    }

    [Fact]
    public async Task A_subscription_survives_the_boards_reconnection_and_ends_by_unsubscribing()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate("20"));
        await SubscribeAsync(world, "momentary='true' req='true'", "<field name='Temperature' changedBy='1'/>");
        Temperature(await NextAsync(world)).Should().Be("20", "req asks for the values of now");
        await board.LeaveAsync();
        var again = await world.ConnectAsync("board1");
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await ReportAsync(world, again, "22");
        Temperature(await NextAsync(world)).Should().Be("22");

        var answer = await world.AskAsync(World.Alice, Board1, IqType.Get, "<unsubscribe xmlns='urn:xmpp:iot:events' seqnr='1'/>");
        answer.Type.Should().Be(IqType.Result);
        answer.Payloads.Should().BeEmpty();
        await ReportAsync(world, again, "30");
        (await world.SettleAsync()).OfType<Message>().Should().BeEmpty();
    }

    [Theory]
    [InlineData("momentary='true'", "", "bad-request")]
    [InlineData("momentary='true' maxInterval='soon'", "", "bad-request")]
    [InlineData("momentary='true'", "<field name='Temperature' changedBy='-1'/>", "bad-request")]
    [InlineData("momentary='true' maxInterval='PT1M'", "<node nodeId='board9'/>", "item-not-found")]
    public async Task What_cannot_be_is_refused(string attributes, string children, string condition)
    {
        await using var world = await World.CreateAsync();
        (await SubscribeAsync(world, attributes, children)).Error!.Condition.Should().Be(condition);
    }

    [Fact]
    [Spec("SEC-2", "SEC-20")]
    public async Task Strangers_and_too_many_subscriptions_are_refused()
    {
        await using var world = await World.CreateAsync(options => options with { Limits = new ConcentratorLimits { MaxSubscriptionsPerPerson = 1 } });
        const string Subscribe = "<subscribe xmlns='urn:xmpp:iot:events' seqnr='7' momentary='true' maxInterval='PT1M'/>";
        (await world.AskAsync(World.Mallory, Board1, IqType.Get, Subscribe)).Error!.Condition.Should().Be("forbidden");
        (await world.AskAsync(World.Alice, Board1, IqType.Get, Subscribe)).IsError.Should().BeFalse();
        (await world.AskAsync(World.Alice, Board1, IqType.Get, Subscribe)).Error!.Condition.Should().Be("bad-request");
        (await world.AskAsync(World.Alice, Board1, IqType.Get, Subscribe.Replace("'7'", "'8'"))).Error!.Condition.Should().Be("resource-constraint");
    }

    private static Task<Iq> SubscribeAsync(World world, string attributes, string children) =>
        world.AskAsync(World.Alice, Board1, IqType.Get, $"<subscribe xmlns='urn:xmpp:iot:events' seqnr='1' {attributes}>{children}</subscribe>");

    private static async Task ReportAsync(World world, ScriptedBoard board, string temperature)
    {
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await board.ReportAsync(world.Climate(temperature));
    }

    private static async Task<ReadoutFields> NextAsync(World world) => SensorDataXml.ReadFields(
        (await world.Upstream.NextAsync<Message>(message => message.Payload(Sensor, "fields") is not null)).Payload(Sensor, "fields")!, TimeZoneInfo.Utc, new SensorDataLimits());

    private static string Temperature(ReadoutFields told) => told.Nodes.Single().Fields.First(field => field.Name == "Temperature").Value.Text;
}
