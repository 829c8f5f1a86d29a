extern alias server;

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IotXmpp.Device.Boards;
using IotXmpp.Device.Session;
using IotXmpp.Device.Tests.Session;
using IotXmpp.Device.Tests.Storage;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;
using server::IotXmpp.Xmpp.Stanzas;
using server::IotXmpp.Xmpp.Streams;

namespace IotXmpp.Simulator.Tests;

/// <summary>Boards that sleep between readings, against the project's own server: what a waking costs, and that nothing is lost by sleeping.</summary>
public sealed class WakingTests(ITestOutputHelper output)
{
    private const long Utc = DeviceRig.StartUtc;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    [Spec("XEP-0198 5", "EXI-059", "SEC-21")]
    public async Task Waking_takes_three_round_trips_beside_two_of_MQTT()
    {
        using var timeout = new CancellationTokenSource(s_patience);
        await using var peer = new BoardServer(StreamEntry.Exi);
        var flash = new FlashArray();
        var board = Thermometer();

        var first = await Waking.RunAsync(peer.Port, flash, board, Utc);
        (await ReadingAsync(peer, timeout.Token)).Should().Be("2026-02-02T02:40:00Z Temperature=21.5");
        board.Level = 216;
        var resumed = await Waking.RunAsync(peer.Port, flash, board, Utc + 60_000);
        (await ReadingAsync(peer, timeout.Token)).Should().Be("2026-02-02T02:41:00Z Temperature=21.6");
        board.Level = 217;
        var bound = await Waking.RunAsync(peer.Port, flash, board, Utc + 120_000, options => options.SleepSeconds = 3600);
        (await ReadingAsync(peer, timeout.Token)).Should().Be("2026-02-02T02:42:00Z Temperature=21.7");
        var rebound = await Waking.RunAsync(peer.Port, flash, board, Utc + 3_720_000, options => options.SleepSeconds = 3600);
        (await ReadingAsync(peer, timeout.Token)).Should().Be("2026-02-02T03:42:00Z Temperature=21.7");

        first.Session.Counters.SessionsResumed.Should().Be(0);
        resumed.Session.Counters.SessionsResumed.Should().Be(1);
        bound.Session.Counters.SessionsResumed.Should().Be(1, "the second waking had left its session");
        rebound.Session.Counters.SessionsResumed.Should().Be(0, "a session does not wait for an hour");
        peer.Bindings.Should().Be(2);
        resumed.RoundTrips.Should().Be(3, "hello and challenge, proof and session, readings and acknowledgement");
        rebound.RoundTrips.Should().Be(3);
        first.RoundTrips.Should().BeGreaterThan(resumed.RoundTrips);
        resumed.Session.SleepMilliseconds.Should().BeInRange(59_000, 60_000);

        var (mqttOut, mqttIn, mqttRoundTrips) = await MqttAsync(timeout.Token);
        mqttRoundTrips.Should().Be(2);
        Report("first waking, step by step", first);
        Report("waking with stored keys, session resumed", resumed);
        Report("waking with stored keys, session bound", rebound);
        output.WriteLine(
            $"[wire] MQTT 3.1.1, user name and password, one reading of QoS 1 in JSON: {mqttRoundTrips} round trips, {mqttOut} bytes out, {mqttIn} in; "
            + "the password goes over the wire and the server proves nothing");

        void Report(string what, Waking waking) => output.WriteLine(
            $"[wire] EXI/XMPP, {what}, one reading, acknowledged: {waking.RoundTrips} round trips, {waking.BytesOut} bytes out, {waking.BytesIn} in");
    }

    [Fact]
    public async Task Board_says_until_when_it_sleeps()
    {
        using var timeout = new CancellationTokenSource(s_patience);
        await using var peer = new BoardServer(StreamEntry.Exi);
        await Waking.RunAsync(peer.Port, new FlashArray(), Thermometer(), Utc);
        var presence = await peer.NextAsync<Presence>(p => p.Type == PresenceType.Unavailable, timeout.Token);
        presence.Payloads.Single(payload => payload.LocalName == "status").Text.Should().Be("sleeping until 2026-02-02T02:41:00.000Z");
    }

    [Fact]
    [Spec("GEN-067")]
    public async Task Readings_of_wakings_without_a_server_follow_in_order_when_it_is_back()
    {
        using var timeout = new CancellationTokenSource(s_patience);
        var flash = new FlashArray();
        var board = Thermometer();
        int port;
        await using (var peer = new BoardServer(StreamEntry.Exi))
        {
            port = peer.Port;
            await Waking.RunAsync(port, flash, board, Utc);
        }

        for (int i = 1; i <= 5; i++)
        {
            board.Level = 215 + i;
            Offline(flash, board, Utc + (i * 60_000));
        }

        await using var back = new BoardServer(StreamEntry.Exi);
        board.Level = 230;
        var waking = await Waking.RunAsync(back.Port, flash, board, Utc + 360_000);
        waking.Session.Outbox.Count.Should().Be(0);
        var message = await back.NextAsync<Message>(_ => true, timeout.Token);
        message.Payload(Ns.SensorData, "fields")!.Element("node")!.Elements.Select(t => $"{t.Attribute("value")!.Substring(14, 2)} {t.Elements.First().Attribute("value")}")
            .Should().Equal("41 21.6", "42 21.7", "43 21.8", "44 21.9", "45 22", "46 23");
    }

    [Fact]
    [Spec("XEP-0198 5")]
    public async Task Server_that_forgot_the_session_is_bound_to_anew_in_one_round_trip_more()
    {
        using var timeout = new CancellationTokenSource(s_patience);
        var flash = new FlashArray();
        await using (var peer = new BoardServer(StreamEntry.Exi))
        {
            await Waking.RunAsync(peer.Port, flash, Thermometer(), Utc);
        }

        await using var restarted = new BoardServer(StreamEntry.Exi);
        var waking = await Waking.RunAsync(restarted.Port, flash, Thermometer(), Utc + 60_000);
        waking.Session.Counters.SessionsReady.Should().Be(1);
        waking.Session.Counters.ConnectAttempts.Should().Be(1);
        waking.RoundTrips.Should().BeLessThanOrEqualTo(5);
        (await ReadingAsync(restarted, timeout.Token)).Should().Be("2026-02-02T02:41:00Z Temperature=21.5");
    }

    [Fact]
    public async Task Server_that_negotiates_otherwise_than_the_last_time_is_asked_step_by_step()
    {
        using var timeout = new CancellationTokenSource(s_patience);
        var flash = new FlashArray();
        await using var peer = new BoardServer(StreamEntry.Exi);
        await Waking.RunAsync(peer.Port, flash, Thermometer(), Utc);
        await ReadingAsync(peer, timeout.Token);
        peer.Salt = [.. "another salt of boards"u8];
        var waking = await Waking.RunAsync(peer.Port, flash, Thermometer(), Utc + 60_000);
        waking.Session.Counters.SessionsReady.Should().Be(1, "the last error is {0}", waking.Session.LastError);
        (await ReadingAsync(peer, timeout.Token)).Should().Be("2026-02-02T02:41:00Z Temperature=21.5");
    }

    [Fact]
    [Spec("CT-050", "SEC-16")]
    public async Task Command_that_waited_for_the_board_is_heard_before_it_sleeps()
    {
        await using var peer = new BoardServer(StreamEntry.Exi);
        var board = TestBoard.Relay();
        var waking = await Waking.RunAsync(peer.Port, new FlashArray(), board, Utc, options => options.ListenMilliseconds = 2000, () =>
        {
            peer.Session!.TrySend(new Iq
            {
                Type = IqType.Set,
                Id = "c1",
                From = server::IotXmpp.Xmpp.Addressing.Jid.Parse("things.localhost"),
                To = peer.Session.Jid,
                Payloads = [XmppElement.Parse("<set xmlns='urn:xmpp:iot:control'><boolean name='Relay' value='true'/></set>")],
            }).Should().BeTrue();
        }, session => session.Counters.ControlsApplied > 0 && session.Outbox.Count == 0);
        waking.Session.Counters.ControlsApplied.Should().Be(1);
        board.Applied.Should().Be(1);
    }

    [Fact]
    public async Task Reading_that_the_grammars_have_no_place_for_holds_up_no_other()
    {
        using var timeout = new CancellationTokenSource(s_patience);
        await using var peer = new BoardServer(StreamEntry.Exi);
        FieldDefinition[] fields =
        [
            new("Temperature", FieldDefinition.Numeric, "°C", 1, false),
            new(new string('x', 500), FieldDefinition.Numeric, "°C", 1, false),
            new("Humidity", FieldDefinition.Numeric, "%", 1, false),
        ];
        var waking = await Waking.RunAsync(peer.Port, new FlashArray(), new LevelBoard(fields) { Level = 215 }, Utc);
        waking.Session.LastError.Should().Be(DeviceError.None);
        waking.Session.Outbox.Count.Should().Be(0);
        waking.Session.Outbox.Dropped.Should().Be(1);
        var names = new List<string?>();
        while (names.Count < 2)
        {
            var message = await peer.NextAsync<Message>(_ => true, timeout.Token);
            names.AddRange(message.Payload(Ns.SensorData, "fields")!.Element("node")!.Elements.SelectMany(t => t.Elements).Select(field => field.Attribute("name")));
        }

        names.Should().Equal("Temperature", "Humidity");
    }

    [Fact]
    public async Task Saving_behind_the_sleep_keeps_the_session_that_waits()
    {
        await using var peer = new BoardServer(StreamEntry.Exi);
        var flash = new FlashArray();
        var first = await Waking.RunAsync(peer.Port, flash, Thermometer(), Utc);
        first.Session.Save(60_000);
        var second = await Waking.RunAsync(peer.Port, flash, Thermometer(), Utc + 60_000);
        second.Session.Counters.SessionsResumed.Should().Be(1);
    }

    [Fact]
    public void Waking_ends_at_bed_time_whatever_the_network_does()
    {
        var flash = new FlashArray();
        var session = Offline(flash, Thermometer(), Utc);
        session.SleepMilliseconds.Should().Be(30_000, "30 of 60 s are gone");
        session.Counters.ConnectAttempts.Should().BePositive();
    }

    private static LevelBoard Thermometer() => new([new FieldDefinition("Temperature", FieldDefinition.Numeric, "°C", 1, false)]) { Level = 215 };

    /// <summary>A waking without a network: nobody ever connects.</summary>
    private static DeviceSession Offline(FlashArray flash, Board board, long utc)
    {
        var session = new DeviceSession(
            new DeviceOptions
            {
                Name = "board2",
                ThingsDomain = "things.localhost",
                WayIn = Device.Session.WayIn.BinaryBinding,
                Configuration = FirmwareConfiguration.Create(),
                Credential = Device.Sasl.ScramCredential.FromPassword("board2", Encoding.UTF8.GetBytes(BoardServer.Password)),
                Flash = flash,
                SleepSeconds = 60,
            },
            board,
            new SeededRandomSource(1),
            0);
        session.SetClock(utc, 0);
        long now = 0;
        for (int turns = 0; session.State != DeviceState.Stopped; turns++)
        {
            turns.Should().BeLessThan(1000);
            session.Tick(now);
            if (session.State == DeviceState.Connecting)
            {
                session.ConnectFailed(now);
            }

            now = session.State == DeviceState.Stopped ? now : Math.Max(now + 1, session.NextWake);
        }

        now.Should().Be(30_000);
        return session;
    }

    private static async Task<string> ReadingAsync(BoardServer peer, CancellationToken ct)
    {
        var message = await peer.NextAsync<Message>(_ => true, ct);
        var timestamp = message.Payload(Ns.SensorData, "fields")!.Element("node")!.Elements.Single();
        return $"{timestamp.Attribute("value")} {timestamp.Elements.Single().Attribute("name")}={timestamp.Elements.Single().Attribute("value")}";
    }

    /// <summary>The same by an independent MQTT client and broker, counted between them.</summary>
    private static async Task<(int BytesOut, int BytesIn, int RoundTrips)> MqttAsync(CancellationToken ct)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var broker = new MqttServerFactory().CreateMqttServer(new MqttServerOptionsBuilder()
            .WithDefaultEndpoint().WithDefaultEndpointPort(port).WithDefaultEndpointBoundIPAddress(IPAddress.Loopback).Build());
        await broker.StartAsync();
        try
        {
            await using var tap = new Tap(port);
            using (var client = new MqttClientFactory().CreateMqttClient())
            {
                await client.ConnectAsync(
                    new MqttClientOptionsBuilder().WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V311).WithTcpServer("127.0.0.1", tap.Port)
                        .WithClientId("board2").WithCredentials("board2", BoardServer.Password).Build(),
                    ct);
                var published = await client.PublishAsync(
                    new MqttApplicationMessageBuilder().WithTopic("things/board2/fields").WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                        .WithPayload(string.Create(CultureInfo.InvariantCulture, $"{{\"ts\":{Utc},\"Temperature\":21.5,\"unit\":\"°C\"}}")).Build(),
                    ct);
                published.IsSuccess.Should().BeTrue();
                await client.DisconnectAsync(new MqttClientDisconnectOptions(), ct);
            }

            await tap.Done.WaitAsync(ct);
            return (tap.BytesOut, tap.BytesIn, tap.RoundTrips);
        }
        finally
        {
            await broker.StopAsync();
        }
    }
}
