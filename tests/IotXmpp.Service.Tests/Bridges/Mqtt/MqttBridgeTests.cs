using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Service.Bridges.Mqtt;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Stanzas;
using MQTTnet;

namespace IotXmpp.Service.Tests.Bridges.Mqtt;

/// <summary>The bridge at a broker, with boards that do what the test says.</summary>
public sealed class MqttBridgeTests
{
    [Fact]
    public async Task A_broker_that_accepts_and_says_nothing_is_given_up()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var endpoint = new MqttEndpoint("127.0.0.1", ((IPEndPoint)mute.LocalEndpoint).Port, "bridge", null, null);
        var opening = () => MqttConnection.OpenAsync(new MqttOptions(), endpoint, null, "iotxmpp/status", TestContext.Current.CancellationToken, TimeSpan.FromMilliseconds(100));
        (await opening.Should().ThrowAsync<MqttLinkException>()).WithMessage("The broker did not answer in time.");
    }

    [Fact]
    public async Task A_reading_is_published_plain_and_as_JSON_and_kept_for_who_comes_later()
    {
        await using var world = await MqttWorld.StartAsync();
        world.Boards.Add("board1", ThingKinds.Climate);
        await MqttWorld.UntilAsync(() => world.Bridge.Status.State == BridgeState.Connected);
        var client = await world.ConnectAsync("iotxmpp/board1/Temperature", "iotxmpp/board1/state");

        world.Boards.Report("board1", ScriptedBoards.Number("Temperature", "21.50", "°C", 0), ScriptedBoards.Number("Humidity", "45", "%", 0));

        var plain = await client.NextAsync("iotxmpp/board1/Temperature");
        Encoding.UTF8.GetString(plain.Payload).Should().Be("21.50", "the decimals are the board's");
        plain.UserProperties.Should().ContainSingle(property => property.Name == "time").Which.ValueBuffer.ToArray().Should().Equal(Encoding.UTF8.GetBytes("2026-07-01T12:00:00Z"));
        (await client.TextAsync("iotxmpp/board1/state")).Should().Be("""{"time":"2026-07-01T12:00:00Z","values":{"Humidity":45,"Temperature":21.50}}""");
        var late = await world.ConnectAsync("iotxmpp/board1/+");
        (await late.DrainAsync()).Should().BeEquivalentTo(
            "iotxmpp/board1/availability online",
            "iotxmpp/board1/Temperature 21.50",
            "iotxmpp/board1/Humidity 45",
            """iotxmpp/board1/state {"time":"2026-07-01T12:00:00Z","values":{"Humidity":45,"Temperature":21.50}}""");
        world.Bridge.Status.Sent.Should().Be(2);
    }

    [Fact]
    public async Task What_waited_while_the_broker_was_gone_arrives_once_and_in_order()
    {
        await using var world = await MqttWorld.StartAsync(options => options with { Broker = options.Broker! with { IsPersistent = false } });
        world.Boards.Add("board1", ThingKinds.Climate);
        var before = await world.ConnectAsync("iotxmpp/board1/Temperature");
        world.Boards.Report("board1", ScriptedBoards.Number("Temperature", "1", "°C", 1));
        (await before.TextAsync("iotxmpp/board1/Temperature")).Should().Be("1");
        await MqttWorld.UntilAsync(() => world.Bridge.Status.Sent == 1);

        await world.StopBrokerAsync();
        await MqttWorld.UntilAsync(() => world.Bridge.Status.State == BridgeState.Down);
        for (int i = 2; i <= 250; i++)
            world.Boards.Report("board1", ScriptedBoards.Number("Temperature", $"{i}", "°C", i));
        await MqttWorld.UntilAsync(() => world.Bridge.Status.Backlog > 0);
        world.Bridge.Status.Problem.Should().NotBeNull();
        await world.StopBridgeAsync();
        await world.StartBrokerAsync();
        var after = await world.ConnectAsync("iotxmpp/board1/Temperature");
        await world.StartBridgeAsync();

        await MqttWorld.UntilAsync(() => world.Bridge.Status.Sent == 249);
        world.Boards.Report("board1", ScriptedBoards.Number("Temperature", "251", "°C", 251));
        for (int i = 2; i <= 251; i++)
            (await after.TextAsync("iotxmpp/board1/Temperature")).Should().Be($"{i}");
        (await after.DrainAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_store_that_fails_ends_the_run_and_the_next_one_sends_nothing_twice()
    {
        await using var world = await MqttWorld.CreateAsync();
        world.Boards.Add("board1", ThingKinds.Climate);
        var client = await world.ConnectAsync("iotxmpp/board1/Temperature");
        var feed = new FullDisk(world.Feed);
        await world.StartBridgeAsync(feed);
        feed.IsFull = true;

        world.Boards.Report("board1", ScriptedBoards.Number("Temperature", "1", "°C", 1), ScriptedBoards.Number("Temperature", "2", "°C", 2));
        (await client.TextAsync("iotxmpp/board1/Temperature")).Should().Be("1");
        (await client.TextAsync("iotxmpp/board1/Temperature")).Should().Be("2");
        (await world.EndAsync()).Should().BeOfType<IOException>();
        world.Bridge.Status.State.Should().Be(BridgeState.Down);
        world.Bridge.Status.Sent.Should().Be(0, "what is not committed is not done");
        feed.IsFull = false;
        world.RunAgain();
        await MqttWorld.UntilAsync(() => world.Bridge.Status.Sent == 2);

        (await client.DrainAsync()).Should().BeEmpty("this process knows that they arrived");
    }

    [Fact]
    public async Task A_reading_that_is_older_than_what_was_published_goes_where_it_misleads_nobody()
    {
        await using var world = await MqttWorld.StartAsync();
        world.Boards.Add("board1", ThingKinds.Climate);
        var client = await world.ConnectAsync("iotxmpp/board1/Temperature", "iotxmpp/board1/history");

        world.Boards.Report("board1", ScriptedBoards.Number("Temperature", "20", "°C", 60));
        (await client.TextAsync("iotxmpp/board1/Temperature")).Should().Be("20");
        world.Boards.Report("board1", ScriptedBoards.Number("Temperature", "10", "°C", 0));

        var late = await client.NextAsync("iotxmpp/board1/history");
        Encoding.UTF8.GetString(late.Payload).Should().Be("""{"time":"2026-07-01T12:00:00Z","values":{"Temperature":10}}""");
        late.Retain.Should().BeFalse();
        var newcomer = await world.ConnectAsync("iotxmpp/board1/history", "iotxmpp/board1/Temperature");
        (await newcomer.DrainAsync()).Should().Equal("iotxmpp/board1/Temperature 20");
    }

    [Fact]
    public async Task A_command_is_answered_with_the_truth_and_with_what_tells_it_apart()
    {
        await using var world = await MqttWorld.StartAsync();
        var client = await world.ConnectAsync("iotxmpp/board2/response");

        await client.SayAsync("iotxmpp/board2/set", """{"Relay": true, "Brightness": 40, "transaction": "a-1"}""");
        (await client.TextAsync("iotxmpp/board2/response")).Should().Be("""{"transaction":"a-1","status":"done","values":{"Relay":true,"Brightness":40}}""");
        await client.SayAsync("iotxmpp/board2/Relay/set", "OFF");
        (await client.TextAsync("iotxmpp/board2/response")).Should().Be("""{"status":"done","values":{"Relay":"OFF"}}""");
        world.Boards.Set = _ => Task.FromResult(new ControlResult(StanzaErrors.RecipientUnavailable("board2 has been away for 2 h.")));
        await client.SayAsync("iotxmpp/board2/set", """{"Relay": true, "transaction": 7}""");
        (await client.TextAsync("iotxmpp/board2/response")).Should().Be("""{"transaction":7,"status":"away","error":"recipient-unavailable","reason":"board2 has been away for 2 h.","values":{"Relay":true}}""");
        world.Boards.Set = _ => Task.FromResult(new ControlResult(StanzaErrors.RemoteServerTimeout("board2 did not answer.")));
        await client.SayAsync("iotxmpp/board2/Relay/set", "on");
        (await client.TextAsync("iotxmpp/board2/response")).Should().Contain("\"status\":\"timeout\"");
        world.Boards.Set = _ => Task.FromResult(new ControlResult(StanzaErrors.Refused("Its owner does not let mqtt set Relay.")));
        await client.SayAsync("iotxmpp/board2/Relay/set", "on");
        (await client.TextAsync("iotxmpp/board2/response")).Should().Contain("\"status\":\"refused\",\"error\":\"forbidden\"");

        world.Boards.Commands.Should().Equal("board2 Relay=true, Brightness=40", "board2 Relay=OFF", "board2 Relay=true", "board2 Relay=on", "board2 Relay=on");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("{\"transaction\": 1}")]
    [InlineData("{\"Relay\": null}")]
    [InlineData("{\"Relay\": {\"on\": true}}")]
    [InlineData("{\"Relay\": true, \"Relay\": false}")]
    [InlineData("{\"transaction\": [1], \"Relay\": true}")]
    public async Task A_command_that_cannot_be_read_is_refused_and_nothing_is_done(string payload)
    {
        await using var world = await MqttWorld.StartAsync();
        var client = await world.ConnectAsync("iotxmpp/board2/response");

        await client.SayAsync("iotxmpp/board2/set", payload);

        JsonNode.Parse(await client.TextAsync("iotxmpp/board2/response"))!["status"]!.GetValue<string>().Should().Be("refused");
        world.Boards.Commands.Should().BeEmpty();
    }

    [Fact]
    public async Task The_embedded_broker_ends_the_connection_of_who_sends_too_much()
    {
        await using var world = await MqttWorld.StartAsync(options => options with { MaxPayloadBytes = 1_000 });
        var client = await world.ConnectAsync("iotxmpp/board2/response");
        await client.SayAsync("iotxmpp/board2/set", $$"""{"Label": "{{new string('x', 900)}}"}""");
        (await client.TextAsync("iotxmpp/board2/response")).Should().Contain("done");

        await Record.ExceptionAsync(() => client.SayAsync("iotxmpp/board2/set", $$"""{"Label": "{{new string('x', 1_000)}}"}"""));

        await MqttWorld.UntilAsync(() => !client.Mqtt.IsConnected);
        world.Boards.Commands.Should().ContainSingle();
        world.Bridge.Status.State.Should().Be(BridgeState.Connected);
    }

    [Fact]
    public async Task The_answer_goes_where_an_MQTT_5_client_wants_it_but_never_where_it_would_be_a_command()
    {
        await using var world = await MqttWorld.StartAsync();
        var client = await world.ConnectAsync("replies/#", "iotxmpp/board2/response", "iotxmpp/board3/#");

        await client.Mqtt.PublishAsync(new MqttApplicationMessageBuilder().WithTopic("iotxmpp/board2/Relay/set").WithPayload("on").WithResponseTopic("replies/1").WithCorrelationData([1, 2, 3]).Build());
        (await client.NextAsync("replies/1")).CorrelationData.Should().Equal(1, 2, 3);
        await client.Mqtt.PublishAsync(new MqttApplicationMessageBuilder().WithTopic("iotxmpp/board2/Relay/set").WithPayload("on").WithResponseTopic("iotxmpp/board3/set").WithCorrelationData([4]).Build());
        (await client.NextAsync("iotxmpp/board2/response")).CorrelationData.Should().Equal(4);

        world.Boards.Commands.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_retained_command_is_no_command()
    {
        await using var world = await MqttWorld.CreateAsync();
        var client = await world.ConnectAsync("iotxmpp/board2/response");
        await client.SayAsync("iotxmpp/board2/Relay/set", "on", retain: true);

        await world.StartBridgeAsync();
        await client.SayAsync("iotxmpp/board2/Relay/set", "off");

        (await client.TextAsync("iotxmpp/board2/response")).Should().Contain("off");
        world.Boards.Commands.Should().Equal("board2 Relay=off");
    }

    [Fact]
    public async Task A_command_whose_time_passes_before_its_turn_is_not_carried_out()
    {
        await using var world = await MqttWorld.StartAsync();
        var client = await world.ConnectAsync("iotxmpp/board2/response");
        var first = new TaskCompletionSource<ControlResult>();
        world.Boards.Set = _ => first.Task;
        await client.SayAsync("iotxmpp/board2/Relay/set", "on");
        await MqttWorld.UntilAsync(() => world.Boards.Commands.Count == 1);

        await client.Mqtt.PublishAsync(new MqttApplicationMessageBuilder().WithTopic("iotxmpp/board2/Relay/set").WithPayload("off").WithMessageExpiryInterval(1).Build());
        await MqttWorld.UntilAsync(() => world.Bridge.Status.Received == 2);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await MqttWorld.UntilAsync(() => clock.Elapsed > TimeSpan.FromSeconds(1.1));
        first.SetResult(ControlResult.Done);

        (await client.TextAsync("iotxmpp/board2/response")).Should().Contain("done");
        (await client.TextAsync("iotxmpp/board2/response")).Should().Contain("\"status\":\"expired\"");
        world.Boards.Commands.Should().Equal("board2 Relay=on");
    }

    [Fact]
    public async Task Availability_follows_the_boards_and_the_will_speaks_for_a_bridge_that_is_gone()
    {
        await using var world = await MqttWorld.CreateAsync();
        var client = await world.ConnectAsync("iotxmpp/status", "iotxmpp/board1/availability");
        world.Boards.Add("board1", ThingKinds.Climate);
        await world.StartBridgeAsync();
        (await client.TextAsync("iotxmpp/status")).Should().Be("online");
        (await client.TextAsync("iotxmpp/board1/availability")).Should().Be("online");

        world.Boards.SetUp("board1", false);
        (await client.TextAsync("iotxmpp/board1/availability")).Should().Be("offline");
        world.Boards.SetUp("board1", true);
        (await client.TextAsync("iotxmpp/board1/availability")).Should().Be("online");
        await world.StopBridgeAsync();

        (await client.TextAsync("iotxmpp/status")).Should().Be("offline");
    }

    [Fact]
    public async Task What_is_left_of_a_board_that_does_not_cross_any_more_is_cleared_away()
    {
        await using var world = await MqttWorld.CreateAsync(options => options with { HomeAssistantPrefix = "homeassistant" });
        var others = await world.ConnectAsync();
        await others.SayAsync("homeassistant/device/somebody_else/config", """{"dev":{"ids":["x"]},"avty":[{"t":"else/status"}],"cmps":{}}""", retain: true);
        world.Boards.Add("board1", ThingKinds.Climate);
        world.Boards.Add("board2", ThingKinds.Relay);
        await world.StartBridgeAsync();
        world.Boards.Report("board1", ScriptedBoards.Number("Temperature", "20", "°C", 0));
        world.Boards.Report("board2", ScriptedBoards.Switch("Relay", true, 0));
        await MqttWorld.UntilAsync(() => world.Bridge.Status.Sent == 2);

        world.Boards.Remove("board1");
        await MqttWorld.UntilAsync(async () => (await Held(world)).All(line => !line.Contains("board1", StringComparison.Ordinal)));
        await world.StopBridgeAsync();
        world.Boards.Remove("board2");
        await world.StartBridgeAsync();

        await MqttWorld.UntilAsync(async () => (await Held(world)).Count == 2);
        (await Held(world)).Should().BeEquivalentTo("iotxmpp/status online", """homeassistant/device/somebody_else/config {"dev":{"ids":["x"]},"avty":[{"t":"else/status"}],"cmps":{}}""");
    }

    [Fact]
    public async Task Home_Assistant_is_told_when_it_starts_when_a_board_comes_and_when_a_field_does()
    {
        await using var world = await MqttWorld.StartAsync(options => options with { HomeAssistantPrefix = "homeassistant" });
        var assistant = await world.ConnectAsync("homeassistant/device/+/config");

        world.Boards.Add("board3", new ThingDescription { Kind = "x", Title = "thing" });
        (await Components(assistant)).Should().Equal("last_seen");
        world.Boards.Report("board3", ScriptedBoards.Number("Level", "7", "%", 0));
        (await Components(assistant)).Should().Equal("Level", "last_seen");
        await assistant.SayAsync("homeassistant/status", "online");

        (await Components(assistant)).Should().Equal("Level", "last_seen");

        static async Task<IEnumerable<string>> Components(MqttWorld.Client client) =>
            JsonNode.Parse(await client.TextAsync("homeassistant/device/iotxmpp_board3/config"))!["cmps"]!.AsObject().Select(component => component.Key);
    }

    [Fact]
    public async Task A_command_to_a_device_is_done_when_the_device_shows_it_and_else_nobody_knows()
    {
        await using var world = await MqttWorld.StartAsync(options => options with { Devices = [WorkedExamples.TasmotaPlug with { Timeout = TimeSpan.FromSeconds(1) }] });
        var plug = await world.ConnectAsync("cmnd/plug1/POWER");
        await plug.SayAsync("tele/plug1/LWT", "Online", retain: true);
        await MqttWorld.UntilAsync(() => world.Boards.Reports.Contains(("plug1", "available")));
        var set = world.Boards.Attached["plug1"].SetAsync!;
        ControlValue on = new("Relay", ControlParameterKind.Boolean, "true");

        var done = set([on], DateTimeOffset.UtcNow.AddSeconds(10), CancellationToken.None).AsTask();
        (await plug.TextAsync("cmnd/plug1/POWER")).Should().Be("ON");
        await plug.SayAsync("stat/plug1/POWER", "OFF");
        done.IsCompleted.Should().BeFalse("that is not what was asked");
        await plug.SayAsync("stat/plug1/POWER", "ON");
        (await done).Kind.Should().Be(ControlOutcomeKind.Done);
        var silent = set([on], DateTimeOffset.UtcNow.AddSeconds(10), CancellationToken.None).AsTask();
        (await silent).Kind.Should().Be(ControlOutcomeKind.TimedOut);

        await MqttWorld.UntilAsync(() => world.Boards.Reports.Count(report => report.What is Field) == 2);
        await world.StopBridgeAsync();
        world.Boards.Reports.Last().Should().Be(("plug1", "away"));
    }

    private static async Task<IReadOnlyList<string>> Held(MqttWorld world)
    {
        var client = await world.ConnectAsync("iotxmpp/#", "homeassistant/#");
        var held = await client.DrainAsync();
        client.Mqtt.Dispose();
        return held;
    }

    /// <summary>A feed on a disk that may be full: nothing can be committed then.</summary>
    private sealed class FullDisk(IReadingFeed feed) : IReadingFeed
    {
        public bool IsFull { get; set; }

        public ValueTask<long> OpenAsync(string follower, CancellationToken ct) => feed.OpenAsync(follower, ct);

        public ValueTask<IReadOnlyList<FeedEntry>> ReadAsync(long after, int limit, CancellationToken ct) => feed.ReadAsync(after, limit, ct);

        public ValueTask CommitAsync(string follower, long sequence, CancellationToken ct) =>
            IsFull ? throw new IOException("No space left on device") : feed.CommitAsync(follower, sequence, ct);

        public ValueTask CloseAsync(string follower, CancellationToken ct) => feed.CloseAsync(follower, ct);

        public ValueTask WaitAsync(long after, CancellationToken ct) => feed.WaitAsync(after, ct);

        public ValueTask<IReadOnlyList<FollowerFigures>> GetFiguresAsync(CancellationToken ct) => feed.GetFiguresAsync(ct);
    }
}
