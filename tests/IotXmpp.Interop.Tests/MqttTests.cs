using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using IotXmpp.Interop.Tests.Peers;
using Microsoft.Data.Sqlite;

namespace IotXmpp.Interop.Tests;

/// <summary>The MQTT bridge with Debian's mosquitto and its own clients.</summary>
public sealed class MqttTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("5")]
    [InlineData("3.1.1")]
    public async Task A_reading_arrives_and_a_command_moves_the_relay(string version)
    {
        await using var broker = await Mosquitto.PrepareAsync(Ct);
        await broker.StartAsync(Ct);
        await using var subscriber = await broker.SubscribeAsync(Ct, "-t", "iotxmpp/#", "-t", "homeassistant/#");
        await using var world = await World.CreateWithOwnBoardsAsync(2, TimeSpan.FromSeconds(1), Ct, [.. Settings(broker.Port), ("Concentrator__Mqtt__Version", version), ("Concentrator__Mqtt__HomeAssistant__Enabled", "true")]);

        await subscriber.UntilAsync("a reading arrives", lines => lines.Any(line => line.Topic == "iotxmpp/board1/Temperature") && lines.Any(line => line.Topic == "iotxmpp/board1/state"), Ct);
        await subscriber.UntilAsync("the boards are announced", lines => lines.Count(line => line.Topic.EndsWith("/config", StringComparison.Ordinal) && line.Topic.Contains("board2", StringComparison.Ordinal)) > 0, Ct);
        world.Boards[1].Counters.ControlsApplied.Should().Be(0);
        await broker.PublishAsync(Ct, "iotxmpp/board2/Relay/set", "on", "-V", version == "5" ? "5" : "311");
        await subscriber.UntilAsync("the answer arrives", lines => lines.Contains(("iotxmpp/board2/response", """{"status":"done","values":{"Relay":"on"}}""")), Ct);
        world.Boards[1].Counters.ControlsApplied.Should().Be(1, "the board itself has done it");
        await subscriber.UntilAsync("the new state arrives", lines => lines.Contains(("iotxmpp/board2/Relay", "true")), Ct);

        await broker.PublishAsync(Ct, "iotxmpp/board2/set", """{"Relay": false, "Brightness": 101, "transaction": "x1"}""");
        await subscriber.UntilAsync("the refusal arrives", lines => lines.Any(line => line.Topic == "iotxmpp/board2/response" && line.Payload.Contains("x1", StringComparison.Ordinal)), Ct);
        var refusal = JsonDocument.Parse(subscriber.Received.Last(line => line.Topic == "iotxmpp/board2/response").Payload).RootElement;
        (refusal.GetProperty("status").GetString(), refusal.GetProperty("reason").GetString()).Should().Be(("refused", "Brightness must be a whole number from 0 to 100."));
        world.Boards[1].Counters.ControlsApplied.Should().Be(1, "all or none");

        await world.Service.KillAsync();
        await subscriber.UntilAsync("the will is sent", lines => lines[^1] == ("iotxmpp/status", "offline"), Ct);
    }

    [Fact]
    public async Task After_an_outage_of_the_broker_every_reading_arrives_once_and_in_order()
    {
        await using var broker = await Mosquitto.PrepareAsync(Ct);
        await broker.StartAsync(Ct);
        await using var way = new Forwarder(broker.Port);
        way.Open();
        await using var before = await broker.SubscribeAsync(Ct, "-t", "iotxmpp/+/+");
        await using var world = await World.CreateWithOwnBoardsAsync(3, TimeSpan.FromMilliseconds(200), Ct, Settings(way.Port));
        await before.UntilAsync("readings flow", lines => lines.Count > 60, Ct);

        // In the middle of it: 40 messages a second.
        await broker.KillAsync();
        await way.CloseAsync();
        var received = before.Received.ToList();
        await world.Service.UntilAsync("the outage is noticed", async c => (await BridgeAsync(world, c)).GetProperty("state").GetString() != "Connected", Ct);
        await world.Service.UntilAsync("readings wait", async c => (await BridgeAsync(world, c)).GetProperty("backlog").GetInt64() > 300, Ct);
        // The subscriber first, that it misses nothing; then the bridge may come back.
        await broker.StartAsync(Ct);
        await using var after = await broker.SubscribeAsync(Ct, "-t", "iotxmpp/+/+");
        way.Open();
        await world.Service.UntilAsync("what waited was passed on", async c => await BridgeAsync(world, c) is var bridge && bridge.GetProperty("state").GetString() == "Connected" && bridge.GetProperty("backlog").GetInt64() == 0, Ct);
        await world.StopBoardsAsync();
        await world.Service.UntilAsync("the last ones too", async c => (await BridgeAsync(world, c)).GetProperty("sent").GetInt64() == Stored(world).Values.Sum(values => values.Count), Ct);
        var stored = Stored(world);
        await after.UntilAsync("they have arrived", lines => received.Concat(lines).Count(line => IsField(line.Topic)) >= stored.Values.Sum(values => values.Count), Ct);

        received.AddRange(after.Received);
        var arrived = received.Where(line => IsField(line.Topic)).GroupBy(line => line.Topic["iotxmpp/".Length..]).ToDictionary(topic => topic.Key, topic => topic.Select(line => line.Payload).ToList());
        arrived.Should().BeEquivalentTo(stored, options => options.WithStrictOrdering(), "every reading arrives once, in order per field");
        stored.Should().HaveCount(8);
        received.Where(line => line.Topic == "iotxmpp/board1/state").Select(line => JsonDocument.Parse(line.Payload).RootElement.GetProperty("time").GetDateTimeOffset()).Should().BeInAscendingOrder("state only goes forward");

        static bool IsField(string topic) => topic.Split('/')[^1] is not ("state" or "availability" or "history");
    }

    [Fact]
    public async Task A_broker_that_is_not_there_or_refuses_the_password_is_told_of_and_holds_up_nobody()
    {
        await using var broker = await Mosquitto.PrepareWithPasswordAsync(Ct);
        await using var world = await World.CreateWithOwnBoardsAsync(1, TimeSpan.FromSeconds(1), Ct,
            [.. Settings(broker.Port), ("Concentrator__Mqtt__User", Mosquitto.User), ("Concentrator__Mqtt__Password", "not-the-password")]);
        await world.Service.UntilAsync("it says that nobody listens", async c => await ProblemAsync(world, c) is { } problem && problem.Contains("refused", StringComparison.Ordinal), Ct);
        (await BridgeAsync(world, Ct)).GetProperty("state").GetString().Should().NotBe("Connected");

        await broker.StartAsync(Ct);

        await world.Service.UntilAsync("it says what is wrong", async c => await ProblemAsync(world, c) is { } problem && (problem.Contains("password", StringComparison.Ordinal)), Ct);
        await world.Service.UntilAsync("the board's readings are stored meanwhile", async c => (await BridgeAsync(world, c)).GetProperty("backlog").GetInt64() > 5, Ct);
        (await world.Service.HealthAsync(Ct))!.Value.GetProperty("status").GetString().Should().Be("degraded");
        world.Service.Output.Should().NotContain("not-the-password");
        (await world.Service.HealthAsync(Ct))!.Value.GetRawText().Should().NotContain("not-the-password");
    }

    [Fact]
    public async Task Over_TLS_with_certificates_of_both_sides_and_never_to_a_broker_whose_certificate_is_not_good()
    {
        string folder = Directory.CreateTempSubdirectory("iotxmpp-mqtt-tls-").FullName;
        WriteCertificates(folder);
        await using var broker = await Mosquitto.PrepareAsync(Ct,
            $"cafile {folder}/ca.pem", $"certfile {folder}/server.pem", $"keyfile {folder}/server.key", "require_certificate true", "use_identity_as_username true", "allow_anonymous false");
        await broker.StartAsync(Ct);
        (string, string)[] tls = [("Concentrator__Mqtt__Tls__CertificatePath", $"{folder}/client.pem"), ("Concentrator__Mqtt__Tls__KeyPath", $"{folder}/client.key")];
        await using (var world = await World.CreateWithOwnBoardsAsync(1, TimeSpan.FromSeconds(1), Ct, [.. Settings(broker.Port), .. tls, ("Concentrator__Mqtt__Tls__CaPath", $"{folder}/ca.pem"), ("Concentrator__Mqtt__Tls__Name", "broker.test")]))
        {
            await using var subscriber = await broker.SubscribeAsync(Ct, "-t", "iotxmpp/#", "--cafile", $"{folder}/ca.pem", "--cert", $"{folder}/client.pem", "--key", $"{folder}/client.key", "--insecure");
            await subscriber.UntilAsync("a reading arrives", lines => lines.Any(line => line.Topic == "iotxmpp/board1/Temperature"), Ct);
        }

        foreach (var (ca, name) in new[] { ("other.pem", "broker.test"), ("ca.pem", "another.test"), ("", "broker.test") })
        {
            (string, string)[] trust = ca.Length == 0 ? [] : [("Concentrator__Mqtt__Tls__CaPath", $"{folder}/{ca}")];
            await using var world = await World.CreateWithOwnBoardsAsync(0, TimeSpan.FromSeconds(1), Ct, [.. Settings(broker.Port), .. tls, .. trust, ("Concentrator__Mqtt__Tls__Name", name)]);
            await world.Service.UntilAsync("the certificate is refused", async c => await ProblemAsync(world, c) is { } problem && problem.Contains("certificate", StringComparison.OrdinalIgnoreCase), Ct);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_Tasmota_plug_is_a_board_that_is_read_and_switched_in_chat()
    {
        await using var broker = await Mosquitto.PrepareAsync(Ct);
        await broker.StartAsync(Ct);
        const string Plug = "Concentrator__Mqtt__Devices__plug1__";
        await using var world = await World.CreateWithOwnBoardsAsync(0, TimeSpan.FromSeconds(1), Ct,
        [
            ("Concentrator__Mqtt__Host", "127.0.0.1"), ("Concentrator__Mqtt__Port", broker.Port.ToString(CultureInfo.InvariantCulture)),
            (Plug + "Availability__Topic", "tele/plug1/LWT"),
            (Plug + "Fields__Relay__Topic", "stat/plug1/POWER"), (Plug + "Fields__Relay__Kind", "Boolean"),
            (Plug + "Fields__Power__Topic", "tele/plug1/SENSOR"), (Plug + "Fields__Power__Path", "ENERGY.Power"), (Plug + "Fields__Power__Unit", "W"),
            (Plug + "Parameters__Relay__Topic", "cmnd/plug1/POWER"),
        ]);
        await world.Service.UntilAsync("the bridge is connected", async c => (await BridgeAsync(world, c)).GetProperty("state").GetString() == "Connected", Ct);
        await broker.PublishAsync(Ct, "tele/plug1/LWT", "Online", "-r");
        await broker.PublishAsync(Ct, "tele/plug1/SENSOR", """{"Time":"2026-07-01T12:00:00","ENERGY":{"Total":11.744,"Power":45}}""");
        await world.Service.UntilBoardsAsync(1, Ct);
        await world.Service.UntilAsync("its reading is stored", _ => Task.FromResult(Stored(world).ContainsKey("plug1/Power")), Ct);

        // The plug does what it is told, and says so.
        await using var told = await broker.SubscribeAsync(Ct, "-t", "cmnd/plug1/POWER");
        var chat = SlixmppClient.RunAsync("owner@localhost/test", IXmppServer.OwnerPassword, world.ClientPort, Ct,
            "chat", "plug1@things.localhost", "on relay", "chat", "plug1@things.localhost", "read");
        await told.UntilAsync("the command arrives", lines => lines.Contains(("cmnd/plug1/POWER", "ON")), Ct);
        await broker.PublishAsync(Ct, "stat/plug1/POWER", "ON");

        var lines = await chat;
        lines[1].GetProperty("answer").GetString().Should().Be("Relay is now on.");
        lines[2].GetProperty("answer").GetString().Should().Contain("Relay on").And.Contain("Power 45 W");
    }

    private static IEnumerable<(string, string)> Settings(int port) =>
    [
        ("Concentrator__Mqtt__Host", "127.0.0.1"), ("Concentrator__Mqtt__Port", port.ToString(CultureInfo.InvariantCulture)), ("Concentrator__Mqtt__Boards", "*"), ("Concentrator__Mqtt__Parameters", "*"),
    ];

    private static async Task<JsonElement> BridgeAsync(World world, CancellationToken ct) => (await world.Service.HealthAsync(ct))!.Value.GetProperty("bridges").EnumerateArray().Single();

    private static async Task<string?> ProblemAsync(World world, CancellationToken ct) =>
        (await world.Service.HealthAsync(ct))!.Value.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()!).FirstOrDefault(problem => problem.StartsWith("Bridge mqtt", StringComparison.Ordinal));

    /// <summary>All stored values by board and field, in the order of their time.</summary>
    private static Dictionary<string, List<string>> Stored(World world)
    {
        string file = Directory.GetFiles(world.Service.Folder, "*.db").Single();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT device || '/' || field, value FROM reading JOIN series ON series.id = reading.series ORDER BY series, at";
        using var reader = command.ExecuteReader();
        var stored = new Dictionary<string, List<string>>();
        while (reader.Read())
        {
            if (!stored.TryGetValue(reader.GetString(0), out var values))
                stored[reader.GetString(0)] = values = [];
            values.Add(reader.GetString(1));
        }

        return stored;
    }

    private static void WriteCertificates(string folder)
    {
        var day = TimeSpan.FromDays(1);
        var now = DateTimeOffset.UtcNow;
        foreach (string authority in new[] { "ca", "other" })
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN=test {authority}", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using var issuer = request.CreateSelfSigned(now - day, now + day);
            File.WriteAllText($"{folder}/{authority}.pem", issuer.ExportCertificatePem());
            if (authority != "ca")
                continue;
            foreach (var (name, serial) in new[] { ("server", (byte)1), ("client", (byte)2) })
            {
                using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                var signed = new CertificateRequest($"CN={name}", own, HashAlgorithmName.SHA256);
                if (name == "server")
                {
                    var names = new SubjectAlternativeNameBuilder();
                    names.AddDnsName("broker.test");
                    signed.CertificateExtensions.Add(names.Build());
                }

                using var certificate = signed.Create(issuer, now - day, now + (day / 2), [serial]);
                File.WriteAllText($"{folder}/{name}.pem", certificate.ExportCertificatePem());
                File.WriteAllText($"{folder}/{name}.key", own.ExportPkcs8PrivateKeyPem());
            }
        }
    }
}
