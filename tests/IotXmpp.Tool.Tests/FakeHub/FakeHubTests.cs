using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using IotXmpp.Tool.FakeHub;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace IotXmpp.Tool.Tests.FakeHub;

/// <summary>The hub's documented rules, met and broken by a plain MQTT client.</summary>
public sealed class FakeHubTests : IAsyncLifetime
{
    private const string Host = "fake-hub.azure-devices.net";
    private const string Key = "bm90IGEgc2VjcmV0LCBhIHRlc3Qga2V5";
    private const string User = Host + "/board1/?api-version=2021-04-12";
    private static readonly DateTimeOffset Start = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly int _port = FreePort();
    private IotXmpp.Tool.FakeHub.FakeHub _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = new(
            new FakeHubOptions
            {
                Port = _port, Devices = new Dictionary<string, string> { ["board1"] = Key, ["board2"] = Key },
                IdScope = "0ne000", GroupKey = Key, TwinReadsPerSecond = 3, TelemetryPerSecond = 10, MaxShaping = TimeSpan.FromSeconds(2),
            },
            _time);
        await _hub.StartAsync();
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task A_reading_arrives_with_its_properties()
    {
        await using var device = await ConnectedAsync();
        await device.PublishAsync("devices/board1/messages/events/$.ct=application%2Fjson&$.ce=utf-8&a=&b", """{"t":21.5}""");
        var reading = await NextTelemetryAsync();
        reading.Device.Should().Be("board1");
        System.Text.Encoding.UTF8.GetString(reading.Body).Should().Be("""{"t":21.5}""");
        reading.Properties.Should().Equal(new Dictionary<string, string?> { ["$.ct"] = "application/json", ["$.ce"] = "utf-8", ["a"] = "", ["b"] = null });
    }

    [Fact]
    public async Task A_retained_message_is_not_kept_but_marked()
    {
        await using var device = await ConnectedAsync();
        await device.PublishAsync("devices/board1/messages/events/", "x", retain: true);
        (await NextTelemetryAsync()).Properties.Should().ContainKey("mqtt-retain");
    }

    [Theory]
    [InlineData("board1", User, "wrong resource")]
    [InlineData("board1", User, "wrong key")]
    [InlineData("board1", User, "expired")]
    [InlineData("board1", User, "no token")]
    [InlineData("board1", Host + "/board1/api-version=2021-04-12", "good")]
    [InlineData("board1", Host + "/board2/?api-version=2021-04-12", "good")]
    public async Task Who_is_not_the_device_is_not_authorized(string clientId, string user, string token)
    {
        string password = token switch
        {
            "wrong resource" => HubClient.Token(Host + "/devices/board2", Key, Start.AddHours(1)),
            "wrong key" => HubClient.Token(Host + "/devices/board1", "AAAA", Start.AddHours(1)),
            "expired" => HubClient.Token(Host + "/devices/board1", Key, Start),
            "no token" => "",
            _ => Good(),
        };
        await using var client = new HubClient();
        (await client.ConnectAsync(_port, clientId, user, password)).Should().Be(MqttClientConnectResultCode.NotAuthorized);
        (await NextIncidentAsync()).Text.Should().NotContain(password.Length > 0 ? password : "sig=");
    }

    [Fact]
    public async Task Other_versions_unknown_devices_and_long_keep_alives_are_refused()
    {
        await using var five = new HubClient();
        (await five.ConnectAsync(_port, "board1", User, Good(), version: MqttProtocolVersion.V500)).Should().NotBe(MqttClientConnectResultCode.Success);
        (await NextIncidentAsync()).Rule.Should().Be(HubRule.ProtocolVersion);
        await using var unknown = new HubClient();
        (await unknown.ConnectAsync(_port, "board9", Host + "/board9/?api-version=2021-04-12", Good())).Should().Be(MqttClientConnectResultCode.ClientIdentifierNotValid);
        (await NextIncidentAsync()).Rule.Should().Be(HubRule.ClientId);
        await using var slow = new HubClient();
        (await slow.ConnectAsync(_port, "board1", User, Good(), keepAlive: 1178)).Should().NotBe(MqttClientConnectResultCode.Success);
        (await NextIncidentAsync()).Rule.Should().Be(HubRule.KeepAlive);
    }

    [Fact]
    public async Task Publishing_with_QoS_2_closes_the_connection()
    {
        await using var device = await ConnectedAsync();
        _ = device.PublishAsync("devices/board1/messages/events/", "x", MqttQualityOfServiceLevel.ExactlyOnce).ContinueWith(t => t.Exception, TestContext.Current.CancellationToken);
        await device.Closed.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        (await NextIncidentAsync()).Rule.Should().Be(HubRule.QoS2);
    }

    [Theory]
    [InlineData("devices/board2/messages/events/")]
    [InlineData("home/livingroom")]
    public async Task Other_topics_close_the_connection(string topic)
    {
        await using var device = await ConnectedAsync();
        _ = device.PublishAsync(topic, "x").ContinueWith(t => t.Exception, TestContext.Current.CancellationToken);
        await device.Closed.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        (await NextIncidentAsync()).Rule.Should().Be(HubRule.Topic);
    }

    [Fact]
    public async Task Subscribing_with_QoS_2_is_granted_QoS_1()
    {
        await using var device = await ConnectedAsync();
        (await device.SubscribeAsync("$iothub/twin/res/#", MqttQualityOfServiceLevel.ExactlyOnce)).Should().Be(MqttClientSubscribeResultCode.GrantedQoS1);
    }

    [Theory]
    [InlineData("devices/board2/messages/devicebound/#")]
    [InlineData("#")]
    public async Task Other_subscriptions_close_the_connection(string topic)
    {
        await using var device = await ConnectedAsync();
        _ = device.SubscribeAsync(topic).ContinueWith(t => t.Exception, TestContext.Current.CancellationToken);
        await device.Closed.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        (await NextIncidentAsync()).Rule.Should().Be(HubRule.Topic);
    }

    [Fact]
    public async Task A_second_connection_closes_the_first()
    {
        await using var first = await ConnectedAsync();
        await using var second = await ConnectedAsync();
        await first.Closed.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        (await NextIncidentAsync()).Rule.Should().Be(HubRule.SecondConnection);
        second.IsConnected.Should().BeTrue();
        await second.PublishAsync("devices/board1/messages/events/", "x");
        (await NextTelemetryAsync()).Device.Should().Be("board1");
        _hub.IsConnected("board1").Should().BeTrue("the end of the first is not the end of the second");
    }

    [Fact]
    public async Task A_token_that_expires_closes_the_connection()
    {
        await using var device = await ConnectedAsync();
        _time.Advance(TimeSpan.FromMinutes(59));
        device.IsConnected.Should().BeTrue();
        _time.Advance(TimeSpan.FromMinutes(2));
        await device.Closed.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        (await NextIncidentAsync()).Rule.Should().Be(HubRule.TokenExpired);
    }

    [Fact]
    public async Task A_twin_is_read_reported_and_desired()
    {
        await using var device = await ConnectedAsync();
        await device.SubscribeAsync("$iothub/twin/res/#");
        await device.SubscribeAsync("$iothub/twin/PATCH/properties/desired/#");
        await device.PublishAsync("$iothub/twin/GET/?$rid=1", "");
        var (topic, body) = await device.ReceiveAsync();
        topic.Should().Be("$iothub/twin/res/200/?$rid=1");
        JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse("""{"desired":{"$version":1},"reported":{"$version":1}}""")).Should().BeTrue(body);

        await device.PublishAsync("$iothub/twin/PATCH/properties/reported/?$rid=2", """{"relay":{"value":true},"old":null}""");
        (await device.ReceiveAsync()).Topic.Should().Be("$iothub/twin/res/204/?$rid=2&$version=2");
        _hub.Reported("board1").ToJsonString().Should().Be("""{"relay":{"value":true}}""");
        await device.PublishAsync("$iothub/twin/PATCH/properties/reported/?$rid=3", "[1]");
        (await device.ReceiveAsync()).Topic.Should().Be("$iothub/twin/res/400/?$rid=3");

        (await _hub.DesireAsync("board1", new JsonObject { ["relay"] = true })).Should().Be(2);
        var (desiredTopic, desired) = await device.ReceiveAsync();
        desiredTopic.Should().Be("$iothub/twin/PATCH/properties/desired/?$version=2");
        desired.Should().Be("""{"relay":true,"$version":2}""");
    }

    [Fact]
    public async Task Too_many_twin_reads_are_answered_with_429()
    {
        await using var device = await ConnectedAsync();
        await device.SubscribeAsync("$iothub/twin/res/#");
        for (int i = 1; i <= 4; i++)
            await device.PublishAsync($"$iothub/twin/GET/?$rid={i}", "");
        for (int i = 1; i <= 3; i++)
            (await device.ReceiveAsync()).Topic.Should().StartWith("$iothub/twin/res/200/");
        (await device.ReceiveAsync()).Topic.Should().Be("$iothub/twin/res/429/?$rid=4");
        _time.Advance(TimeSpan.FromSeconds(1));
        await device.PublishAsync("$iothub/twin/GET/?$rid=5", "");
        (await device.ReceiveAsync()).Topic.Should().Be("$iothub/twin/res/200/?$rid=5");
    }

    [Fact]
    public async Task Desired_properties_changed_while_away_are_only_in_the_twin()
    {
        await using (var before = await ConnectedAsync())
        {
            await before.SubscribeAsync("$iothub/twin/PATCH/properties/desired/#");
            await before.DisconnectAsync();
        }

        await WaitUntilAwayAsync();
        await _hub.DesireAsync("board1", new JsonObject { ["relay"] = true });
        await using var device = await ConnectedAsync();
        await device.SubscribeAsync("$iothub/twin/res/#");
        await device.PublishAsync("$iothub/twin/GET/?$rid=1", "");
        var (topic, body) = await device.ReceiveAsync();
        topic.Should().StartWith("$iothub/twin/res/200/", "no patch comes before it");
        body.Should().Contain("\"relay\":true");
    }

    [Fact]
    public async Task A_method_is_called_and_answered()
    {
        (await _hub.InvokeAsync("board1", "read", null, TimeSpan.FromSeconds(5))).Status.Should().Be(404, "it is not connected");
        await using var device = await ConnectedAsync();
        await device.SubscribeAsync("$iothub/methods/POST/#");
        var call = _hub.InvokeAsync("board1", "set", new JsonObject { ["relay"] = true }, TimeSpan.FromSeconds(5));
        var (topic, body) = await device.ReceiveAsync();
        topic.Should().StartWith("$iothub/methods/POST/set/?$rid=");
        body.Should().Be("""{"relay":true}""");
        await device.PublishAsync("$iothub/methods/res/200/" + topic[(topic.LastIndexOf('/') + 1)..], """{"ok":1}""");
        var result = await call;
        result.Status.Should().Be(200);
        result.Payload!.ToJsonString().Should().Be("""{"ok":1}""");

        var late = _hub.InvokeAsync("board1", "read", null, TimeSpan.FromSeconds(5));
        await device.ReceiveAsync();
        _time.Advance(TimeSpan.FromSeconds(6));
        (await late).Status.Should().Be(504);
    }

    [Fact]
    public async Task Messages_to_a_device_wait_until_they_are_acknowledged()
    {
        await using (var first = await ConnectedAsync())
        {
            await first.SubscribeAsync("devices/board1/messages/devicebound/#");
            first.Acknowledge = false;
            (await _hub.SendAsync("board1", "on relay"u8.ToArray(), [new("k", null), new("e", "")])).Should().BeTrue();
            var (topic, body) = await first.ReceiveAsync();
            topic.Should().StartWith("devices/board1/messages/devicebound/k&e=&%24.mid=");
            body.Should().Be("on relay");
        }

        await WaitUntilAwayAsync();
        _hub.WaitingFor("board1").Should().Be(1);
        await using var second = await ConnectedAsync();
        (await second.ReceiveAsync()).Body.Should().Be("on relay", "the subscription has survived without clean session");
        await _hub.Completed.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        _hub.WaitingFor("board1").Should().Be(0);
    }

    [Fact]
    public async Task A_clean_session_deletes_what_waits()
    {
        await _hub.SendAsync("board1", "x"u8.ToArray(), []);
        await using var device = await ConnectedAsync(cleanSession: true);
        _hub.WaitingFor("board1").Should().Be(0);
    }

    [Theory]
    [InlineData("""{"Supply Voltage":1}""", 400)]
    [InlineData("""{"a.b":1}""", 400)]
    [InlineData("""{"x":{"$y":1}}""", 400)]
    [InlineData("""{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{"i":{"j":{}}}}}}}}}}}""", 400)]
    [InlineData("""{"Supply%20Voltage":1,"gone":null}""", 204)]
    public async Task A_report_has_names_and_depth_that_a_twin_may_have(string patch, int status)
    {
        await using var device = await ConnectedAsync();
        await device.SubscribeAsync("$iothub/twin/res/#");
        await device.PublishAsync("$iothub/twin/PATCH/properties/reported/?$rid=1", patch);
        (await device.ReceiveAsync()).Topic.Should().StartWith($"$iothub/twin/res/{status}/?$rid=1");
    }

    [Fact]
    public async Task A_message_whose_time_has_passed_is_gone()
    {
        await _hub.SendAsync("board1", "late"u8.ToArray(), [], TimeSpan.FromMinutes(1));
        await _hub.SendAsync("board1", "kept"u8.ToArray(), [], TimeSpan.FromDays(2));
        _time.Advance(TimeSpan.FromMinutes(2));
        _hub.WaitingFor("board1").Should().Be(1);
        await using var device = await ConnectedAsync();
        await device.SubscribeAsync("devices/board1/messages/devicebound/#");
        var (topic, body) = await device.ReceiveAsync();
        body.Should().Be("kept");
        topic.Should().Contain("%24.exp=2026-02-05T04%3A05%3A06");
        var tooLong = () => _hub.SendAsync("board1", [], [], TimeSpan.FromDays(3));
        await tooLong.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task A_method_has_a_payload_of_128_KB_at_most()
    {
        await using var device = await ConnectedAsync();
        await device.SubscribeAsync("$iothub/methods/POST/#");
        (await _hub.InvokeAsync("board1", "set", new string('x', 130 * 1024), TimeSpan.FromSeconds(5))).Status.Should().Be(413);
        device.HasReceived.Should().BeFalse();
    }

    [Fact]
    public async Task A_device_that_was_at_the_provisioning_service_is_a_device_at_the_hub()
    {
        // One broker stands for both: what it keeps of the one connection is nothing to the other.
        string key = Provisioning.DeriveKey(Key, "board1");
        await using (var registering = new HubClient())
        {
            await registering.ConnectAsync(_port, "board1", "0ne000/registrations/board1/api-version=2019-03-31", HubClient.Token("0ne000/registrations/board1", key, Start.AddHours(1), "registration"));
            await registering.SubscribeAsync("$dps/registrations/res/#");
        }

        await using var device = await ConnectedAsync();
        await device.PublishAsync("devices/board1/messages/events/", "x");
        (await NextTelemetryAsync()).Device.Should().Be("board1");
    }

    [Fact]
    public async Task Fifty_messages_wait_and_no_more()
    {
        for (int i = 0; i < 50; i++)
            (await _hub.SendAsync("board1", "x"u8.ToArray(), [])).Should().BeTrue();
        (await _hub.SendAsync("board1", "x"u8.ToArray(), [])).Should().BeFalse();
    }

    [Fact]
    public async Task Too_many_readings_are_acknowledged_late()
    {
        await using var device = await ConnectedAsync();
        for (int i = 0; i < 10; i++)
            await device.PublishAsync("devices/board1/messages/events/", "x");
        var late = device.PublishAsync("devices/board1/messages/events/", "late");
        for (int i = 0; i < 10; i++)
            await NextTelemetryAsync();
        _hub.Telemetry.Count.Should().Be(0);
        // The hub holds it back on its own clock, from when it has got it: before that the clock must not move.
        await _hub.Held.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        late.IsCompleted.Should().BeFalse("its acknowledgement is held back");
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await late.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await NextTelemetryAsync();
    }

    [Fact]
    public async Task Far_too_many_readings_close_the_connection()
    {
        int port = FreePort();
        await using var hub = new IotXmpp.Tool.FakeHub.FakeHub(
            new FakeHubOptions { Port = port, Devices = new Dictionary<string, string> { ["board1"] = Key }, TelemetryPerSecond = 1, MaxShaping = TimeSpan.Zero }, _time);
        await hub.StartAsync();
        await using var device = new HubClient();
        (await device.ConnectAsync(port, "board1", User, Good())).Should().Be(MqttClientConnectResultCode.Success);
        await device.PublishAsync("devices/board1/messages/events/", "x");
        _ = device.PublishAsync("devices/board1/messages/events/", "y").ContinueWith(t => t.Exception, TestContext.Current.CancellationToken);
        await device.Closed.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        (await hub.Incidents.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20))).Rule.Should().Be(HubRule.TelemetryThrottle);
    }

    [Fact]
    public async Task A_board_is_provisioned_by_its_group()
    {
        string key = Provisioning.DeriveKey(Key, "board7");
        await using (var client = new HubClient())
        {
            (await client.ConnectAsync(_port, "board7", "0ne000/registrations/board7/api-version=2019-03-31&ClientVersion=test", HubClient.Token("0ne000/registrations/board7", key, Start.AddHours(1), "registration")))
                .Should().Be(MqttClientConnectResultCode.Success);
            await client.SubscribeAsync("$dps/registrations/res/#");
            await client.PublishAsync("$dps/registrations/PUT/iotdps-register/?$rid=1", "{}");
            var (topic, body) = await client.ReceiveAsync();
            topic.Should().Be("$dps/registrations/res/202/?$rid=1&retry-after=1");
            string operation = (string)JsonNode.Parse(body)!["operationId"]!;
            await client.PublishAsync($"$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId={operation}", "");
            var (done, state) = await client.ReceiveAsync();
            done.Should().Be("$dps/registrations/res/200/?$rid=2");
            ((string)JsonNode.Parse(state)!["registrationState"]!["assignedHub"]!).Should().Be(Host);
        }

        await using var board = new HubClient();
        (await board.ConnectAsync(_port, "board7", Host + "/board7/?api-version=2021-04-12", HubClient.Token(Host + "/devices/board7", key, Start.AddHours(1)))).Should().Be(MqttClientConnectResultCode.Success);
    }

    [Fact]
    public async Task A_group_key_of_another_group_provisions_nobody()
    {
        await using var client = new HubClient();
        (await client.ConnectAsync(_port, "board7", "0ne000/registrations/board7/api-version=2019-03-31", HubClient.Token("0ne000/registrations/board7", Key, Start.AddHours(1), "registration")))
            .Should().Be(MqttClientConnectResultCode.NotAuthorized);
    }

    private static string Good() => HubClient.Token(Host + "/devices/board1", Key, Start.AddHours(1));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<HubClient> ConnectedAsync(bool cleanSession = false)
    {
        var client = new HubClient();
        (await client.ConnectAsync(_port, "board1", User, Good(), cleanSession)).Should().Be(MqttClientConnectResultCode.Success);
        return client;
    }

    private async Task WaitUntilAwayAsync()
    {
        while ((await _hub.Presence.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20))).IsConnected)
        {
            // The coming before the going.
        }
    }

    private async Task<HubTelemetry> NextTelemetryAsync() => await _hub.Telemetry.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    private async Task<HubIncident> NextIncidentAsync() => await _hub.Incidents.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
}
