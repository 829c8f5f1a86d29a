extern alias simulator;

using System.Collections.Concurrent;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Service.Accounts;
using IotXmpp.Concentrator.Service.Hosting;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;
using simulator::IotXmpp.Simulator;

namespace IotXmpp.Service.Tests.Boards;

/// <summary>A board of <c>hardware/</c> with its account, its link and a record of what it sampled, in time that the test moves.</summary>
internal sealed class HardwareBoard : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _trace = [];
    private readonly ConcurrentQueue<(int Field, long Value, DateTimeOffset Time)> _samples = new();
    private Task _running = Task.CompletedTask;

    private HardwareBoard(BoardKind kind)
    {
        Kind = kind;
        Name = BoardKinds.NameOf(kind);
    }

    public BoardKind Kind { get; }

    /// <summary>Of the account: that of the kind.</summary>
    public string Name { get; }

    public BoardLink Link { get; } = new();

    public SimulatedBoard Board { get; private set; } = null!;

    /// <summary>Whether the board knows the time.</summary>
    public bool KnowsTime { get; set; } = true;

    /// <summary>What the drivers gave when they were asked for a field: index, scaled value, and when.</summary>
    public IReadOnlyCollection<(int Field, long Value, DateTimeOffset Time)> Samples => _samples;

    /// <summary>States and reasons, without those between two tries and without repetitions.</summary>
    public IReadOnlyList<string> Trace
    {
        get
        {
            lock (_trace)
                return [.. _trace];
        }
    }

    /// <summary>Adds its account to the service.</summary>
    public static async Task<HardwareBoard> AddAsync(BoardKind kind, ServiceHost host, Jid owner, TimeProvider time, bool useTls)
    {
        var board = new HardwareBoard(kind);
        string password = BoardPassword.Make();
        var (sha256, sha1) = BoardPassword.Keys(password);
        var record = new DeviceRecord { Name = board.Name, Owner = owner, Kind = board.Name, ScramSha256 = sha256, ScramSha1 = sha1, Created = time.GetUtcNow() };
        (await host.Stores.Concentrator.Devices.AddAsync(record, CancellationToken.None)).Should().BeTrue();
        string certificate = host.Certificate.GetCertHashString();
        board.Board = new SimulatedBoard(
            new SimulatedBoardOptions
            {
                Name = board.Name,
                Kind = kind,
                Host = "service",
                Port = 0,
                Connect = board.Link.ConnectAsync,
                Keys = new ScramKeys(Password.ClientKey(password, sha256), sha256.ServerKey, sha256.Salt, sha256.Iterations),
                Clock = () => board.KnowsTime ? time.GetUtcNow() : null,
                UseTls = useTls,
                // To a board that believes it is 1970 no certificate is valid.
                ServerCertificateValidation = (_, shown, _, _) => board.KnowsTime && shown?.GetCertHashString() == certificate,
                Seed = (int)kind,
                Around = hardware => new RecordedHardware(hardware, time, (field, value, at) => board._samples.Enqueue((field, value, at))),
            },
            time);
        board.Board.StateChanged += (_, _) => board.Note();
        return board;
    }

    public void Start() => _running = Task.Run(() => Board.RunAsync(_stop.Token));

    /// <summary>All that is due has been done, and nothing is under way that real time would bring to an end.</summary>
    public bool IsSettled => Board.Due > Board.Now && Board.State switch
    {
        "waiting" => true,
        "ready" => Link.Current.IsSilent || (Board.Counters.ReadingsPending == 0 && !Board.Session.AwaitsAnswer),
        _ => false,
    };

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Link.DisposeAsync();
        _stop.Dispose();
    }

    private void Note()
    {
        if (Board.State is not ("ready" or "waiting") || (Board.State == "waiting" && Board.LastError is null))
            return;
        string line = Board.State == "ready" ? "ready" : Board.LastError!;
        lock (_trace)
        {
            if (_trace.Count == 0 || _trace[^1] != line)
                _trace.Add(line);
        }
    }
}
