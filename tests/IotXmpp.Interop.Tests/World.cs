using System.Text.RegularExpressions;
using IotXmpp.Interop.Tests.Peers;
using IotXmpp.Simulator;

namespace IotXmpp.Interop.Tests;

/// <summary>
/// The whole system on loopback: our service as its own process, a server for the people, three simulated boards. The owner is
/// <c>owner@localhost</c> whichever server it is.
/// </summary>
internal sealed partial class World : IAsyncDisposable
{
    private readonly List<Task> _boardTasks = [];
    private readonly CancellationTokenSource _stop = new();

    private World(Service service, IXmppServer? server)
    {
        Service = service;
        Server = server;
    }

    public Service Service { get; }

    /// <summary>The external server; null for the local domain.</summary>
    public IXmppServer? Server { get; }

    /// <summary>Boards of this process; empty with <c>demo</c>, which has its own.</summary>
    public List<SimulatedBoard> Boards { get; } = [];

    /// <summary>Port for chat clients.</summary>
    public int ClientPort => Server?.ClientPort ?? Service.XmppPort;

    /// <summary>Service, server and three boards.</summary>
    /// <param name="upstream">Where the people are.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="settings">Settings of the service beside the usual ones, for a server of others.</param>
    public static async Task<World> CreateAsync(Upstream upstream, CancellationToken ct, params IEnumerable<(string Name, string Value)> settings)
    {
        if (upstream == Upstream.LocalDomain)
        {
            var demo = await Service.DemoAsync(ct);
            await demo.CommandAsync(ct, "user", "add", "stranger@localhost", "--password", IXmppServer.StrangerPassword);
            return new World(demo, null);
        }

        IXmppServer server = upstream == Upstream.Prosody ? await Prosody.StartAsync(ct) : await Ejabberd.StartAsync(ct);
        var service = Service.Prepare(["serve"], new Dictionary<string, string>(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
        {
            ["Concentrator__Upstream"] = "Component",
            ["Concentrator__Owner"] = "owner@localhost",
            ["Concentrator__Component__Host"] = "127.0.0.1",
            ["Concentrator__Component__Port"] = server.ComponentPort.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Concentrator__Component__Secret"] = IXmppServer.ComponentSecret,
        });
        var world = new World(service, server);
        return await world.StartAsync(3, TimeSpan.FromSeconds(1), ct);
    }

    /// <summary>Service with the local domain and boards of this process, so that a test sees both ends.</summary>
    public static async Task<World> CreateWithOwnBoardsAsync(int boards, TimeSpan sampleInterval, CancellationToken ct, params IEnumerable<(string Name, string Value)> settings)
    {
        var service = Service.Prepare(["serve"], settings.Append(("Concentrator__Owner", "owner@localhost")).ToDictionary(setting => setting.Item1, setting => setting.Item2));
        var world = new World(service, null);
        await service.CommandAsync(ct, "user", "add", "owner@localhost", "--password", IXmppServer.OwnerPassword);
        return await world.StartAsync(boards, sampleInterval, ct);
    }

    /// <summary>Ends this process's boards; each delivers what it can before.</summary>
    public async Task StopBoardsAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_boardTasks);
    }

    public async ValueTask DisposeAsync()
    {
        await StopBoardsAsync();
        _stop.Dispose();
        await Service.DisposeAsync();
        if (Server is not null)
            await Server.DisposeAsync();
    }

    /// <summary>Starts everything; a world that does not come up leaves no process behind.</summary>
    private async Task<World> StartAsync(int boards, TimeSpan sampleInterval, CancellationToken ct)
    {
        bool started = false;
        try
        {
            await AddBoardsAsync(boards, sampleInterval, ct);
            await Service.StartAsync(ct);
            StartBoards();
            await Service.UntilBoardsAsync(boards, ct);
            started = true;
            return this;
        }
        finally
        {
            if (!started)
                await DisposeAsync();
        }
    }

    private async Task AddBoardsAsync(int count, TimeSpan sampleInterval, CancellationToken ct)
    {
        for (int number = 1; number <= count; number++)
        {
            var kind = BoardKinds.For(number);
            string kindName = kind switch { BoardKind.Climate => "climate", BoardKind.Relay => "relay", _ => "energy" };
            string printed = await Service.CommandAsync(ct, "device", "add", $"board{number}", "--owner", "owner@localhost", "--kind", kindName);
            var password = Password().Match(printed);
            if (!password.Success)
                Assert.Fail($"device add printed no password:\n{printed}");
            var wayIn = number % 3 == 0 ? WayIn.StreamCompression : WayIn.BinaryBinding;
            Boards.Add(new SimulatedBoard(new SimulatedBoardOptions
            {
                Name = $"board{number}",
                Kind = kind,
                Host = "127.0.0.1",
                Port = wayIn == WayIn.BinaryBinding ? Service.ExiPort : Service.XmppPort,
                WayIn = wayIn,
                Password = password.Groups[1].Value,
                Seed = number,
                SampleInterval = sampleInterval,
            }));
        }
    }

    private void StartBoards()
    {
        foreach (var board in Boards)
            _boardTasks.Add(board.RunAsync(_stop.Token));
    }

    [GeneratedRegex(@"[Pp]assword:?\s+(\S+)")]
    private static partial Regex Password();
}
