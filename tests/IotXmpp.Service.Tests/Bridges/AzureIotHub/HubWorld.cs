using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Bridges.AzureIotHub;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Service.Tests.Storage;
using IotXmpp.Things.Model;
using IotXmpp.Tool.FakeHub;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Service.Tests.Bridges.AzureIotHub;

/// <summary>A fake hub, the bridge towards it over a real socket, the feed in a real database, two clocks that stand until they are moved.</summary>
internal sealed class HubWorld : IAsyncDisposable
{
    public const string Host = "fake-hub.azure-devices.net";
    public const string Key = "bm90IGEgc2VjcmV0LCBhIHRlc3Qga2V5";
    public const string Gateway = "iotxmpp";
    public static readonly DateTimeOffset Start = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private readonly TemporaryDatabase _database = TemporaryDatabase.Create();
    private CancellationTokenSource _stop = new();
    private readonly ListLog _log = new();
    private readonly List<HubIncident> _incidents = [];
    private Task _running = Task.CompletedTask;

    private HubWorld(FakeHubOptions hub, AzureIotHubOptions options, TimeSpan skew)
    {
        HubTime = new FakeTimeProvider(Start + skew);
        Hub = new FakeHub(hub, HubTime);
        Options = options;
    }

    public FakeHub Hub { get; }

    public FakeTimeProvider Time { get; } = new(Start);

    public FakeTimeProvider HubTime { get; }

    public AzureIotHubOptions Options { get; }

    public ScriptedGateway Boards { get; } = new();

    public AzureIotHubBridge Bridge { get; private set; } = null!;

    public IReadOnlyList<string> Log => _log.Lines;

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts hub and bridge.</summary>
    /// <param name="options">Changes the bridge's settings.</param>
    /// <param name="hub">Changes the hub's settings.</param>
    /// <param name="skew">How far the hub's clock is ahead.</param>
    /// <param name="startHub">False for a hub that is not there yet.</param>
    public static async Task<HubWorld> CreateAsync(
        Func<AzureIotHubOptions, AzureIotHubOptions>? options = null, Func<FakeHubOptions, FakeHubOptions>? hub = null, TimeSpan skew = default, bool startHub = true)
    {
        int port = FreePort();
        var fake = new FakeHubOptions
        {
            Port = port, Devices = new Dictionary<string, string> { [Gateway] = Key, ["board1"] = Key, ["board2"] = Key, ["board3"] = Key },
        };
        var settings = new AzureIotHubOptions
        {
            HostName = Host, Address = new DnsEndPoint("127.0.0.1", port), Tls = false, DeviceId = Gateway, SharedAccessKey = Key,
            Keys = new Dictionary<string, string> { ["board1"] = Key, ["board2"] = Key, ["board3"] = Key },
            Route = new BridgeRoute { Boards = ["*"], Parameters = ["*"] },
        };
        var world = new HubWorld(hub?.Invoke(fake) ?? fake, options?.Invoke(settings) ?? settings, skew);
        world.Boards.Put("board1", isUp: true, ("Temperature", "21.5"));
        world.Boards.Put("board2", isUp: true, ("Relay", "false"));
        if (startHub)
            await world.Hub.StartAsync();
        world.StartBridge();
        // Readings are kept for the bridge from the moment it has its place in the feed.
        await world.UntilAsync(async () => (await world._database.Stores.Concentrator.Feed.GetFiguresAsync(CancellationToken.None)).Count > 0);
        return world;
    }

    public void StartBridge()
    {
        _stop = new CancellationTokenSource();
        Bridge = new AzureIotHubBridge(Options, Boards, _database.Stores.Concentrator.Feed, Path.Combine(_database.Folder, "hubs.json"), Time, new Random(1), _log);
        _running = Bridge.RunAsync(_stop.Token);
    }

    /// <summary>Stores readings of a board, a second apart.</summary>
    public async Task StoreAsync(string board, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            var entry = new HistoryEntry(board, new NodeRef(board), ScriptedGateway.Field("Temperature", $"{i}.5", Start.AddSeconds(i)));
            await _database.Stores.Concentrator.History.AppendAsync([entry], CancellationToken.None);
        }
    }

    /// <summary>Moves both clocks until something holds.</summary>
    public Task UntilAsync(Func<bool> condition, TimeSpan? step = null) => UntilAsync(() => Task.FromResult(condition()), step);

    public async Task UntilAsync(Func<Task<bool>> condition, TimeSpan? step = null)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await condition())
        {
            if (_running.IsFaulted)
                await _running;
            watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(30), $"it should come to that; the bridge says: {Bridge.Status}; the hub: {string.Join("; ", Incidents())}; the log: {string.Join("; ", Log)}");
            await timer.WaitForNextTickAsync();
            Time.Advance(step ?? TimeSpan.FromMilliseconds(200));
            HubTime.Advance(step ?? TimeSpan.FromMilliseconds(200));
        }
    }

    public Task UntilConnectedAsync(string device = Gateway) => UntilAsync(() => Bridge.Status.State == BridgeState.Connected && Hub.IsConnected(device));

    /// <summary>The rules that were broken or enforced so far.</summary>
    public IReadOnlyList<HubIncident> Incidents()
    {
        while (Hub.Incidents.TryRead(out var incident))
            _incidents.Add(incident);
        return _incidents;
    }

    /// <summary>Everything that came, message by message.</summary>
    public IReadOnlyList<HubTelemetry> TakeTelemetry()
    {
        var messages = new List<HubTelemetry>();
        while (Hub.Telemetry.TryRead(out var message))
            messages.Add(message);
        return messages;
    }

    /// <summary>Waits for that many readings and gives them in order, as <c>board1 0.5</c>.</summary>
    public async Task<IReadOnlyList<string>> ReadingsAsync(int count)
    {
        var readings = new List<string>();
        await UntilAsync(() =>
        {
            readings.AddRange(TakeTelemetry().SelectMany(ReadingsOf));
            return readings.Count >= count;
        });
        return readings;
    }

    public static IEnumerable<string> ReadingsOf(HubTelemetry message)
    {
        var body = JsonNode.Parse(message.Body)!;
        return body["readings"]!.AsArray().Select(reading => $"{body["board"]} {reading!["value"]!.ToJsonString()}");
    }

    /// <summary>Readings the bridge has not committed.</summary>
    public async Task<long> WaitingAsync() => (await _database.Stores.Concentrator.Feed.GetFiguresAsync(CancellationToken.None)).Sum(figures => figures.Waiting);

    /// <summary>The file with what the provisioning service said.</summary>
    public string AssignedPath => Path.Combine(_database.Folder, "hubs.json");

    public async Task StopBridgeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopBridgeAsync();
        await Hub.DisposeAsync();
        await _database.DisposeAsync();
        _stop.Dispose();
    }

    private sealed class ListLog : ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> Lines => [.. _lines];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception));
    }
}
