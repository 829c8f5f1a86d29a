extern alias simulator;

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using IotXmpp.Concentrator.Service.Demo;
using IotXmpp.Concentrator.Service.Hosting;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Things.Model;
using IotXmpp.Things.Profiles;
using IotXmpp.Xmpp.Addressing;
using Microsoft.Extensions.Time.Testing;
using simulator::IotXmpp.Simulator;

namespace IotXmpp.Service.Tests.Boards;

/// <summary>
/// The four boards of <c>hardware/</c> and the service in one time that the test moves, over TLS on loopback. Time moves on only when all that was due has been done:
/// the bytes are real, and so fast that no fake second passes meanwhile.
/// </summary>
internal sealed class DayWorld : IAsyncDisposable
{
    private const string Password = "owner-secret";
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    // How long real time may take for what fake time waits for.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ServiceOptions _options;
    private readonly DateTimeOffset _start;

    private DayWorld(DateTimeOffset start)
    {
        _start = start;
        Time = new FakeTimeProvider(start);
        _options = new ServiceOptions
        {
            DataDirectory = Directory.CreateTempSubdirectory("iotxmpp-day-").FullName,
            Owner = Jid.Parse("owner@localhost"),
            Listen = new ListenerOptions { Xmpp = Free, XmppTls = null, Exi = Free, Http = Free },
        };
    }

    public FakeTimeProvider Time { get; }

    public ServiceHost Host { get; private set; } = null!;

    public IReadOnlyList<HardwareBoard> Boards { get; private set; } = [];

    /// <summary>Time since the boards were switched on.</summary>
    public TimeSpan Elapsed => Time.GetUtcNow() - _start;

    private static IPEndPoint Free => new(IPAddress.Loopback, 0);

    /// <summary>Starts the service and makes the boards, which are off.</summary>
    public static async Task<DayWorld> StartAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var world = new DayWorld(now - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerSecond) + TimeSpan.FromSeconds(1));
        world.Host = await ServiceHost.StartAsync(world._options, _ => { }, world.Time, CancellationToken.None);
        await DemoOwner.PrepareAsync(Password, world._options, world.Host.Stores, CancellationToken.None);
        var boards = new List<HardwareBoard>();
        foreach (var kind in new[] { BoardKind.ClimateDevkit, BoardKind.RelayDevkit, BoardKind.S0Meter, BoardKind.AirQualityS3 })
            boards.Add(await HardwareBoard.AddAsync(kind, world.Host, world._options.Owner!, world.Time, useTls: true));
        world.Boards = boards;
        world.Point();
        return world;
    }

    /// <summary>Moves time on, second by second, to so long after the start.</summary>
    public async Task GoToAsync(TimeSpan elapsed)
    {
        while (Elapsed < elapsed)
            await AdvanceAsync(Step);
    }

    /// <summary>Moves time on once, and waits until everybody has done what was due.</summary>
    public async Task AdvanceAsync(TimeSpan step)
    {
        Time.Advance(step);
        await UntilAsync(() => Boards.All(board => board.IsSettled), "the boards settle");
    }

    /// <summary>Waits for what real time brings.</summary>
    public async Task UntilAsync(Func<bool> reached, string what)
    {
        long started = TimeProvider.System.GetTimestamp();
        for (int rounds = 0; !reached(); rounds++)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"At {Elapsed}, waiting until {what}: "
                    + string.Join("; ", Boards.Select(board => $"{board.Name} {board.Board.State} {board.Board.LastError}, {board.Board.Counters.ReadingsPending} pending")));
            }

            // Most of it is over in microseconds; a handshake leaves the processor to others.
            if (rounds < 100)
                await Task.Yield();
            else
                await Task.Delay(TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>The boards lose the network, and find none.</summary>
    public async Task BreakAsync(SocketError outage)
    {
        foreach (var board in Boards)
            board.Link.Break(outage);
        await UntilAsync(() => Boards.All(board => board.Board.State == "waiting"), "the boards notice");
    }

    /// <summary>The network is there again.</summary>
    public void Mend()
    {
        foreach (var board in Boards)
            board.Link.Outage = null;
    }

    public async Task StopServiceAsync()
    {
        foreach (var board in Boards)
            board.Link.Service = null;
        var stopping = Host.DisposeAsync().AsTask();
        // What it gives its peers to say goodbye is fake time.
        for (int i = 0; i < 20; i++)
            await AdvanceAsync(TimeSpan.FromMilliseconds(100));
        await stopping;
    }

    public async Task StartServiceAsync()
    {
        Host = await ServiceHost.StartAsync(_options, _ => { }, Time, CancellationToken.None);
        Point();
    }

    /// <summary>The owner's client.</summary>
    public async Task<TestXmppClient> LoginAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(Host.Listeners.Single(one => one.Name == "Xmpp").EndPoint);
        return await TestXmppClient.ConnectAsync(client.GetStream(), "owner@localhost/test", Password);
    }

    /// <summary>What is stored of a board: field, scaled value, time.</summary>
    public async Task<IReadOnlyList<(int Field, long Value, DateTimeOffset Time)>> StoredAsync(HardwareBoard board)
    {
        var fields = BoardTypes.Newest(board.Name, BoardTypes.All)!.Fields.ToList();
        var stored = new List<(int, long, DateTimeOffset)>();
        await foreach (var entry in Host.Stores.Concentrator.History.QueryAsync(new HistoryQuery { Device = board.Name, Limit = 100_000 }, CancellationToken.None))
        {
            int index = fields.FindIndex(field => field.Name == entry.Field.Name);
            entry.Field.Value.Kind.Should().Be(fields[index].Kind);
            entry.Field.Unit.Should().Be(fields[index].Unit);
            string text = entry.Field.Value.Text;
            decimal value = fields[index].Kind == FieldValueKind.Boolean ? (text == "true" ? 1 : 0) : decimal.Parse(text, CultureInfo.InvariantCulture);
            for (int i = 0; i < fields[index].Decimals; i++)
                value *= 10;
            stored.Add((index, (long)value, entry.Field.Timestamp));
        }

        return stored;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var board in Boards)
            await board.DisposeAsync();
        var stopping = Host.DisposeAsync().AsTask();
        for (int i = 0; i < 20; i++)
            Time.Advance(TimeSpan.FromMilliseconds(100));
        await stopping;
        Directory.Delete(_options.DataDirectory, recursive: true);
    }

    private void Point()
    {
        foreach (var board in Boards)
            board.Link.Service = Host.Listeners.Single(one => one.Name == "Exi").EndPoint;
    }
}
