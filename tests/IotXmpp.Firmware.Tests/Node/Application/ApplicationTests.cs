using System.Security.Cryptography;
using System.Text.Json.Nodes;
using IotXmpp.Device.Tests.Session;
using IotXmpp.Node.Life;

namespace IotXmpp.Node.Tests.Application;

/// <summary>The application of a board as a whole, with its threads, over a real socket: what no test of its parts shows.</summary>
public sealed class ApplicationTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _drive = Directory.CreateTempSubdirectory("iotxmpp-node-").FullName;
    private readonly XmlService _service = new();
    private RunningNode? _node;

    public void Dispose()
    {
        _node?.Stop();
        _service.Dispose();
        Directory.Delete(_drive, recursive: true);
    }

    [Fact]
    public async Task From_power_to_presence_and_back_again_after_the_connection_was_cut()
    {
        WriteSettings();
        _node = RunningNode.Start(_drive);
        (await _service.WaitForPresenceAsync()).Should().BeTrue("the board connects");
        _service.Peer.StreamTo.Should().Be("things.localhost");
        for (int i = 0; i < 3; i++)
        {
            _service.Cut();
            (await _service.WaitForPresenceAsync()).Should().BeTrue($"the board comes back after cut {i}");
        }

        _service.Connections.Should().BeGreaterThanOrEqualTo(4);
        File.Exists(Path.Combine(_drive, "start.0")).Should().BeTrue();
    }

    [Fact]
    public async Task A_board_without_a_network_waits_for_it()
    {
        WriteSettings();
        _node = RunningNode.Start(_drive, world => world["HasNetwork"] = false);
        _node.WaitForEnd(TimeSpan.FromSeconds(1)).Should().BeFalse();
        _service.Connections.Should().Be(0);
        _node["HasNetwork"] = true;
        (await _service.WaitForPresenceAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task A_certificate_that_is_refused_is_tried_again()
    {
        WriteSettings();
        _node = RunningNode.Start(_drive, world => world["HandshakeError"] = -9984);
        (await _service.WaitForConnectionAsync()).Should().BeTrue();
        (await _service.WaitForConnectionAsync()).Should().BeTrue("it tries again");
        _service.Peer.Presences.Should().Be(0);
        _node["HandshakeError"] = 0;
        (await _service.WaitForPresenceAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task A_driver_that_brings_the_board_down_ten_times_ends_in_safe_mode_which_connects()
    {
        WriteSettings();
        for (int i = 0; i < StartGuard.MaxFailed; i++)
        {
            var start = RunningNode.Start(_drive, world => world["PinsFail"] = true);
            start.WaitForEnd(Patience).Should().BeTrue($"start {i} fails and restarts");
        }

        _service.Connections.Should().Be(0);
        _node = RunningNode.Start(_drive, world => world["PinsFail"] = true);
        (await _service.WaitForPresenceAsync()).Should().BeTrue("safe mode opens no pin");
    }

    [Fact]
    public void A_board_without_settings_waits_and_does_not_restart()
    {
        _node = RunningNode.Start(_drive);
        _node.WaitForEnd(TimeSpan.FromSeconds(1)).Should().BeFalse();
        _service.Connections.Should().Be(0);
    }

    [Fact]
    public void Settings_of_another_kind_of_board_are_not_used()
    {
        WriteSettings(settings => settings["kind"] = "relay-devkit");
        _node = RunningNode.Start(_drive);
        _node.WaitForEnd(TimeSpan.FromSeconds(1)).Should().BeFalse();
        _service.Connections.Should().Be(0);
    }

    [Fact]
    public void After_seven_quick_power_cycles_everything_is_forgotten()
    {
        WriteSettings();
        File.WriteAllText(Path.Combine(_drive, "board.Label"), "kitchen");
        File.WriteAllText(Path.Combine(_drive, "iotxmpp.3"), "x");
        var slots = new FileSlots(_drive);
        for (int i = 0; i < StartGuard.ResetCycles; i++)
        {
            var guard = new StartGuard(slots, powerCycleReset: true);
            guard.Begin(0);
            guard.Tick(5_000, connected: false);
        }

        _node = RunningNode.Start(_drive);
        _node.WaitForEnd(Patience).Should().BeTrue("it restarts");
        Directory.GetFiles(_drive).Select(Path.GetFileName).Should().BeEquivalentTo("start.0", "start.1");
    }

    [Fact]
    public async Task A_board_on_a_battery_delivers_and_sleeps()
    {
        WriteSettings(settings => settings["sleepSeconds"] = 600);
        _node = RunningNode.Start(_drive);
        (await _service.WaitForPresenceAsync()).Should().BeTrue();
        _node.WaitForEnd(Patience).Should().BeTrue("it sleeps");
        ((long)_node["SleptMilliseconds"]).Should().BeInRange(560_000, 600_000);
    }

    private void WriteSettings(Action<JsonObject>? change = null)
    {
        // Salt and iterations of the scripted peer, and its password.
        byte[] salt = [1, 2, 3, 4, 5, 6, 7, 8];
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2("secret"u8, salt, 4096, HashAlgorithmName.SHA256, 32);
        var settings = new JsonObject
        {
            ["name"] = "board1",
            ["kind"] = "climate-devkit",
            ["domain"] = "things.localhost",
            ["host"] = "127.0.0.1",
            ["written"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            ["ports"] = new JsonObject { ["xmppTls"] = _service.Port },
            ["scramSha256"] = new JsonObject
            {
                ["salt"] = Convert.ToBase64String(salt),
                ["iterations"] = 4096,
                ["clientKey"] = Convert.ToBase64String(HMACSHA256.HashData(salted, "Client Key"u8)),
                ["serverKey"] = Convert.ToBase64String(HMACSHA256.HashData(salted, "Server Key"u8)),
            },
        };
        change?.Invoke(settings);
        File.WriteAllText(Path.Combine(_drive, "iotxmpp.json"), settings.ToJsonString());
    }

    /// <summary>The slots as the board's own files.</summary>
    private sealed class FileSlots(string drive) : StartStore
    {
        public override int Load(int slot, byte[] into)
        {
            string path = Path.Combine(drive, $"start.{slot}");
            if (!File.Exists(path))
                return 0;
            byte[] bytes = File.ReadAllBytes(path);
            bytes.CopyTo(into, 0);
            return bytes.Length;
        }

        public override bool Save(int slot, byte[] from)
        {
            File.WriteAllBytes(Path.Combine(drive, $"start.{slot}"), from);
            return true;
        }
    }
}
