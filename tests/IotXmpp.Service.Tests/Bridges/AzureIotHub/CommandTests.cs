using System.Text;
using System.Text.Json.Nodes;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Bridges.AzureIotHub;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Service.Tests.Bridges.AzureIotHub;

/// <summary>What a back end wants of the boards: by method, by wish in the twin, by message. Nothing of it runs late.</summary>
public sealed class CommandTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("read", """{"board":"board1"}""", 200, """{"board":"board1","live":true,"readings":[{"name":"Temperature","value":21.5,"unit":"°C","time":"2026-02-03T04:05:06Z"}]}""")]
    [InlineData("read", """{"board":"board1","fields":["Secret"]}""", 403, null)]
    [InlineData("read", """{"board":"board8"}""", 404, null)]
    [InlineData("read", """{"board":"board1","fields":"Temperature"}""", 400, null)]
    [InlineData("read", null, 400, """{"error":"Name the board: {\"board\":\"board1\"}."}""")]
    [InlineData("read", "[1]", 400, null)]
    [InlineData("set", """{"board":"board2","values":{"Relay":true,"Brightness":40}}""", 200, """{"board":"board2"}""")]
    [InlineData("set", """{"board":"board2","values":{"Relay":null}}""", 400, null)]
    [InlineData("set", """{"board":"board2"}""", 400, null)]
    [InlineData("set", """{"board":"board8","values":{"Relay":true}}""", 404, null)]
    [InlineData("restart", """{"board":"board2"}""", 501, null)]
    public async Task A_method_is_answered_with_the_right_status(string method, string? payload, int status, string? answer)
    {
        await using var world = await HubWorld.CreateAsync();
        await SubscribedAsync(world, HubWorld.Gateway);
        var result = await world.Hub.InvokeAsync(HubWorld.Gateway, method, payload is null ? null : JsonNode.Parse(payload), Long);
        result.Status.Should().Be(status);
        if (answer is not null)
            JsonNode.DeepEquals(result.Payload, JsonNode.Parse(answer)).Should().BeTrue(result.Payload?.ToJsonString());
        else
            ((string?)result.Payload!["error"]).Should().NotBeNullOrEmpty();
        world.Boards.Commands.Should().Equal(method == "set" && status == 200 ? ["board2 Relay=true, Brightness=40"] : []);
        world.Incidents().Should().BeEmpty();
    }

    [Theory]
    [InlineData("forbidden", 403)]
    [InlineData("bad-request", 400)]
    [InlineData("item-not-found", 404)]
    [InlineData("recipient-unavailable", 404)]
    [InlineData("remote-server-timeout", 504)]
    [InlineData("resource-constraint", 429)]
    [InlineData("internal-server-error", 500)]
    public async Task A_refused_command_says_why(string condition, int status)
    {
        await using var world = await HubWorld.CreateAsync();
        await SubscribedAsync(world, HubWorld.Gateway);
        world.Boards.SetError = new StanzaError(StanzaErrorType.Cancel, condition, "Because.");
        var result = await world.Hub.InvokeAsync(HubWorld.Gateway, "set", JsonNode.Parse("""{"board":"board2","values":{"Relay":true}}"""), Long);
        result.Status.Should().Be(status);
        ((string?)result.Payload!["error"]).Should().Be("Because.");
    }

    [Fact]
    public async Task The_device_of_a_board_needs_no_name_and_takes_no_other()
    {
        await using var world = await HubWorld.CreateAsync(settings => settings with { Identity = HubIdentityKind.Board });
        await SubscribedAsync(world, "board2");
        (await world.Hub.InvokeAsync("board2", "set", JsonNode.Parse("""{"values":{"Relay":true}}"""), Long)).Status.Should().Be(200);
        (await world.Hub.InvokeAsync("board2", "set", JsonNode.Parse("""{"board":"board1","values":{"Relay":true}}"""), Long)).Status.Should().Be(400);
        world.Boards.Commands.Should().Equal("board2 Relay=true");
    }

    [Fact]
    public async Task A_board_that_is_away_shows_its_last_values_and_says_so()
    {
        await using var world = await HubWorld.CreateAsync();
        await SubscribedAsync(world, HubWorld.Gateway);
        world.Boards.Put("board1", isUp: false, ("Temperature", "20.0"));
        world.Boards.Put("board2", isUp: false);
        var result = await world.Hub.InvokeAsync(HubWorld.Gateway, "read", JsonNode.Parse("""{"board":"board1"}"""), Long);
        result.Status.Should().Be(200);
        ((bool)result.Payload!["live"]!).Should().BeFalse();
        (await world.Hub.InvokeAsync(HubWorld.Gateway, "read", JsonNode.Parse("""{"board":"board2"}"""), Long)).Status.Should().Be(404);
    }

    [Fact]
    public async Task The_twin_follows_what_a_board_says()
    {
        await using var world = await HubWorld.CreateAsync(settings => settings with { Identity = HubIdentityKind.Board });
        await SubscribedAsync(world, "board1");
        await ReportedAsync(world, "board1", """{"connected":true,"fields":{"Temperature":{"value":21.5,"unit":"°C","time":"2026-02-03T04:05:06Z"}},"control":{}}""");

        world.Boards.Put("board1", isUp: false, ("Temperature", "22.25"), ("Supply Voltage", "3.30"));
        await ReportedAsync(
            world,
            "board1",
            """{"connected":false,"fields":{"Temperature":{"value":22.25,"unit":"°C","time":"2026-02-03T04:05:06Z"},"Supply%20Voltage":{"value":3.30,"unit":"°C","time":"2026-02-03T04:05:06Z"}},"control":{}}""");
        world.Boards.Put("board1", isUp: true);
        await ReportedAsync(world, "board1", """{"connected":true,"fields":{},"control":{}}""");
        world.Incidents().Should().BeEmpty();
    }

    [Fact]
    public async Task The_twin_of_a_gateway_has_all_boards()
    {
        await using var world = await HubWorld.CreateAsync();
        await SubscribedAsync(world, HubWorld.Gateway);
        await ReportedAsync(world, HubWorld.Gateway, """{"boards":{"board1":{"connected":true,"control":{}},"board2":{"connected":true,"control":{}}}}""");
        await world.Hub.DesireAsync(HubWorld.Gateway, (JsonObject)JsonNode.Parse("""{"boards":{"board2":{"control":{"Relay":true}}}}""")!);
        await ReportedAsync(
            world,
            HubWorld.Gateway,
            """{"boards":{"board1":{"connected":true,"control":{}},"board2":{"connected":true,"control":{"Relay":{"value":true,"ac":200,"av":2,"ad":"done"}}}}}""");
        world.Boards.Commands.Should().Equal("board2 Relay=true");
    }

    [Fact]
    public async Task A_wish_is_a_command_and_its_outcome_is_reported_with_its_version()
    {
        await using var world = await HubWorld.CreateAsync(settings => settings with { Identity = HubIdentityKind.Board });
        await SubscribedAsync(world, "board2");
        await WishAsync(world, """{"control":{"Relay":true}}""");
        await ControlAsync(world, """{"Relay":{"value":true,"ac":200,"av":2,"ad":"done"}}""");
        world.Boards.SetError = StanzaErrors.RecipientUnavailable("It is away.");
        await WishAsync(world, """{"control":{"Relay":false}}""");
        await ControlAsync(world, """{"Relay":{"value":false,"ac":404,"av":3,"ad":"It is away."}}""");
        world.Boards.SetError = null;
        await WishAsync(world, """{"control":{"Relay":null}}""");
        await ControlAsync(world, "{}");
        world.Boards.Commands.Should().Equal("board2 Relay=true");
    }

    [Fact]
    public async Task A_wish_made_in_a_short_gap_is_carried_out_and_one_made_in_a_long_one_is_not()
    {
        await using var world = await HubWorld.CreateAsync(settings => settings with { Identity = HubIdentityKind.Board });
        await SubscribedAsync(world, "board2");
        await WishAsync(world, """{"control":{"Relay":true}}""");
        await ControlAsync(world, """{"Relay":{"value":true,"ac":200,"av":2,"ad":"done"}}""");

        await GoneAsync(world);
        await WishAsync(world, """{"control":{"Relay":false}}""");
        await world.Hub.StartAsync();
        await ControlAsync(world, """{"Relay":{"value":false,"ac":200,"av":3,"ad":"done"}}""");

        await GoneAsync(world);
        await WishAsync(world, """{"control":{"Relay":true}}""");
        world.Time.Advance(TimeSpan.FromMinutes(3));
        world.HubTime.Advance(TimeSpan.FromMinutes(3));
        await world.Hub.StartAsync();
        await ControlAsync(world, """{"Relay":{"value":true,"ac":408,"av":4,"ad":"It was wished while there was no connection: nothing was done. Wish it again."}}""");
        world.Boards.Commands.Should().Equal("board2 Relay=true", "board2 Relay=false");
    }

    [Fact]
    public async Task A_wish_from_before_the_start_is_not_carried_out_and_one_that_was_is_not_again()
    {
        await using var world = await HubWorld.CreateAsync(settings => settings with { Identity = HubIdentityKind.Board });
        await SubscribedAsync(world, "board2");
        await WishAsync(world, """{"control":{"Relay":true}}""");
        await ControlAsync(world, """{"Relay":{"value":true,"ac":200,"av":2,"ad":"done"}}""");
        await world.StopBridgeAsync();
        await WishAsync(world, """{"control":{"Brightness":40}}""");

        world.StartBridge();
        await ControlAsync(
            world,
            """{"Relay":{"value":true,"ac":200,"av":2,"ad":"done"},"Brightness":{"value":40,"ac":408,"av":3,"ad":"It was wished while there was no connection: nothing was done. Wish it again."}}""");
        world.Boards.Commands.Should().Equal("board2 Relay=true");
    }

    [Fact]
    public async Task A_twin_that_is_throttled_is_asked_again()
    {
        await using var world = await HubWorld.CreateAsync(settings => settings with { Identity = HubIdentityKind.Board }, hub => hub with { TwinReadsPerSecond = 1, TwinUpdatesPerSecond = 1 });
        world.Boards.Put("board3", isUp: true);
        foreach (string board in new[] { "board1", "board2", "board3" })
            await world.UntilAsync(() => world.Hub.Reported(board)["connected"] is not null);
        world.Incidents().Should().OnlyContain(incident => incident.Rule == Tool.FakeHub.HubRule.TwinThrottle).And.NotBeEmpty();
    }

    [Theory]
    [InlineData("set", """{"board":"board2","values":{"Relay":true}}""", 60, "board2 Relay=true")]
    [InlineData(null, "on Relay", 60, "board2 Relay=true")]
    [InlineData(null, "set Brightness 40", 60, "board2 Brightness=40")]
    [InlineData(null, "on Relay", null, null)]
    [InlineData("explode", """{"board":"board2"}""", 60, null)]
    [InlineData(null, "hello", 60, null)]
    public async Task A_message_is_a_command_if_it_is_known_and_says_until_when(string? command, string body, int? lives, string? done)
    {
        await using var world = await HubWorld.CreateAsync();
        await SubscribedAsync(world, HubWorld.Gateway);
        List<KeyValuePair<string, string?>> properties = command is null ? [new("board", "board2")] : [new("command", command)];
        await world.Hub.SendAsync(HubWorld.Gateway, Encoding.UTF8.GetBytes(body), properties, lives is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        await world.UntilAsync(() => world.Hub.WaitingFor(HubWorld.Gateway) == 0, TimeSpan.FromMilliseconds(1));
        world.Boards.Commands.Should().Equal(done is null ? [] : [done]);
        world.Log.Count(line => line.Contains("dropped")).Should().Be(done is null ? 1 : 0);
    }

    [Fact]
    public async Task A_message_is_acknowledged_after_it_was_dealt_with_and_dealt_with_once()
    {
        await using var world = await HubWorld.CreateAsync();
        await SubscribedAsync(world, HubWorld.Gateway);
        var gate = new TaskCompletionSource();
        world.Boards.SetGate = gate.Task;
        await world.Hub.SendAsync(HubWorld.Gateway, "on Relay"u8.ToArray(), [new("board", "board2")], TimeSpan.FromMinutes(5));
        await world.UntilAsync(() => world.Bridge.Status.Received > 0, TimeSpan.FromMilliseconds(1));
        world.Hub.WaitingFor(HubWorld.Gateway).Should().Be(1, "it is under way");
        gate.SetResult();
        await world.UntilAsync(() => world.Hub.WaitingFor(HubWorld.Gateway) == 0, TimeSpan.FromMilliseconds(1));
        world.Boards.Commands.Should().Equal("board2 Relay=true");
    }

    /// <summary>The first report shows that the subscriptions are there.</summary>
    private static Task SubscribedAsync(HubWorld world, string device) => world.UntilAsync(() => world.Hub.Reported(device).Count > 0);

    /// <summary>A server that stops while somebody is connecting leaves that connection open: all are connected first.</summary>
    private static async Task GoneAsync(HubWorld world)
    {
        await world.UntilConnectedAsync("board1");
        await world.UntilConnectedAsync("board2");
        await world.Hub.StopAsync();
        await world.UntilAsync(() => world.Bridge.Status.State != BridgeState.Connected, TimeSpan.Zero);
    }

    private static Task WishAsync(HubWorld world, string patch) => world.Hub.DesireAsync("board2", (JsonObject)JsonNode.Parse(patch)!);

    private static Task ReportedAsync(HubWorld world, string device, string expected) =>
        world.UntilAsync(() => JsonNode.DeepEquals(world.Hub.Reported(device), JsonNode.Parse(expected)));

    private static Task ControlAsync(HubWorld world, string expected) =>
        world.UntilAsync(() => JsonNode.DeepEquals(world.Hub.Reported("board2")["control"], JsonNode.Parse(expected)));
}
