using System.Globalization;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>Debian's ejabberd on loopback, started as a plain Erlang program: no distribution, no epmd, no system user.</summary>
internal sealed class Ejabberd : IXmppServer
{
    private readonly string _erl;
    private readonly string _folder;
    private Program? _program;

    private Ejabberd(string erl, string folder, int clientPort, int componentPort)
    {
        _erl = erl;
        _folder = folder;
        ClientPort = clientPort;
        ComponentPort = componentPort;
    }

    public int ClientPort { get; }

    public int ComponentPort { get; }

    public static async Task<Ejabberd> StartAsync(CancellationToken ct)
    {
        Peer.Require("ejabberdctl", "ejabberd");
        string erl = Peer.Require("erl", "ejabberd");
        int[] ports = Ports.Free(2);
        string folder = Directory.CreateTempSubdirectory("iotxmpp-ejabberd-").FullName;
        var server = new Ejabberd(erl, folder, ports[0], ports[1]);
        await File.WriteAllTextAsync(Path.Combine(folder, "ejabberd.yml"), string.Create(CultureInfo.InvariantCulture, $$"""
            hosts:
              - localhost
            loglevel: info
            listen:
              -
                port: {{ports[0]}}
                ip: "127.0.0.1"
                module: ejabberd_c2s
              -
                port: {{ports[1]}}
                ip: "127.0.0.1"
                module: ejabberd_service
                hosts:
                  "things.localhost":
                    password: "{{IXmppServer.ComponentSecret}}"
            auth_method: internal
            auth_password_format: scram
            modules:
              mod_roster: {}
              mod_disco: {}
              mod_ping: {}
              mod_offline: {}
              mod_vcard: {}
              mod_pubsub:
                host: "{{IXmppServer.PubSubService}}"
                access_createnode: all
                max_items_node: 1000
                plugins:
                  - flat
            """), ct);
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
        static string Register(string user, string password) => $"ejabberd_auth:try_register(<<\"{user}\">>, <<\"localhost\">>, <<\"{password}\">>)";

        string libraries = Directory.Exists("/usr/lib/x86_64-linux-gnu/ebin") || !Directory.Exists("/usr/lib/aarch64-linux-gnu") ? "/usr/lib/x86_64-linux-gnu" : "/usr/lib/aarch64-linux-gnu";
        var environment = new Dictionary<string, string>
        {
            ["ERL_LIBS"] = libraries,
            ["EJABBERD_CONFIG_PATH"] = Path.Combine(_folder, "ejabberd.yml"),
            ["EJABBERD_LOG_PATH"] = Path.Combine(_folder, "ejabberd.log"),
            ["HOME"] = _folder,
        };
        string spool = Path.Combine(_folder, "spool");
        _program = Program.Start(_erl,
        [
            "-noinput", "-mnesia", "dir", $"\"{spool}\"", "-s", "ejabberd",
            "-eval", $"{Register("owner", IXmppServer.OwnerPassword)}, {Register("stranger", IXmppServer.StrangerPassword)}, io:format(\"accounts ready~n\")",
        ], environment);
        await _program.UntilAsync("ejabberd listens", async c => _program.Output.Contains("accounts ready", StringComparison.Ordinal) && await Ports.AnswersAsync(ClientPort, c) && await Ports.AnswersAsync(ComponentPort, c), TimeSpan.FromSeconds(60), ct);
    }
}
