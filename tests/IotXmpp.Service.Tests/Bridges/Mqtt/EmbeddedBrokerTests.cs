using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Bridges.Mqtt;
using IotXmpp.Things.Model;
using MQTTnet;
using MQTTnet.Formatter;

namespace IotXmpp.Service.Tests.Bridges.Mqtt;

public sealed class EmbeddedBrokerTests
{
    [Fact]
    public async Task Where_there_are_users_nobody_else_comes_in()
    {
        await using var world = await MqttWorld.CreateAsync(options => options with { Broker = options.Broker! with { Users = new Dictionary<string, string> { ["plug"] = "plug-secret" } } });

        (await LoginAsync(world, "plug", "plug-secret")).Should().Be(MqttClientConnectResultCode.Success);
        (await LoginAsync(world, "plug", "plug-secre")).Should().Be(MqttClientConnectResultCode.BadUserNameOrPassword);
        (await LoginAsync(world, "Plug", "plug-secret")).Should().Be(MqttClientConnectResultCode.BadUserNameOrPassword);
        (await LoginAsync(world, "plug", "")).Should().Be(MqttClientConnectResultCode.BadUserNameOrPassword);
        (await LoginAsync(world, null, null)).Should().Be(MqttClientConnectResultCode.BadUserNameOrPassword);
        // The bridge of the same process has a password of its own.
        await world.StartBridgeAsync();
        world.Bridge.Status.State.Should().Be(BridgeState.Connected);
    }

    [Fact]
    public async Task Beyond_its_connections_it_refuses()
    {
        await using var world = await MqttWorld.CreateAsync(options => options with { Broker = options.Broker! with { MaxConnections = 2 } });
        await world.ConnectAsync();
        await world.ConnectAsync();

        (await LoginAsync(world, null, null)).Should().Be(MqttClientConnectResultCode.ServerBusy);
    }

    [Fact]
    public async Task What_is_retained_survives_a_restart_and_what_was_deleted_does_not()
    {
        await using var world = await MqttWorld.CreateAsync();
        var client = await world.ConnectAsync();
        await client.SayAsync("house/a", "1", retain: true);
        await client.SayAsync("house/b", "2", retain: true);
        await client.SayAsync("house/a", "", retain: true);

        await world.StopBrokerAsync();
        await world.StartBrokerAsync();

        var later = await world.ConnectAsync("house/#");
        (await later.DrainAsync()).Should().Equal("house/b 2");
    }

    [Fact]
    public async Task Beyond_its_retained_topics_messages_are_passed_on_and_not_kept()
    {
        await using var world = await MqttWorld.CreateAsync(options => options with { Broker = options.Broker! with { MaxRetained = 1 } });
        var client = await world.ConnectAsync("house/#");
        await client.SayAsync("house/a", "1", retain: true);
        await client.SayAsync("house/b", "2", retain: true);
        (await client.DrainAsync()).Should().Equal("house/a 1", "house/b 2");

        var later = await world.ConnectAsync("house/#");

        (await later.DrainAsync()).Should().Equal("house/a 1");
    }

    [Fact]
    public async Task The_bridge_trusts_its_own_broker_s_certificate_and_no_other()
    {
        await using var world = await MqttWorld.CreateAsync(options => options with { Broker = options.Broker! with { IsTls = true } });
        world.Boards.Add("board1", ThingKinds.Climate);

        await world.StartBridgeAsync(tls: MqttTls.Pinned(world.Certificate));

        world.Boards.Report("board1", ScriptedBoards.Number("Temperature", "20", "°C", 0));
        await MqttWorld.UntilAsync(() => world.Bridge.Status.Sent == 1);
        using var other = MqttWorld.MakeCertificate();
        using var pin = MqttTls.Pinned(other);
        pin.IsTrusted(world.Certificate, null, System.Net.Security.SslPolicyErrors.None).Should().BeFalse();
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V500, MqttClientConnectResultCode.Success)]
    [InlineData(MqttProtocolVersion.V311, MqttClientConnectResultCode.ClientIdentifierNotValid)]
    public async Task A_client_without_a_name_is_given_one_by_MQTT_5(MqttProtocolVersion version, MqttClientConnectResultCode expected)
    {
        await using var world = await MqttWorld.CreateAsync();
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", world.Options.Broker!.Listen.Port).WithProtocolVersion(version).WithCleanStart().Build();
        options.ClientId = "";

        (await client.ConnectAsync(options)).ResultCode.Should().Be(expected);
    }

    private static async Task<MqttClientConnectResultCode> LoginAsync(MqttWorld world, string? user, string? password)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", world.Options.Broker!.Listen.Port).WithProtocolVersion(MqttProtocolVersion.V500);
        if (user is not null)
            options.WithCredentials(user, password!);
        return (await client.ConnectAsync(options.Build())).ResultCode;
    }
}
