using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Concentrator.Service.Bridges.AzureIotHub;
using IotXmpp.Concentrator.Service.Bridges.Mqtt;
using IotXmpp.Concentrator.Service.Commands;
using IotXmpp.Concentrator.Service.Kestrel;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Service.Telemetry;
using IotXmpp.Concentrator.Service.Web;
using IotXmpp.Concentrator.Upstream;
using IotXmpp.Concentrator.Upstream.Component;
using IotXmpp.Concentrator.Upstream.LocalDomain;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Concentrator.Service.Hosting;

/// <summary>The running service: everything composed here, started in order, stopped in the reverse.</summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    /// <summary>Time for peers to answer the end of their stream, then for HTTP requests, then for telling friends, then for the last figures. The person at a console is promised 2 s in all.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(0.7);

    private static readonly TimeSpan RequestsTimeout = TimeSpan.FromSeconds(0.3);

    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan FiguresTimeout = TimeSpan.FromSeconds(0.5);

    /// <summary>Whoever asks how we are gets an answer, even if the database gives none.</summary>
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(2);

    /// <summary>How long it is a problem that a follower of the feed did not get something: until somebody has looked.</summary>
    private static readonly TimeSpan SkipsAreNews = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The link to the XMPP server ends last: friends are told through it.</summary>
    private readonly CancellationTokenSource _leaving = new();
    private readonly ServiceOptions _options;
    private readonly TimeProvider _time;
    private readonly DataDirectory _directory;
    private readonly SqliteStores _stores;
    private readonly Concentrator _concentrator;
    private readonly StreamServer _streams;
    private readonly WebApplication _app;
    private readonly ILogger _log;
    private readonly DateTimeOffset _started;
    private LocalDomainUpstream? _localDomain;
    private ComponentUpstream? _component;
    private Task _componentRunning = Task.CompletedTask;
    private readonly bool _isSelfSigned;
    private bool _hasStarted;
    private StoreWatch? _watch;
    private readonly ServiceMetrics _metrics;
    private MqttServices? _mqtt;
    private HistoryRounds? _rounds;
    private readonly Listeners _listeners;

    private ServiceHost(ServiceOptions options, DataDirectory directory, SqliteStores stores, WebApplication app, Listeners listeners, TimeProvider time)
    {
        _options = options;
        _directory = directory;
        _stores = stores;
        _app = app;
        _listeners = listeners;
        _time = time;
        _started = time.GetUtcNow();
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();
        _log = loggers.CreateLogger("IotXmpp.Service");
        (Certificate, _isSelfSigned) = ServerCertificate.Load(options, directory.Path);
        _concentrator = new Concentrator(
            new ConcentratorOptions
            {
                Domain = options.Domain,
                Owner = options.Owner,
                ProvisioningServer = options.ProvisioningServer,
                PubSub = options.PubSub,
                SoftwareVersion = CommandLine.Version,
                Kinds = [.. ThingKinds.With(options.BoardTypes), .. options.Mqtt.Devices.Select(device => device.Description)],
                DeviceStreams = new StreamHostOptions { OfferExi = true, RequireTls = options.Listen.IsPublic },
            },
            _stores.Concentrator,
            things => CreateUpstream(things, loggers),
            time,
            loggers);
        _streams = new StreamServer(
            _localDomain is null ? [_concentrator.Devices] : [_concentrator.Devices, _localDomain],
            new StreamServerOptions
            {
                Limits = StreamLimits.Default with { CloseTimeout = CloseTimeout },
                Certificate = _ => Certificate,
                SaslSecret = directory.SaslSecret(),
                ExiPort = options.Listen.Exi?.Port,
                Exi = ExiSetup.Of(options.BoardTypes),
            },
            time,
            loggers);
        listeners.Run = (connection, entry) => _streams.RunAsync(connection.Transport, entry, connection.RemoteEndPoint, _stopping.Token);
        XmppWebSocket.Map(_app, _streams, _stopping.Token);
        _app.MapGet("/health", async (CancellationToken ct) => Results.Json(await HealthAsync(ct)));
        TelemetrySetup.MapTo(_app, options.Telemetry);
        _metrics = new ServiceMetrics(_concentrator, _localDomain, () => _stores.Problem is null);
        _app.MapGet("/", () => Results.Content(StartPage.Render(options, _listeners.All), "text/html; charset=utf-8"));
    }

    /// <summary>What is listened on, with the real ports.</summary>
    public IReadOnlyList<Listener> Listeners => _listeners.All;

    public SqliteStores Stores => _stores;

    /// <summary>Null when the upstream is a component.</summary>
    public LocalDomainUpstream? LocalDomain => _localDomain;

    /// <summary>What TLS is served with.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Starts everything; on return clients and boards can connect.</summary>
    /// <exception cref="CommandException">Something cannot be used: a port, the certificate. The message is for the person.</exception>
    /// <exception cref="IOException">The data directory cannot be used; likewise.</exception>
    public static async Task<ServiceHost> StartAsync(ServiceOptions options, Action<ILoggingBuilder> logging, TimeProvider time, CancellationToken ct)
    {
        var directory = DataDirectory.Take(options.DataDirectory);
        SqliteStores? stores = null;
        ServiceHost host;
        try
        {
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
            builder.Logging.ClearProviders();
            logging(builder.Logging);
            builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
            var listeners = new Listeners(options.Listen);
            builder.WebHost.ConfigureKestrel(listeners.AddTo);
            TelemetrySetup.AddTo(builder.Services, options.Telemetry, CommandLine.Version);
            var app = builder.Build();
            stores = SqliteStores.Open(directory.Path, app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("IotXmpp.Storage"), options.History, time);
            host = new ServiceHost(options, directory, stores, app, listeners, time);
        }
        catch
        {
            if (stores is not null)
                await stores.DisposeAsync();
            directory.Dispose();
            throw;
        }

        try
        {
            await host.StartAsync(ct);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>What <c>/health</c> says.</summary>
    public async ValueTask<HealthDocument> HealthAsync(CancellationToken ct)
    {
        var problems = new List<string>();
        var figures = new Diagnostics.ConcentratorStatus(0, 0, false, 0);
        try
        {
            figures = await _concentrator.GetStatusAsync(ct);
            problems.AddRange((await _stores.Concentrator.Feed.GetFiguresAsync(ct).AsTask().WaitAsync(StorePatience, _time, ct))
                .Where(follower => follower.LastSkipped > _time.GetUtcNow() - SkipsAreNews)
                .Select(follower => $"{follower.Follower} was too far behind: {follower.Skipped} readings were not passed on to it, the last ones left out at {follower.LastSkipped:u}."));
        }
        catch (IOException e)
        {
            problems.Add(e.Message);
        }
        catch (TimeoutException)
        {
            problems.Add("The history does not answer.");
        }

        if (_stores.Problem is { } problem && !problems.Contains(problem))
            problems.Add(problem);
        if (!_concentrator.Upstream.IsConnected)
            problems.Add($"There is no link to the XMPP server {_options.Component}: {_component?.Problem ?? "not yet"}.");
        problems.AddRange(figures.Bridges.Where(bridge => bridge.Status.Problem is not null).Select(bridge => $"Bridge {bridge.Name}: {bridge.Status.Problem}"));
        return new HealthDocument
        {
            Status = problems.Count == 0 ? "ok" : "degraded",
            Problems = problems,
            Version = CommandLine.Version,
            Started = _started,
            UptimeSeconds = (long)(_time.GetUtcNow() - _started).TotalSeconds,
            Domain = _options.Domain,
            Boards = new HealthDocument.BoardFigures(figures.BoardsKnown, figures.BoardsUp),
            Upstream = new HealthDocument.UpstreamFigures(_options.Upstream.ToString(), _concentrator.Upstream.IsConnected, _localDomain?.SessionCount),
            Storage = new HealthDocument.StorageFigures(_stores.Problem is null, figures.Readings),
            Bridges =
            [
                .. figures.Bridges.Select(bridge => new HealthDocument.BridgeFigures(
                    bridge.Name, bridge.Status.State.ToString(), bridge.Status.Since, bridge.Status.Sent, bridge.Status.Received, bridge.Status.Backlog, bridge.Status.Skipped)),
            ],
        };
    }

    /// <summary>Stops: streams are closed, friends are told that the boards are away, what is queued is written.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_watch is not null)
            await _watch.DisposeAsync();
        await _streams.DisposeAsync();
        _metrics.Dispose();
        await BoundedAsync(_app.StopAsync, RequestsTimeout);
        await BoundedAsync(ct => _concentrator.StopAsync(ct).AsTask(), LeaveTimeout);
        await _leaving.CancelAsync();
        await BoundedAsync(_componentRunning.WaitAsync, LeaveTimeout);
        await _concentrator.DisposeAsync();
        if (_mqtt is not null)
            await _mqtt.DisposeAsync();
        if (_rounds is not null)
            await _rounds.DisposeAsync();
        await _stores.DisposeAsync();
        if (_hasStarted)
            ServiceLog.Stopped(_log);
        // The last figures and traces go out here, and a collector that hangs would hold us for seconds. On a thread of its own: they wait without yielding.
        await BoundedAsync(ct => Task.Run(async () => await _app.DisposeAsync(), CancellationToken.None).WaitAsync(ct), FiguresTimeout);
        _directory.Dispose();
        _stopping.Dispose();
        _leaving.Dispose();
    }

    private static async Task BoundedAsync(Func<CancellationToken, Task> step, TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await step(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            // What is not done in time is not done: the process ends.
        }
    }

    private async Task StartAsync(CancellationToken ct)
    {
        await _concentrator.StartAsync(ct);
        _rounds = new HistoryRounds(_stores.History.Upkeep, _options.History.Retention, _time, _log);
        try
        {
            await _app.StartAsync(ct);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new CommandException(_listeners.Explain(e), e);
        }

        _mqtt = await MqttServices.StartAsync(_options.Mqtt, _concentrator, _concentrator.Feed, Certificate, _directory.Path, _time, _log, ct);
        await AzureIotHubBridge.StartAsync(_options.AzureIotHub, _concentrator, _concentrator.Feed, _directory.Path, _time, _log, ct);
        _listeners.TakeRealPorts();
        ServiceLog.Listening(_log, string.Join(", ", Listeners.Select(listener => $"{listener.Name} {listener.EndPoint}")));
        if (_isSelfSigned)
            ServiceLog.SelfSigned(_log, Certificate.GetCertHashString(HashAlgorithmName.SHA256));
        if (_options.Listen.IsPublic)
            ServiceLog.Public(_log);
        if (_localDomain is not null)
        {
            ServiceLog.LocalDomain(_log, _localDomain.Domain);
            _watch = new StoreWatch(_stores.Database, _localDomain, _time, _log);
            await _concentrator.OnConnectedAsync(ct);
        }

        else
        {
            ServiceLog.Component(_log, _options.Component.ToString(), _options.Domain);
            _componentRunning = _component!.RunAsync(_leaving.Token);
        }

        _hasStarted = true;
        ServiceLog.Serving(_log, _options.Domain, _directory.Path);
    }

    private IUpstream CreateUpstream(IThingsDomain things, ILoggerFactory loggers)
    {
        if (_options.Upstream == UpstreamKind.Component)
        {
            _component = new ComponentUpstream(_options.Component.Host, _options.Component.Port, _options.Component.Secret!, things, _time, loggers);
            return _component;
        }

        _localDomain = new LocalDomainUpstream(
            new LocalDomainOptions
            {
                Domain = _options.LocalDomain,
                SoftwareVersion = CommandLine.Version,
                Streams = new StreamHostOptions { RequireTls = _options.Listen.IsPublic },
            },
            _stores.LocalDomain,
            things,
            _time,
            loggers);
        return _localDomain;
    }
}
