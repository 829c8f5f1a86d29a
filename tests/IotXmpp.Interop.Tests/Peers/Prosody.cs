using System.Globalization;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>Debian's Prosody on loopback with a configuration of its own.</summary>
internal sealed class Prosody : IXmppServer
{
    private readonly string _prosody;
    private readonly string _folder;
    private Program? _program;

    private Prosody(string prosody, string folder, int clientPort, int componentPort)
    {
        _prosody = prosody;
        _folder = folder;
        ClientPort = clientPort;
        ComponentPort = componentPort;
    }

    public int ClientPort { get; }

    public int ComponentPort { get; }

    private string Configuration => Path.Combine(_folder, "prosody.cfg.lua");

    public static async Task<Prosody> StartAsync(CancellationToken ct)
    {
        string program = Peer.Require("prosody", "prosody");
        int[] ports = Ports.Free(2);
        string folder = Directory.CreateTempSubdirectory("iotxmpp-prosody-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        Directory.CreateDirectory(Path.Combine(folder, "certs"));
        var server = new Prosody(program, folder, ports[0], ports[1]);
        await File.WriteAllTextAsync(server.Configuration, string.Create(CultureInfo.InvariantCulture, $$"""
            run_as_root = true
            daemonize = false
            pidfile = "{{folder}}/prosody.pid"
            data_path = "{{folder}}/data"
            certificates = "{{folder}}/certs"
            log = { { levels = { min = "info" }, to = "console" } }
            interfaces = { "127.0.0.1" }
            c2s_ports = { {{ports[0]}} }
            s2s_ports = { }
            component_ports = { {{ports[1]}} }
            component_interfaces = { "127.0.0.1" }
            http_ports = { }
            https_ports = { }
            modules_enabled = { "roster"; "saslauth"; "disco"; "ping"; "offline"; "pep"; "vcard4"; "carbons" }
            modules_disabled = { "s2s"; "tls" }
            c2s_require_encryption = false
            authentication = "internal_hashed"
            VirtualHost "localhost"
            Component "things.localhost"
              component_secret = "{{IXmppServer.ComponentSecret}}"
            Component "{{IXmppServer.PubSubService}}" "pubsub"
              admins = { "owner@localhost", "things.localhost" }
            """), ct);
        foreach (var (user, password) in new[] { ("owner", IXmppServer.OwnerPassword), ("stranger", IXmppServer.StrangerPassword) })
        {
            var (code, output) = await Program.RunAsync(Peer.Require("prosodyctl", "prosody"), ["--root", "--config", server.Configuration, "register", user, "localhost", password], ct);
            if (code != 0)
                Assert.Fail($"prosodyctl could not register {user}: {output}");
        }

        await server.LaunchAsync(ct);
        return server;
    }

    public async Task RestartAsync(CancellationToken ct)
    {
        await _program!.DisposeAsync();
        await LaunchAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task LaunchAsync(CancellationToken ct)
    {
        _program = Program.Start(_prosody, ["--config", Configuration]);
        await _program.UntilAsync("Prosody listens", async c => await Ports.AnswersAsync(ClientPort, c) && await Ports.AnswersAsync(ComponentPort, c), TimeSpan.FromSeconds(30), ct);
    }
}
