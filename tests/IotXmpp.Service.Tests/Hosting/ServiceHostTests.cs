using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using IotXmpp.Concentrator.Service.Commands;
using IotXmpp.Concentrator.Service.Hosting;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Service.Tests.Hosting;

/// <summary>The whole service in one process over real sockets: boards by EXI on one side, a person's client on the other.</summary>
public sealed class ServiceHostTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_owner_sees_reads_and_controls_the_boards_in_chat()
    {
        await using var service = await RunningService.StartAsync(boards: 3);
        await using var owner = await service.LoginAsync();
        var roster = await owner.RequestAsync(IqType.Get, null, XmppElement.Build(Ns.Roster, "query"));
        roster.Request!.Elements.Select(item => $"{item.Attribute("jid")} {item.Attribute("subscription")}")
            .Should().BeEquivalentTo("things.localhost both", "board1@things.localhost both", "board2@things.localhost both", "board3@things.localhost both");

        await owner.SendAsync(new Presence());
        foreach (string board in new[] { "board1", "board2", "board3" })
            await owner.WaitForAsync<Presence>(presence => presence.From?.Local == board && presence.Type == PresenceType.Available);

        await owner.SayAsync("board1@things.localhost", "read temperature");
        (await Answer(owner, "board1")).Should().Contain("Temperature").And.Contain("°C");
        await owner.SayAsync("board2@things.localhost", "on relay");
        (await Answer(owner, "board2")).Should().Contain("Relay");
        await owner.SayAsync("board2@things.localhost", "read relay");
        (await Answer(owner, "board2")).Should().Contain("on");
        await owner.SayAsync("board3@things.localhost", "read energy");
        (await Answer(owner, "board3")).Should().Contain("kWh");
    }

    [Fact]
    public async Task A_program_reads_a_field_over_websocket()
    {
        await using var service = await RunningService.StartAsync(boards: 1);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("xmpp");

        await socket.ConnectAsync(new Uri($"ws://{service.EndPoint("Http")}/xmpp-websocket"), Ct);

        socket.SubProtocol.Should().Be("xmpp");
        await socket.SendAsync("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Ct);
        byte[] buffer = new byte[8192];
        var received = await socket.ReceiveAsync(buffer, Ct);
        System.Text.Encoding.UTF8.GetString(buffer, 0, received.Count).Should().StartWith("<open").And.Contain("localhost");
        received = await socket.ReceiveAsync(buffer, Ct);
        System.Text.Encoding.UTF8.GetString(buffer, 0, received.Count).Should().Contain("SCRAM-SHA-256");
    }

    [Fact]
    public async Task A_websocket_without_the_subprotocol_is_refused()
    {
        await using var service = await RunningService.StartAsync();
        using var socket = new ClientWebSocket();

        var act = () => socket.ConnectAsync(new Uri($"ws://{service.EndPoint("Http")}/xmpp-websocket"), Ct);

        await act.Should().ThrowAsync<WebSocketException>();
    }

    [Fact]
    public async Task The_health_document_says_what_is_up()
    {
        await using var service = await RunningService.StartAsync(boards: 2);

        var health = await service.Http.GetFromJsonAsync<JsonElement>($"http://{service.EndPoint("Http")}/health", Ct);

        health.GetProperty("status").GetString().Should().Be("ok");
        health.GetProperty("version").GetString().Should().Be(CommandLine.Version);
        health.GetProperty("uptimeSeconds").GetInt64().Should().BeGreaterThanOrEqualTo(0);
        health.GetProperty("domain").GetString().Should().Be("things.localhost");
        health.GetProperty("boards").GetProperty("known").GetInt32().Should().Be(2);
        health.GetProperty("boards").GetProperty("connected").GetInt32().Should().Be(2);
        health.GetProperty("upstream").GetProperty("kind").GetString().Should().Be("LocalDomain");
        health.GetProperty("storage").GetProperty("writable").GetBoolean().Should().BeTrue();
        (await service.Http.GetStringAsync($"http://{service.EndPoint("Http")}/", Ct)).Should().Contain("things.localhost");
    }

    [Fact]
    public async Task It_stops_within_two_seconds_and_closes_the_streams_of_people()
    {
        await using var service = await RunningService.StartAsync(boards: 3);
        await using var owner = await service.LoginAsync();
        await owner.SendAsync(new Presence());
        await owner.WaitForAsync<Presence>(presence => presence.From?.Local == "board1");

        var watch = Stopwatch.StartNew();
        await service.StopAsync();

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2));
        await owner.WaitForEndAsync();
    }

    [Fact]
    public async Task After_a_restart_accounts_contacts_and_readings_are_there()
    {
        await using var service = await RunningService.StartAsync(boards: 1);

        // A board is up before its first reading is stored.
        while ((await service.Host.HealthAsync(Ct)).Storage.Readings == 0)
            await Task.Yield();
        await service.StopAsync();

        await service.StartHostAsync(boards: 0);

        await using var owner = await service.LoginAsync();
        await owner.SayAsync("board1@things.localhost", "status");
        (await Answer(owner, "board1")).Should().Contain("Temperature", "the last value is known with its age while the board is away");
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_degrades_the_service_and_it_recovers()
    {
        await using var service = await RunningService.StartAsync(boards: 3);
        await service.Host.Stores.Database.WriteAsync(session => session.Scalar("PRAGMA query_only = 1;"), Ct).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
        var act = () => service.Host.Stores.Concentrator.Friendships.SetAsync(new(Xmpp.Addressing.Jid.Parse("board1@things.localhost"), service.Options.Owner!, Concentrator.Storage.FriendshipState.From), Ct).AsTask();
        await act.Should().ThrowAsync<IOException>();

        (await service.Host.HealthAsync(Ct)).Status.Should().Be("degraded");
        await using var owner = await service.LoginAsync();
        await owner.SayAsync("things.localhost", "list");
        (await owner.WaitForAsync<Message>(message => message.Body is not null)).Body.Should().Contain("board1", "commands still work");
    }

    [Fact]
    public async Task A_busy_port_is_named_with_its_setting()
    {
        await using var first = await RunningService.StartAsync();
        var busy = first.EndPoint("Exi");
        var options = first.Options with
        {
            DataDirectory = Directory.CreateTempSubdirectory("iotxmpp-host-").FullName,
            Listen = first.Options.Listen with { Exi = busy },
        };

        var act = () => ServiceHost.StartAsync(options, _ => { }, TimeProvider.System, Ct);

        (await act.Should().ThrowAsync<CommandException>()).Which.Message.Should().Be($"Concentrator__Listen__Exi cannot listen on {busy}: the port is in use by another program.");
        Directory.Delete(options.DataDirectory, recursive: true);
    }

    [Fact]
    public async Task Two_services_do_not_share_a_data_directory()
    {
        await using var first = await RunningService.StartAsync();

        var act = () => ServiceHost.StartAsync(first.Options, _ => { }, TimeProvider.System, Ct);

        (await act.Should().ThrowAsync<IOException>()).Which.Message.Should().Contain("Concentrator__DataDirectory").And.Contain("in use");
    }

    [Fact]
    public async Task The_self_signed_certificate_is_made_once_and_names_both_domains()
    {
        await using var service = await RunningService.StartAsync();
        string thumbprint = service.Host.Certificate.Thumbprint;
        service.Host.Certificate.MatchesHostname("localhost").Should().BeTrue();
        service.Host.Certificate.MatchesHostname("things.localhost").Should().BeTrue();

        await service.StopAsync();
        await service.StartHostAsync(boards: 0);
        service.Host.Certificate.Thumbprint.Should().Be(thumbprint);
    }

    private static async Task<string> Answer(TestXmppClient client, string board) =>
        (await client.WaitForAsync<Message>(message => message.From?.Local == board && message.Body is not null)).Body!;
}
