using IotXmpp.Testing;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.SensorData;

/// <summary>Readouts that have to wait.</summary>
public sealed class QueuedReadoutTests
{
    private const string Sensor = "urn:xmpp:iot:sensordata";
    private static readonly Jid Desk = World.Alice.Bare.WithResource("desk");

    [Fact]
    [Spec("SD-009", "SD-012", "SD-013", "SEC-19")]
    public async Task A_readout_too_many_is_queued_and_started_when_one_ends()
    {
        await using var world = await CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = null;
        (await AskAsync(world, World.Alice, "1")).Payload(Sensor, "accepted")!.Attribute("queued").Should().BeNull();
        (await AskAsync(world, Desk, "2")).Payload(Sensor, "accepted")!.Attribute("queued").Should().Be("true");
        await board.AskedAsync();
        board.Readings = world.Climate();
        world.Time.Advance(TimeSpan.FromSeconds(10));

        (await world.Upstream.NextAsync<Message>(message => message.To == World.Alice)).Payload(Sensor, "failure")!.Attribute("seqnr").Should().Be("1");
        (await world.Upstream.NextAsync<Message>(message => message.To == Desk)).Payload(Sensor, "started")!.Attribute("seqnr").Should().Be("2");
        (await world.Upstream.NextAsync<Message>(message => message.To == Desk)).Payload(Sensor, "fields")!.Attribute("done").Should().Be("true");
    }

    [Fact]
    [Spec("SD-022", "SD-023")]
    public async Task A_queued_readout_is_cancelled_without_having_started()
    {
        await using var world = await CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = null;
        await AskAsync(world, World.Alice, "1");
        await AskAsync(world, World.Alice, "2");
        await AskAsync(world, World.Alice, "3");

        (await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<cancel xmlns='{Sensor}' seqnr='2'/>")).Payload(Sensor, "cancelled").Should().NotBeNull();
        await board.AskedAsync();
        board.Readings = world.Climate();
        world.Time.Advance(TimeSpan.FromSeconds(10));

        (await world.Upstream.NextAsync<Message>()).Payload(Sensor, "failure")!.Attribute("seqnr").Should().Be("1");
        (await world.Upstream.NextAsync<Message>()).Payload(Sensor, "started")!.Attribute("seqnr").Should().Be("3");
        (await world.Upstream.NextAsync<Message>()).Payload(Sensor, "fields")!.Attribute("seqnr").Should().Be("3");
        (await world.SettleAsync()).Should().BeEmpty();
    }

    [Fact]
    [Spec("SD-003", "SEC-5")]
    public async Task Tokens_stay_with_us()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = world.Climate();
        await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='1' momentary='true' userToken='secret'/>");
        await world.Upstream.NextAsync<Message>();

        board.Received.Select(stanza => stanza.ToElement().ToString()).Should().AllSatisfy(stanza => stanza.Should().NotContain("secret"));
    }

    [Fact]
    [Spec("SD-055")]
    public async Task Fields_of_a_known_kind_say_whether_they_can_be_set()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        board.Readings = [.. world.Relay(true).Select(field => field with { Writable = null })];
        await world.AskAsync(World.Alice, "board2@things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='1' momentary='true'/>");

        var fields = (await world.Upstream.NextAsync<Message>()).Payload(Sensor, "fields")!.Elements.Single().Elements.Single().Elements;
        fields.Select(field => (field.Attribute("name"), field.Attribute("writable"))).Should().Equal(("Relay", "true"), ("Presses", "false"), ("Brightness", "true"));
    }

    [Fact]
    [Spec("SD-050", "SD-047", "SD-049")]
    public async Task A_better_value_of_the_same_instant_becomes_the_last_value()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        var estimate = world.Number("Flow", "3.2", "l/s") with { Quality = FieldQuality.AutomaticEstimate };
        await board.ReportAsync(estimate);
        await board.ReportAsync(estimate with { Value = FieldValue.Numeric("3.10"), Quality = FieldQuality.AutomaticReadout });
        await board.ReportAsync(estimate with { Value = FieldValue.Numeric("9") });
        await board.LeaveAsync();
        await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='1' momentary='true'/>");

        var field = (await world.Upstream.NextAsync<Message>()).Payload(Sensor, "fields")!.Elements.Single().Elements.Single().Elements.Single();
        field.Attribute("value").Should().Be("3.10");
        field.Attribute("automaticReadout").Should().Be("true");
        field.Attribute("automaticEstimate").Should().BeNull();
    }

    private static Task<World> CreateAsync() =>
        World.CreateAsync(options => options with { Limits = new ConcentratorLimits { MaxRunningReadoutsPerPerson = 1 } });

    private static Task<Iq> AskAsync(World world, Jid from, string number) =>
        world.AskAsync(from, "board1@things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='{number}' momentary='true'/>");
}
