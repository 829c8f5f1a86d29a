using System.Collections.Concurrent;
using System.Security.Cryptography;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Commands;
using IotXmpp.Concentrator.Storage;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>The boards at an Azure IoT hub, as one device or as one each. See README.md in this folder.</summary>
internal sealed class AzureIotHubBridge : IBridge
{
    /// <summary>What we say we are.</summary>
    public const string Agent = "IotXmpp";

    private const string BridgeName = "azure";

    private static readonly TimeSpan FiguresInterval = TimeSpan.FromSeconds(10);

    private readonly HubServices _services;
    private readonly ConcurrentDictionary<string, HubSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _left = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _created;
    private volatile string? _problem;
    private long _backlog;
    private long _skipped;

    /// <summary>Builds the bridge; nothing is connected before <see cref="RunAsync"/>.</summary>
    /// <param name="options">Configuration.</param>
    /// <param name="gateway">The boards.</param>
    /// <param name="feed">What was stored.</param>
    /// <param name="assignedPath">File for what the provisioning service says.</param>
    /// <param name="time">Clock and timers.</param>
    /// <param name="random">Jitter.</param>
    /// <param name="log">Log.</param>
    public AzureIotHubBridge(AzureIotHubOptions options, IBoardGateway gateway, IReadingFeed feed, string assignedPath, TimeProvider time, Random random, ILogger log)
    {
        _created = time.GetUtcNow();
        _services = new HubServices
        {
            Options = options, Bridge = this, Gateway = gateway, Feed = feed, Assigned = new AssignedHubs(assignedPath), Time = time, Random = random, Log = log,
        };
    }

    /// <summary>Starts the bridge if it is configured. It ends with the concentrator.</summary>
    /// <exception cref="CommandException">The certificate cannot be used.</exception>
    public static async Task StartAsync(AzureIotHubOptions? options, Concentrator concentrator, IReadingFeed feed, string directory, TimeProvider time, ILogger log, CancellationToken ct)
    {
        if (options is null)
        {
            // A bridge that was taken out of the configuration: nothing is kept for it.
            await CloseOthersAsync(feed, [], ct);
            return;
        }

        try
        {
            if (options.Identity == HubIdentityKind.Gateway)
                HubIdentity.Gateway(options).Certificate?.Dispose();
        }
        catch (CryptographicException e)
        {
            throw new CommandException($"Concentrator__AzureIotHub__CertificatePath {options.CertificatePath} cannot be used: {e.Message}", e);
        }

        concentrator.AddBridge(new AzureIotHubBridge(options, concentrator.Gateway, feed, Path.Combine(directory, "azure-iot-hubs.json"), time, Random.Shared, log));
    }

    public string Name => BridgeName;

    public BridgeRoute Route => _services.Options.Route;

    /// <inheritdoc/>
    /// <remarks>With a device for each board: connected if all are that have to be.</remarks>
    public BridgeStatus Status
    {
        get
        {
            var all = _sessions.Where(session => session.Value.IsWanted).Select(session => (session.Key, session.Value.Status)).OrderBy(session => session.Key, StringComparer.Ordinal).ToList();
            var worst = all.Count == 0 ? new BridgeStatus(BridgeState.Connecting, _created, null) : all.MaxBy(session => session.Status.State).Status;
            if (all.Any(session => session.Status.State == BridgeState.Connecting) && worst.State == BridgeState.Connected)
                worst = all.First(session => session.Status.State == BridgeState.Connecting).Status;
            var troubled = all.FirstOrDefault(session => session.Status.Problem is not null);
            return new BridgeStatus(worst.State, worst.Since, troubled.Status?.Problem ?? _problem)
            {
                Sent = all.Sum(session => session.Status.Sent),
                Received = all.Sum(session => session.Status.Received),
                Backlog = Interlocked.Read(ref _backlog),
                Skipped = Interlocked.Read(ref _skipped) + all.Sum(session => session.Status.Skipped),
            };
        }
    }

    public async Task RunAsync(CancellationToken ct)
    {
        _sessions.Clear();
        using var working = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var changed = new SemaphoreSlim(0);
        using var watch = _services.Gateway.Watch(this, board => OnBoard(board, changed));
        var running = new List<Task> { FollowFiguresAsync(working.Token) };
        try
        {
            if (_services.Options.Identity == HubIdentityKind.Gateway)
            {
                await CloseOthersAsync(_services.Feed, [BridgeName], ct);
                running.Add(Start(BridgeName, HubIdentity.Gateway(_services.Options), working.Token));
            }
            else
            {
                running.Add(FollowBoardsAsync(running, changed, working.Token));
            }

            while (true)
            {
                Task[] now;
                lock (running)
                    now = [.. running];
                // New ones are found when the list of boards is looked at again.
                await await Task.WhenAny([Task.Delay(FiguresInterval, _services.Time, working.Token), .. now]);
            }
        }
        finally
        {
            await working.CancelAsync();
            Task[] all;
            lock (running)
                all = [.. running];
            await Task.WhenAll(all).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    public ValueTask DisposeAsync() => default;

    /// <summary>Only what stands in this domain of names is ours in the feed.</summary>
    private static string FollowerOf(string board) => $"{BridgeName}:{board}";

    private void OnBoard(string board, SemaphoreSlim changed)
    {
        if (_services.Options.Identity == HubIdentityKind.Gateway)
        {
            if (_sessions.TryGetValue(BridgeName, out var gateway))
                gateway.OnBoard();
            return;
        }

        if (_sessions.TryGetValue(board, out var session))
            session.OnBoard();
        changed.Release();
    }

    /// <summary>A device of the hub for each board that crosses, up to the number allowed.</summary>
    private async Task FollowBoardsAsync(List<Task> running, SemaphoreSlim changed, CancellationToken ct)
    {
        bool isFirst = true;
        while (true)
        {
            var boards = new List<BridgedBoard>();
            await foreach (var board in _services.Gateway.ListAsync(this, ct))
                boards.Add(board);
            if (isFirst)
                await CloseOthersAsync(_services.Feed, [.. boards.Select(board => FollowerOf(board.Name))], ct);
            isFirst = false;
            foreach (var board in boards)
            {
                if (!_sessions.TryGetValue(board.Name, out var session) && Admit(board.Name) is { } identity)
                {
                    var task = Start(FollowerOf(board.Name), identity, ct);
                    lock (running)
                        running.Add(task);
                    session = _sessions[board.Name];
                }

                if (board.IsUp)
                    session?.Want();
            }

            await changed.WaitAsync(ct);
        }
    }

    private HubIdentity? Admit(string board)
    {
        var identity = HubIdentity.Of(board, _services.Options);
        if (identity is not null && _sessions.Count < _services.Options.MaxConnections)
            return identity;
        _problem = identity is null ? $"{board} cannot be a device of the hub." : $"{board} has no connection: there are {_services.Options.MaxConnections} already.";
        if (!_left.TryAdd(board, 0))
            return null;
        if (identity is null)
            AzureLog.NoIdentity(_services.Log, board);
        else
            AzureLog.TooMany(_services.Log, board, _services.Options.MaxConnections);
        return null;
    }

    private Task Start(string follower, HubIdentity identity, CancellationToken ct)
    {
        var session = new HubSession(identity, follower, _services);
        _sessions[identity.Board ?? BridgeName] = session;
        return session.RunAsync(ct);
    }

    /// <summary>What is kept for devices that we are no longer, for instance since the kind of identity was changed, is kept for nobody.</summary>
    private static async Task CloseOthersAsync(IReadingFeed feed, IReadOnlyCollection<string> ours, CancellationToken ct)
    {
        foreach (var figures in await feed.GetFiguresAsync(ct))
        {
            if (IsOurs(figures.Follower) && !ours.Contains(figures.Follower))
                await feed.CloseAsync(figures.Follower, ct);
        }
    }

    private static bool IsOurs(string follower) => follower == BridgeName || follower.StartsWith(FollowerOf(""), StringComparison.Ordinal);

    private async Task FollowFiguresAsync(CancellationToken ct)
    {
        while (true)
        {
            long backlog = 0, skipped = 0;
            foreach (var figures in await _services.Feed.GetFiguresAsync(ct))
            {
                if (!IsOurs(figures.Follower))
                    continue;
                backlog += figures.Waiting;
                skipped += figures.Skipped;
            }

            Interlocked.Exchange(ref _backlog, backlog);
            Interlocked.Exchange(ref _skipped, skipped);
            await Task.Delay(FiguresInterval, _services.Time, ct);
        }
    }
}
