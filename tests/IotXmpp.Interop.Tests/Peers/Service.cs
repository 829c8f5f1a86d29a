using System.Globalization;
using System.Net.Http;
using System.Text.Json;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>Our service as a user runs it: its own process, its own data directory, ports on loopback.</summary>
internal sealed class Service : IAsyncDisposable
{
    private static readonly string[] CommandNames = ["Xmpp", "XmppTls", "Exi", "Http"];
    private readonly Dictionary<string, string> _environment;
    private readonly IReadOnlyList<string> _arguments;
    private readonly HttpClient _http = new();
    private Program _program = null!;

    private Service(IReadOnlyList<string> arguments, Dictionary<string, string> environment, string folder, int[] ports)
    {
        _arguments = arguments;
        _environment = environment;
        Folder = folder;
        XmppPort = ports[0];
        XmppTlsPort = ports[1];
        ExiPort = ports[2];
        HttpPort = ports[3];
    }

    public string Folder { get; }

    public int XmppPort { get; }

    public int XmppTlsPort { get; }

    public int ExiPort { get; }

    public int HttpPort { get; }

    public string Output => _program.Output;

    public int ProcessId => _program.Id;

    /// <summary>Path of the built program; beside it in the same configuration as this test.</summary>
    public static string Executable
    {
        get
        {
            string own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
            string framework = Path.GetFileName(own);
            string configuration = Path.GetFileName(Path.GetDirectoryName(own)!);
            string root = Path.GetFullPath(Path.Combine(own, "..", "..", "..", "..", ".."));
            return Path.Combine(root, "src", "IotXmpp.Concentrator.Service", "bin", configuration, framework, "IotXmpp.Concentrator.Service.dll");
        }
    }

    /// <summary>Prepares a service; nothing runs yet.</summary>
    public static Service Prepare(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? settings = null)
    {
        int[] ports = Ports.Free(4);
        string folder = Directory.CreateTempSubdirectory("iotxmpp-service-").FullName;
        var environment = new Dictionary<string, string> { ["Concentrator__DataDirectory"] = folder, ["DOTNET_NOLOGO"] = "1" };
        for (int i = 0; i < CommandNames.Length; i++)
            environment[$"Concentrator__Listen__{CommandNames[i]}"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{ports[i]}");
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            environment[name] = value;
        return new Service(arguments, environment, folder, ports);
    }

    /// <summary><c>demo</c> with a known password.</summary>
    public static async Task<Service> DemoAsync(CancellationToken ct, int boards = 3)
    {
        var service = Prepare(["demo", "--boards", boards.ToString(CultureInfo.InvariantCulture), "--owner", "owner@localhost", "--password", IXmppServer.OwnerPassword]);
        await service.StartAsync(ct);
        await service.UntilBoardsAsync(boards, ct);
        return service;
    }

    /// <summary>Runs another command of the program on the same data.</summary>
    public async Task<string> CommandAsync(CancellationToken ct, params string[] arguments)
    {
        var (code, output) = await Program.RunAsync("dotnet", [Executable, .. arguments], ct, _environment);
        if (code != 0)
            Assert.Fail($"{string.Join(' ', arguments)} ended with {code}: {output}");
        return output;
    }

    public async Task StartAsync(CancellationToken ct)
    {
        _program = Program.Start("dotnet", [Executable, .. _arguments], _environment, Folder);
        await _program.UntilAsync("the service answers at /health", async c => await HealthAsync(c) is not null, TimeSpan.FromSeconds(60), ct);
    }

    /// <summary>The health document, null if nobody answers.</summary>
    public async Task<JsonElement?> HealthAsync(CancellationToken ct)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri($"http://127.0.0.1:{HttpPort}/health"), ct);
            return JsonDocument.Parse(await response.Content.ReadAsStringAsync(ct)).RootElement;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Waits until that many boards are connected.</summary>
    public Task UntilBoardsAsync(int count, CancellationToken ct) => _program.UntilAsync($"{count} boards are connected",
        async c => await HealthAsync(c) is { } health && health.GetProperty("boards").GetProperty("connected").GetInt32() >= count, TimeSpan.FromSeconds(60), ct);

    public Task UntilAsync(string what, Func<CancellationToken, Task<bool>> condition, CancellationToken ct) => _program.UntilAsync(what, condition, TimeSpan.FromSeconds(60), ct);

    public Task KillAsync() => _program.KillAsync();

    public Task StopAsync() => _program.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        _http.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
