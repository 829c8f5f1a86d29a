using System.Globalization;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>Debian's mosquitto on loopback with a configuration of its own. What it retains is gone with the process.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    /// <summary>Stands for the broker's own folder in lines of its configuration.</summary>
    private const string Folder = "{folder}";

    public const string User = "bridge";

    public const string Password = "bridge-secret";

    private readonly string _folder;
    private readonly string _configuration;
    private Program? _program;

    private Mosquitto(string folder, int port)
    {
        _folder = folder;
        _configuration = Path.Combine(folder, "mosquitto.conf");
        Port = port;
    }

    public int Port { get; }

    /// <summary>Prepares one; it does not run yet.</summary>
    /// <param name="lines">Lines for its configuration.</param>
    public static async Task<Mosquitto> PrepareAsync(CancellationToken ct, params string[] lines)
    {
        Peer.Require("mosquitto", "mosquitto");
        var broker = new Mosquitto(Directory.CreateTempSubdirectory("iotxmpp-mosquitto-").FullName, Ports.Free(1)[0]);
        string[] access = lines.Length == 0 ? ["allow_anonymous true"] : lines;
        await File.WriteAllLinesAsync(broker._configuration, [string.Create(CultureInfo.InvariantCulture, $"listener {broker.Port} 127.0.0.1"), "user root", .. access.Select(line => line.Replace(Folder, broker._folder, StringComparison.Ordinal))], ct);
        return broker;
    }

    /// <summary>One that only <see cref="User"/> may use.</summary>
    public static async Task<Mosquitto> PrepareWithPasswordAsync(CancellationToken ct)
    {
        var broker = await PrepareAsync(ct, "allow_anonymous false", $"password_file {Folder}/passwords");
        var (code, output) = await Program.RunAsync(Peer.Require("mosquitto_passwd", "mosquitto"), ["-b", "-c", Path.Combine(broker._folder, "passwords"), User, Password], ct);
        if (code != 0)
            Assert.Fail($"mosquitto_passwd: {output}");
        return broker;
    }

    public async Task StartAsync(CancellationToken ct)
    {
        _program = Program.Start(Peer.Require("mosquitto", "mosquitto"), ["-c", _configuration, "-v"]);
        await _program.UntilAsync("mosquitto listens", c => Ports.AnswersAsync(Port, c), TimeSpan.FromSeconds(20), ct);
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _program!.KillAsync();

    /// <summary>mosquitto_sub that has subscribed.</summary>
    public async Task<MosquittoSubscriber> SubscribeAsync(CancellationToken ct, params string[] arguments)
    {
        // Into a pipe it would write in blocks.
        var program = Program.Start(Peer.Require("stdbuf", "coreutils"), ["-oL", Peer.Require("mosquitto_sub", "mosquitto-clients"), "-d", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-q", "1", "-F", "> %t %p", .. arguments]);
        bool subscribed = false;
        try
        {
            await program.UntilAsync("mosquitto_sub has subscribed", _ => Task.FromResult(program.Output.Contains("Subscribed (mid", StringComparison.Ordinal)), TimeSpan.FromSeconds(20), ct);
            subscribed = true;
            return new MosquittoSubscriber(program);
        }
        finally
        {
            if (!subscribed)
                await program.DisposeAsync();
        }
    }

    /// <summary>mosquitto_pub.</summary>
    public async Task PublishAsync(CancellationToken ct, string topic, string payload, params string[] arguments)
    {
        var (code, output) = await Program.RunAsync(
            Peer.Require("mosquitto_pub", "mosquitto-clients"), ["-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-q", "1", "-t", topic, "-m", payload, .. arguments], ct);
        if (code != 0)
            Assert.Fail($"mosquitto_pub ended with {code}: {output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
