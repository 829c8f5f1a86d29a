using System.Net;
using System.Text.Json.Nodes;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Bridges.AzureIotHub;
using IotXmpp.Service.Tests.Hosting;
using IotXmpp.Tool.FakeHub;

namespace IotXmpp.Service.Tests.Bridges.AzureIotHub;

/// <summary>Readings on their way to the hub: all of them, in order, within the hub's rules.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task A_reading_goes_out_with_its_properties_and_is_committed_when_the_hub_has_it()
    {
        await using var world = await HubWorld.CreateAsync();
        await world.StoreAsync("board1", 21, 1);
        HubTelemetry? message = null;
        await world.UntilAsync(() => world.Hub.Telemetry.TryRead(out message));

        message!.Device.Should().Be(HubWorld.Gateway);
        System.Text.Encoding.UTF8.GetString(message.Body).Should().Be("""{"board":"board1","readings":[{"name":"Temperature","value":21.5,"unit":"°C","time":"2026-02-03T04:05:27Z"}]}""");
        message.Properties.Should().Contain([new("$.ct", "application/json"), new("$.ce", "utf-8"), new("board", "board1")]);
        message.Properties["$.mid"].Should().NotBeNullOrEmpty();
        message.Properties["$.ctime"].Should().StartWith("2026-02-03T04:05:");
        await world.UntilAsync(async () => await world.WaitingAsync() == 0);
        await world.UntilAsync(() => world.Bridge.Status is { Sent: 1, Backlog: 0, State: BridgeState.Connected });
        world.Incidents().Should().BeEmpty("no rule of the hub was broken");
    }

    [Fact]
    public async Task What_may_not_be_read_does_not_go_out_and_holds_nothing_up()
    {
        await using var world = await HubWorld.CreateAsync();
        world.Boards.MayRead = entry => entry.Device != "board2";
        await world.StoreAsync("board2", 0, 3);
        await world.StoreAsync("board1", 0, 1);

        (await world.ReadingsAsync(1)).Should().Equal("board1 0.5");
        await world.UntilAsync(async () => await world.WaitingAsync() == 0);
    }

    [Fact]
    public async Task A_hub_that_was_gone_for_long_gets_everything_in_order_in_few_messages()
    {
        await using var world = await HubWorld.CreateAsync(startHub: false);
        for (int i = 0; i < 150; i++)
        {
            await world.StoreAsync("board1", i, 1);
            await world.StoreAsync("board2", i, 1);
        }

        await world.UntilAsync(() => world.Bridge.Status is { State: BridgeState.Down, Problem: not null, Backlog: 300 }, TimeSpan.FromSeconds(5));
        // A day passes.
        for (int i = 0; i < 24; i++)
        {
            world.Time.Advance(TimeSpan.FromHours(1));
            world.HubTime.Advance(TimeSpan.FromHours(1));
        }

        await world.Hub.StartAsync();
        var messages = new List<HubTelemetry>();
        await world.UntilAsync(
            () =>
            {
                messages.AddRange(world.TakeTelemetry());
                return messages.Sum(message => HubWorld.ReadingsOf(message).Count()) >= 300;
            },
            TimeSpan.FromSeconds(5));

        foreach (string board in new[] { "board1", "board2" })
        {
            messages.Where(message => message.Properties["board"] == board).SelectMany(HubWorld.ReadingsOf)
                .Should().Equal(Enumerable.Range(0, 150).Select(i => $"{board} {i}.5"));
        }

        messages.Should().OnlyContain(message => message.Body.Length <= 4096).And.HaveCountLessThan(16);
        messages.Select(message => message.Properties["$.mid"]).Should().OnlyHaveUniqueItems();
        await world.UntilAsync(async () => await world.WaitingAsync() == 0);
    }

    [Fact]
    public async Task A_connection_that_breaks_again_and_again_loses_nothing_and_keeps_the_order()
    {
        await using var world = await HubWorld.CreateAsync(settings => settings with { BatchBytes = 1 });
        var got = new List<string>();
        for (int round = 0; round < 5; round++)
        {
            await world.UntilConnectedAsync();
            await world.StoreAsync("board1", round * 20, 20);
            await world.UntilAsync(() =>
            {
                got.AddRange(world.TakeTelemetry().SelectMany(HubWorld.ReadingsOf));
                return got.Count > round * 20;
            });
            await world.Hub.DropAsync(HubWorld.Gateway);
        }

        await world.UntilAsync(
            () =>
            {
                got.AddRange(world.TakeTelemetry().SelectMany(HubWorld.ReadingsOf));
                return got.Distinct().Count() == 100;
            },
            TimeSpan.FromSeconds(1));
        // One whose acknowledgement was lost may come twice, next to itself.
        got.Where((reading, i) => i == 0 || got[i - 1] != reading).Should().Equal(Enumerable.Range(0, 100).Select(i => $"board1 {i}.5"));
        got.Count.Should().BeLessThanOrEqualTo(105);
    }

    [Fact]
    public async Task A_hub_that_is_throttling_gets_everything_late_and_none_of_its_rules_is_broken()
    {
        await using var world = await HubWorld.CreateAsync(
            settings => settings with { BatchBytes = 1 },
            hub => hub with { TelemetryPerSecond = 2, MaxShaping = TimeSpan.FromSeconds(10) });
        await world.StoreAsync("board1", 0, 30);

        var got = new List<string>();
        await world.UntilAsync(
            () =>
            {
                got.AddRange(world.TakeTelemetry().SelectMany(HubWorld.ReadingsOf));
                return got.Count >= 30;
            },
            TimeSpan.FromSeconds(3));

        got.Should().Equal(Enumerable.Range(0, 30).Select(i => $"board1 {i}.5"));
        world.Log.Should().ContainSingle(line => line.Contains("throttling"), "late acknowledgements are the first sign");
        world.Incidents().Should().BeEmpty();
    }

    [Fact]
    public async Task Each_board_is_a_device_of_its_own_if_so_configured()
    {
        await using var world = await HubWorld.CreateAsync(settings => settings with { Identity = HubIdentityKind.Board });
        world.Boards.Put("board9", isUp: true, ("Temperature", "1"));
        await world.UntilConnectedAsync("board1");
        await world.UntilConnectedAsync("board2");
        await world.StoreAsync("board1", 0, 2);
        await world.StoreAsync("board2", 0, 2);

        var messages = new List<HubTelemetry>();
        await world.UntilAsync(() =>
        {
            messages.AddRange(world.TakeTelemetry());
            return messages.Sum(message => HubWorld.ReadingsOf(message).Count()) == 4;
        });
        messages.Should().OnlyContain(message => message.Device == message.Properties["board"]);
        world.Log.Should().ContainSingle(line => line.StartsWith("board9 cannot be a device"));
        world.Bridge.Status.Problem.Should().Be("board9 cannot be a device of the hub.");
    }

    [Fact]
    public async Task A_board_that_the_hub_does_not_want_holds_no_other_up_and_loses_nothing()
    {
        await using var world = await HubWorld.CreateAsync(
            settings => settings with { Identity = HubIdentityKind.Board },
            hub => hub with { Devices = new Dictionary<string, string> { ["board1"] = HubWorld.Key } });
        await world.UntilAsync(() => world.Hub.IsConnected("board1"));
        await world.StoreAsync("board2", 0, 3);
        await world.StoreAsync("board1", 0, 3);
        (await world.ReadingsAsync(3)).Should().Equal("board1 0.5", "board1 1.5", "board1 2.5");
        world.Bridge.Status.Problem.Should().Be("fake-hub.azure-devices.net has no device board2.");
        world.Bridge.Status.State.Should().Be(BridgeState.Down);

        world.Hub.Add("board2", HubWorld.Key);
        var got = new List<string>();
        await world.UntilAsync(
            () =>
            {
                got.AddRange(world.TakeTelemetry().SelectMany(HubWorld.ReadingsOf));
                return got.Count == 3;
            },
            TimeSpan.FromSeconds(5));
        got.Should().Equal("board2 0.5", "board2 1.5", "board2 2.5");
    }

    [Fact]
    public async Task There_are_no_more_connections_than_allowed_and_a_board_that_is_away_needs_none()
    {
        await using var world = await HubWorld.CreateAsync(settings => settings with { Identity = HubIdentityKind.Board, MaxConnections = 2 });
        world.Boards.Put("board2", isUp: false);
        await world.UntilConnectedAsync("board1");
        world.Boards.Put("board3", isUp: true);
        await world.UntilAsync(() => world.Log.Any(line => line.StartsWith("board3 has no connection")));
        world.Hub.IsConnected("board3").Should().BeFalse();

        world.Boards.Put("board2", isUp: true);
        await world.UntilConnectedAsync("board2");
    }

    [Fact]
    public async Task Only_readings_go_out_where_a_hub_of_the_basic_tier_has_nothing_else()
    {
        await using var world = await HubWorld.CreateAsync(settings => settings with { TelemetryOnly = true });
        await world.UntilConnectedAsync();
        await world.StoreAsync("board1", 0, 1);
        await world.ReadingsAsync(1);
        (await world.Hub.InvokeAsync(HubWorld.Gateway, "read", null, TimeSpan.FromSeconds(5))).Status.Should().Be(404, "there is no subscription to methods");
    }

    [Fact]
    public async Task The_whole_service_takes_its_boards_to_the_hub_and_says_so_at_health()
    {
        int port = HubWorld.FreePort();
        await using var hub = new FakeHub(new FakeHubOptions { Port = port, Devices = new Dictionary<string, string> { ["gw"] = HubWorld.Key } }, TimeProvider.System);
        await hub.StartAsync();
        await using var service = await RunningService.StartAsync();
        await service.StopAsync();
        service.Options = service.Options with
        {
            AzureIotHub = new AzureIotHubOptions
            {
                HostName = HubWorld.Host, Address = new DnsEndPoint("127.0.0.1", port), Tls = false, DeviceId = "gw", SharedAccessKey = HubWorld.Key,
                Route = new BridgeRoute { Boards = ["*"], Parameters = ["Relay"] },
            },
        };
        await service.StartHostAsync(boards: 2);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        (await hub.Telemetry.ReadAsync(limit.Token)).Properties["board"].Should().BeOneOf("board1", "board2");
        MethodResult result;
        while ((result = await hub.InvokeAsync("gw", "set", JsonNode.Parse("""{"board":"board2","values":{"Relay":true}}"""), TimeSpan.FromSeconds(30))).Status == 404)
            await Task.Yield();
        result.Status.Should().Be(200);
        result = await hub.InvokeAsync("gw", "set", JsonNode.Parse("""{"board":"board2","values":{"Brightness":5}}"""), TimeSpan.FromSeconds(30));
        result.Status.Should().Be(403, "that parameter does not cross");
        var health = await service.Host.HealthAsync(limit.Token);
        health.Bridges.Should().ContainSingle(bridge => bridge.Name == "azure" && bridge.State == "Connected");
        string metrics = await service.Http.GetStringAsync($"http://{service.EndPoint("Http")}/metrics", limit.Token);
        Service.Tests.Telemetry.Exposition.Parse(metrics).Samples.Should().Contain(sample => sample.Name == "iotxmpp_bridge_connected" && sample.Labels["bridge"] == "azure");
    }
}
