using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Bridges.AzureIotHub;
using IotXmpp.Tool.FakeHub;
using IotXmpp.Tool.Tests.FakeHub;
using MQTTnet;

namespace IotXmpp.Service.Tests.Bridges.AzureIotHub;

/// <summary>Who we are to the hub: keys, tokens and their end, certificates, provisioning, and somebody else with our name.</summary>
public sealed class CredentialTests
{
    [Fact]
    public void A_token_is_that_of_the_documentation()
    {
        // Computed with Python's hmac, base64 and urllib.
        SharedAccessToken.Create("fake-hub.azure-devices.net/devices/board1", HubWorld.Key, DateTimeOffset.FromUnixTimeSeconds(1770095106)).Should().Be(
            "SharedAccessSignature sr=fake-hub.azure-devices.net%2Fdevices%2Fboard1&sig=AfnRr5Ze3Xlv4zcsCGkuqlNCg22z%2FozBKTsVWp4G20I%3D&se=1770095106");
        SharedAccessToken.DeriveKey(HubWorld.Key, "board7").Should().Be("gNxgQ9eFDqZbhXq6YV+N2ZIGks1YK6O9kYv1Rqg4cf0=");
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_ends_and_nothing_is_lost()
    {
        await using var world = await HubWorld.CreateAsync();
        await world.UntilConnectedAsync();
        var got = new List<string>();
        int connections = 0;
        for (int i = 0; i < 30; i++)
        {
            await world.StoreAsync("board1", i, 1);
            // Five minutes each: two and a half hours in all, with tokens of one hour.
            var until = world.Time.GetUtcNow() + TimeSpan.FromMinutes(5);
            await world.UntilAsync(
                () =>
                {
                    got.AddRange(world.TakeTelemetry().SelectMany(HubWorld.ReadingsOf));
                    while (world.Hub.Presence.TryRead(out var presence))
                        connections += presence.IsConnected ? 1 : 0;
                    return got.Count > i && world.Time.GetUtcNow() >= until && world.Hub.IsConnected(HubWorld.Gateway);
                },
                TimeSpan.FromSeconds(20));
        }

        got.Should().Equal(Enumerable.Range(0, 30).Select(i => $"board1 {i}.5"));
        connections.Should().BeInRange(3, 5, "150 minutes at 51 to 48 minutes each, and the first");
        world.Incidents().Should().BeEmpty("a token that had ended would have been one");
        world.Log.Should().NotContain(line => line.Contains("SharedAccessSignature") || line.Contains(HubWorld.Key));
    }

    [Fact]
    public async Task A_method_under_way_is_answered_before_the_token_is_renewed()
    {
        await using var world = await HubWorld.CreateAsync();
        await world.UntilConnectedAsync();
        var gate = new TaskCompletionSource();
        world.Boards.SetGate = gate.Task;
        var payload = System.Text.Json.Nodes.JsonNode.Parse("""{"board":"board2","values":{"Relay":true}}""");
        await world.UntilAsync(() => world.Log.Any(line => line.StartsWith("Connected")));
        var call = world.Hub.InvokeAsync(HubWorld.Gateway, "set", payload, TimeSpan.FromMinutes(300));
        await world.UntilAsync(() => world.Bridge.Status.Received > 0, TimeSpan.FromMilliseconds(1));
        world.Time.Advance(TimeSpan.FromMinutes(52));
        gate.SetResult();

        (await call.WaitAsync(TimeSpan.FromSeconds(20))).Status.Should().Be(200);
        await world.UntilAsync(() => world.Log.Any(line => line.StartsWith("The token of")));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-30)]
    public async Task Clocks_may_differ_by_less_than_the_lifetime_of_a_token(int minutes)
    {
        await using var world = await HubWorld.CreateAsync(skew: TimeSpan.FromMinutes(minutes));
        await world.UntilConnectedAsync();
        for (int i = 0; i < 10; i++)
        {
            await world.StoreAsync("board1", i, 1);
            var until = world.Time.GetUtcNow() + TimeSpan.FromMinutes(8);
            await world.UntilAsync(() => world.Time.GetUtcNow() >= until, TimeSpan.FromSeconds(20));
        }

        (await world.ReadingsAsync(10)).Distinct().Should().Equal(Enumerable.Range(0, 10).Select(i => $"board1 {i}.5"));
    }

    [Fact]
    public async Task Clocks_that_differ_by_more_are_named_as_a_reason()
    {
        await using var world = await HubWorld.CreateAsync(skew: TimeSpan.FromHours(2));
        await world.UntilAsync(() => world.Bridge.Status.State == BridgeState.Down);
        world.Bridge.Status.Problem.Should().Be("fake-hub.azure-devices.net does not accept iotxmpp: its key is another one, it is disabled, or the clocks differ by more than 60 min.");
    }

    [Fact]
    public async Task A_wrong_key_is_not_tried_again_and_again_and_stays_secret()
    {
        const string Other = "YW5vdGhlciBrZXkgdGhhdCBpcyB3cm9uZw==";
        await using var world = await HubWorld.CreateAsync(settings => settings with { SharedAccessKey = Other });
        await world.UntilAsync(() => world.Bridge.Status.State == BridgeState.Down);
        var until = world.Time.GetUtcNow() + TimeSpan.FromMinutes(2);
        await world.UntilAsync(() => world.Time.GetUtcNow() >= until, TimeSpan.FromSeconds(2));

        world.Incidents().Should().ContainSingle().Which.Rule.Should().Be(HubRule.Credentials);
        string all = string.Join('\n', [.. world.Log, world.Bridge.Status.ToString(), world.Options.ToString(), HubIdentity.Gateway(world.Options).ToString()]);
        all.Should().NotContain(Other).And.NotContain("sig=");
        await world.UntilAsync(() => world.Incidents().Count > 1, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Somebody_else_with_our_name_is_told_of_and_not_fought()
    {
        await using var world = await HubWorld.CreateAsync();
        await world.UntilConnectedAsync();
        int kicks = 0;
        for (int i = 0; i < 3; i++)
        {
            await world.UntilConnectedAsync();
            await using var other = new HubClient();
            string token = HubClient.Token($"{HubWorld.Host}/devices/{HubWorld.Gateway}", HubWorld.Key, world.HubTime.GetUtcNow().AddHours(1));
            (await other.ConnectAsync(world.Options.Address!.Port, HubWorld.Gateway, $"{HubWorld.Host}/{HubWorld.Gateway}/?api-version=2021-04-12", token)).Should().Be(MqttClientConnectResultCode.Success);
            await world.UntilAsync(() => world.Bridge.Status.State != BridgeState.Connected, TimeSpan.Zero);
            kicks++;
        }

        world.Bridge.Status.Problem.Should().Contain("something else may be connected as iotxmpp");
        world.Incidents().Count(incident => incident.Rule == HubRule.SecondConnection).Should().BeGreaterThanOrEqualTo(kicks);
        var back = new HubBackOff(new Random(1));
        var waits = Enumerable.Range(0, 12).Select(_ => back.Next(isRefused: false, null)).ToList();
        waits.Should().OnlyContain(wait => wait >= TimeSpan.FromSeconds(1) && wait <= TimeSpan.FromSeconds(100));
        waits[0].Should().BeLessThan(TimeSpan.FromSeconds(2.01));
        waits.Skip(6).Max().Should().BeGreaterThan(TimeSpan.FromSeconds(30));
        back.Next(isRefused: false, TimeSpan.FromSeconds(300)).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(300), "the hub said so");
    }

    [Fact]
    public async Task At_the_end_the_hub_is_told_and_soon()
    {
        await using var world = await HubWorld.CreateAsync();
        await world.UntilConnectedAsync();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await world.StopBridgeAsync();
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(1.5));
        await world.UntilAsync(() => !world.Hub.IsConnected(HubWorld.Gateway));
    }

    [Fact]
    public async Task A_certificate_takes_the_place_of_a_token()
    {
        string folder = Directory.CreateTempSubdirectory("iotxmpp-x509-").FullName;
        try
        {
            using var server = Certificate(HubWorld.Host);
            using var device = Certificate(HubWorld.Gateway);
            await File.WriteAllTextAsync(Path.Combine(folder, "trust.pem"), server.ExportCertificatePem());
            await File.WriteAllTextAsync(Path.Combine(folder, "device.pem"), device.ExportCertificatePem() + "\n" + device.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
            await using var world = await HubWorld.CreateAsync(
                settings => settings with { Tls = true, TrustPath = Path.Combine(folder, "trust.pem"), CertificatePath = Path.Combine(folder, "device.pem"), SharedAccessKey = null },
                hub => hub with
                {
                    Certificate = server, Devices = new Dictionary<string, string> { [HubWorld.Gateway] = "" },
                    Thumbprints = new Dictionary<string, string> { [HubWorld.Gateway] = device.Thumbprint },
                });
            await world.UntilConnectedAsync();
            await world.StoreAsync("board1", 0, 1);
            (await world.ReadingsAsync(1)).Should().Equal("board1 0.5");
            world.Time.Advance(TimeSpan.FromHours(5));
            world.Hub.IsConnected(HubWorld.Gateway).Should().BeTrue("there is no token to renew");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_hub_with_a_certificate_that_is_not_trusted_gets_nothing()
    {
        string folder = Directory.CreateTempSubdirectory("iotxmpp-x509-").FullName;
        try
        {
            using var server = Certificate(HubWorld.Host);
            using var other = Certificate(HubWorld.Host);
            await File.WriteAllTextAsync(Path.Combine(folder, "trust.pem"), other.ExportCertificatePem());
            await using var world = await HubWorld.CreateAsync(settings => settings with { Tls = true, TrustPath = Path.Combine(folder, "trust.pem") }, hub => hub with { Certificate = server });
            await world.UntilAsync(() => world.Bridge.Status is { State: BridgeState.Down, Problem: not null });
            world.Hub.IsConnected(HubWorld.Gateway).Should().BeFalse();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_device_is_registered_once_and_again_when_its_hub_does_not_know_it_any_more()
    {
        await using var world = await HubWorld.CreateAsync(
            settings => settings with { HostName = null, SharedAccessKey = null, IdScope = "0ne000", GroupKey = HubWorld.Key, DeviceId = "gw7" },
            hub => hub with { Devices = new Dictionary<string, string>(), IdScope = "0ne000", GroupKey = HubWorld.Key });
        await world.UntilAsync(() => world.Bridge.Status.State == BridgeState.Connected);
        await world.StoreAsync("board1", 0, 1);
        (await world.ReadingsAsync(1)).Should().Equal("board1 0.5");
        world.Hub.Registrations.Should().Be(1);
        (await File.ReadAllTextAsync(world.AssignedPath)).Should().Contain("gw7").And.NotContain(HubWorld.Key);

        await world.StopBridgeAsync();
        world.StartBridge();
        await world.UntilAsync(() => world.Bridge.Status.State == BridgeState.Connected);
        world.Hub.Registrations.Should().Be(1, "what was assigned is remembered over a restart");

        await world.Hub.RemoveAsync("gw7");
        await world.UntilAsync(() => world.Hub.Registrations == 2 && world.Bridge.Status.State == BridgeState.Connected, TimeSpan.FromSeconds(1));
        await world.StoreAsync("board1", 1, 1);
        (await world.ReadingsAsync(1)).Should().Equal("board1 1.5");
    }

    [Fact]
    public async Task A_wrong_group_key_registers_nobody()
    {
        await using var world = await HubWorld.CreateAsync(
            settings => settings with { HostName = null, SharedAccessKey = null, IdScope = "0ne000", GroupKey = "AAAA" }, hub => hub with { IdScope = "0ne000", GroupKey = HubWorld.Key });
        await world.UntilAsync(() => world.Bridge.Status is { State: BridgeState.Down, Problem: not null });
        world.Bridge.Status.Problem.Should().Contain("global.azure-devices-provisioning.net does not accept iotxmpp");
        world.Hub.Registrations.Should().Be(0);
    }

    [Fact]
    public async Task A_hub_that_admits_few_at_a_time_gets_them_one_after_the_other()
    {
        await using var world = await HubWorld.CreateAsync(settings => settings with { Identity = HubIdentityKind.Board }, hub => hub with { ConnectionsPerSecond = 1 });
        world.Boards.Put("board3", isUp: true);
        await world.UntilAsync(() => world.Hub.IsConnected("board1") && world.Hub.IsConnected("board2") && world.Hub.IsConnected("board3"));
        world.Incidents().Should().Contain(incident => incident.Rule == HubRule.ConnectThrottle).And.OnlyContain(incident => incident.Rule == HubRule.ConnectThrottle);
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        // A server needs its key in a form that SslStream can use.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}
