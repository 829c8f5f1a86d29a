using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Chat;
using IotXmpp.Concentrator.Commands;
using IotXmpp.Concentrator.Control;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Provisioning;
using IotXmpp.Concentrator.PubSub;
using IotXmpp.Concentrator.Registry;
using IotXmpp.Concentrator.SensorData;
using IotXmpp.Concentrator.Sources;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Concentrator.Upstream;
using IotXmpp.Things.Control;
using IotXmpp.Things.Discovery;
using IotXmpp.Things.Provisioning;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Disco;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator;

/// <summary>
/// The concentrator: boards on one side (<see cref="Devices"/>), the XMPP world on the other (<see cref="IThingsDomain"/>).
/// </summary>
public sealed class Concentrator : IThingsDomain, IAsyncDisposable
{
    /// <summary>Strangers remembered so that their attempts are told once.</summary>
    private const int MaxStrangers = 10_000;

    private readonly ILogger _log;
    private readonly BoardTable _boards;
    private readonly BoardPresence _presence;
    private readonly WorldRequests _asking;
    private readonly Jid? _provisioningServer;
    private readonly PermissionCache _answers;
    private readonly ProvisioningTrust _trust;
    private readonly RuleEnds _ends;
    private readonly SensorDataHandler _sensorData;
    private readonly DataSources _sources;
    private readonly ThingRegistry _registry;
    private readonly SensorSubscriptions _subscriptions;
    private readonly ControlHandler _control;
    private readonly BoardCommands _commands;
    private readonly ChatHandler _chat;
    private readonly BoardPubSub _pubSub;
    private readonly IqDispatcher _requests;
    private readonly ConcentratorCounters _counters = new();
    private readonly SerialWork _work;
    private readonly BridgeRunner _bridges;
    private readonly RemotePublisher? _remote;
    private readonly IReadingFeed _feed;

    /// <summary>Builds a concentrator; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="options">Configuration.</param>
    /// <param name="stores">Where boards, history and friendships are kept.</param>
    /// <param name="connect">Makes the upstream that will carry our stanzas, given the domain it serves. Called once, here; it must not use the domain yet.</param>
    /// <param name="time">Clock and timers.</param>
    /// <param name="loggers">Log.</param>
    public Concentrator(ConcentratorOptions options, ConcentratorStores stores, Func<IThingsDomain, IUpstream> connect, TimeProvider time, ILoggerFactory loggers)
    {
        Domain = options.Domain;
        var feed = new TracedFeed(stores.Feed, time);
        stores = stores with { Feed = feed };
        Feed = feed;
        Upstream = connect(this);
        _log = loggers.CreateLogger<Concentrator>();
        _work = new SerialWork(options.Limits.MaxWaitingChatLines, e => ConcentratorLog.RequestFailed(_log, e));
        // A bridge has an address to owners only: what would tell it something goes nowhere.
        Func<Stanza, CancellationToken, ValueTask> send = (stanza, ct) => stanza.To?.Domain == BridgeAddress.Domain ? default : Upstream.SendAsync(stanza, ct);
        var directory = new InProcessDeviceDirectory();
        _boards = new BoardTable(options, stores, directory);
        _asking = new WorldRequests(Jid.Create(null, Domain), send, time);
        var audit = new AccessAudit(stores.Access.Audit, time);
        var rules = new AccessRules(stores.Access.Rules, audit, time);
        var questions = new AccessQuestions(stores.Access.Rules, rules, audit, send, time);
        _provisioningServer = options.ProvisioningServer;
        _answers = new PermissionCache(stores.Access.Provisioning, options.Limits.MaxProvisioningAnswers, options.ProvisioningCacheAge, time);
        var sent = new SentTokens(time);
        IAccessPolicy policy = _provisioningServer is { } server
            ? new DelegatedPolicy(server, Domain, _answers, _asking, sent, stores.Devices, time)
            : new RulePolicy(stores.Access.Rules, stores.Devices, new TokenIdentities(stores.Access.Tokens, _asking, time), time);
        policy = new BridgePolicy(policy, options.Owner);
        var access = new BoardAccess(policy, questions, audit, new StrangerNotices(options.StrangerNoticeWindow, MaxStrangers, time), new StrangerNotices(options.StrangerReminderWindow, MaxStrangers, time), _log);
        ThingsDisco disco = null!;
        _presence = new BoardPresence(options, _boards, stores.Friendships, access, audit, board => disco.CapabilitiesOf(board), send, time, loggers.CreateLogger<BoardPresence>());
        _pubSub = new BoardPubSub(options, stores, _boards, access, _asking, Upstream, _work, time, loggers.CreateLogger<BoardPubSub>());
        var clients = new ProvisioningClients(stores.Access.Provisioning, _boards, access, _work);
        rules.Changed = async (device, added, token) =>
        {
            await _presence.ReconcileAsync(device, token);
            await _pubSub.ReviewAsync(device, token);
            await clients.OnRulesAsync(device, added, token);
        };
        _ends = new RuleEnds(stores.Access.Rules, (device, token) => rules.Changed(device, [], token), time, e => ConcentratorLog.RequestFailed(_log, e));
        _trust = new ProvisioningTrust(_provisioningServer, _answers, sent, _asking, _presence, _work);
        var authority = new ProvisioningAuthority(options, policy, audit, rules, new TokenIssuer(stores.Access.Tokens, time), clients, _boards, time);
        var provisioning = new ProvisioningHandler(authority, new ProvisioningLimits());

        var nodes = new NodeResolver(_boards);
        var reader = new BoardReader(_boards, stores.History);
        var sensorOptions = new SensorDataHandlerOptions
        {
            MaxReadouts = options.Limits.MaxReadouts,
            MaxReadoutsPerRequester = options.Limits.MaxReadoutsPerRequester,
            MaxRunning = options.Limits.MaxRunningReadouts,
            MaxRunningPerRequester = options.Limits.MaxRunningReadoutsPerPerson,
            MaxMessageBytes = options.Limits.MaxMessageBytes,
            MaxFieldsPerMessage = options.Limits.MaxFieldsPerMessage,
            MaxSchedule = options.Limits.MaxSchedule,
        };
        _commands = new BoardCommands(options, _boards, access, stores.Commands, send, _work, time, loggers.CreateLogger<BoardCommands>());
        var source = new BoardSensorSource(options, _boards, nodes, access, reader, _commands, time);
        _sensorData = new SensorDataHandler(source, new UpstreamSink(Upstream), sensorOptions, time, e => ConcentratorLog.RequestFailed(_log, e));
        _subscriptions = new SensorSubscriptions(nodes, access, reader, _sensorData, options.Limits, _work, time);
        var openForms = new DynamicForms(new DynamicFormLimits(), time);
        var forms = new ControlForms(openForms, send, _work, time);
        var target = new BoardControlTarget(options, _boards, nodes, access, forms, _commands, time);
        _control = new ControlHandler(target, new ControlLimits(), time);
        _bridges = new BridgeRunner(time, loggers.CreateLogger<BridgeRunner>());
        var boardChat = new BoardChat(options, reader, target, _commands, access, _bridges, time);
        var decisions = new AccessChat(options, questions, rules, audit, new OwnerZone(_asking), send, time);
        _chat = new ChatHandler(options, _boards, boardChat, access, decisions, send);
        Action<Exception> onFault = e => ConcentratorLog.RequestFailed(_log, e);
        _sources = new DataSources(options, stores, _boards, access, reader, _sensorData, openForms, send, time, onFault);
        var ownership = new BoardOwnership(stores.Devices, _boards, stores.Friendships, _sources.Events, [(board, ct) => ForgetRulesAsync(stores.Access.Rules, rules, board, ct), _pubSub.ForgetAsync], send, time, _log);
        _registry = new ThingRegistry(options, stores.Registry, _boards, ownership, _asking, _work.Start, time, loggers.CreateLogger<ThingRegistry>());
        // The registry is the concentrator itself: a thing needs no friendship to register there (XEP-0347 5.1).
        var rate = new RequestRate(time);
        var discovery = new DiscoveryHandler(_registry, address => address.Local is null, rate, new DiscoveryLimits());
        var commands = new ThingsCommands(
            options,
            _boards,
            access,
            [
                new ReadCommand(boardChat),
                new SetCommand(target, access),
                new HistoryCommand(reader, access, time),
                new StatusCommand(boardChat),
                new DescribeCommand(_sources.Devices),
                new AccessLineCommand("who", "Who may use it", "who can", decisions),
                new DecideCommand(decisions),
                new AnswerCommand(questions),
                new ForgetCommand(rules, time),
                new AccessLineCommand("audit", "What was decided", "audit", decisions),
                new DisownCommand(_registry),
            ],
            [
                new("list", "List boards", new ListCommand(_boards, access).StartAsync),
                new("claim", "Claim a thing", new ClaimCommand(_registry, rate).StartAsync),
                new("add-board", "Add a board", new AddBoardCommand(options, _sources.Devices, time).StartAsync) { IsForAdministrator = true },
            ]);
        // What receipts stand for is done by chat.
        disco = new ThingsDisco(options, _boards, access, _pubSub, commands, () => [.. _requests!.Features, Ns.Receipts]);

        var ping = new PingHandler();
        var version = new SoftwareVersionHandler(new SoftwareVersion(options.SoftwareName, options.SoftwareVersion));
        _requests = new IqDispatcher(
        [
            .. _sensorData.Handlers,
            .. _subscriptions.Handlers,
            .. _control.Handlers,
            .. openForms.Handlers,
            _sources.Handler,
            discovery,
            .. _pubSub.Handlers,
            .. _provisioningServer is null ? provisioning.Handlers : [],
            .. _trust.Handlers,
            new DiscoInfoHandler(disco),
            new DiscoItemsHandler(disco),
            new CommandHandler(commands, new CommandLimits(), time),
            new VCardHandler(options, _boards, access),
            new LastActivityHandler(_boards, access, time),
            new EntityTimeHandler(time),
            version,
            ping,
        ]);
        var gateway = new BoardGateway(options, _boards, access, reader, target, _sources.Devices, time);
        var services = new DeviceServices
        {
            Options = options,
            Devices = stores.Devices,
            History = stores.History,
            Boards = _boards,
            Directory = directory,
            Observer = new BoardObservers([_presence, forms, _commands, _subscriptions, _sources.Events, clients, gateway, _counters]),
            Requests = new IqDispatcher([ping, version, discovery, .. _provisioningServer is null ? provisioning.Handlers : []]),
            Counters = _counters,
            Traces = feed,
            Time = time,
            Log = loggers.CreateLogger<ThingsHost>(),
        };
        gateway.Services = services;
        _feed = stores.Feed;
        _remote = options.PubSub.Remote is { } remote ? new RemotePublisher(remote, gateway, stores, _asking, Upstream, time, loggers.CreateLogger<RemotePublisher>()) : null;
        Gateway = gateway;
        Devices = new ThingsHost(services);
    }

    /// <inheritdoc/>
    public string Domain { get; }

    /// <summary>Where boards log in.</summary>
    public IStreamHost Devices { get; }

    /// <summary>The boards as bridges see them.</summary>
    public IBoardGateway Gateway { get; }

    /// <summary>What was stored, for those who pass it on.</summary>
    public IReadingFeed Feed { get; }

    /// <summary>Boards that can be reached now.</summary>
    public int BoardsUp => _counters.BoardsUp;

    /// <summary>Stored fields that are not published in our own pub-sub yet, as last counted.</summary>
    public long PubSubBacklog => _pubSub.Backlog;

    /// <summary>The bridges, in the order they were added.</summary>
    public IReadOnlyList<IBridge> Bridges => _bridges.All;

    /// <summary>The way to the XMPP world.</summary>
    public IUpstream Upstream { get; }

    /// <summary>Loads what is known of the boards. Call before listeners and upstream start: a store that cannot be read is found here.</summary>
    public async ValueTask StartAsync(CancellationToken ct)
    {
        await foreach (var board in _boards.ListAsync(ct))
            _ = board;
        if (_provisioningServer is { } server)
            await _answers.LoadAsync(server.ToString(), ct);
        await _commands.StartAsync(ct);
        await _pubSub.StartAsync(ct);
        if (_remote is null)
            await _feed.CloseAsync(RemotePublisher.Follower, ct);
        else
        {
            // What is reported from here on is for it, whenever it gets to run.
            await _feed.OpenAsync(RemotePublisher.Follower, ct);
            AddBridge(_remote);
        }

        _ends.Start();
    }

    /// <summary>Starts a bridge, which ends with the concentrator. Call after <see cref="StartAsync"/>.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public void AddBridge(IBridge bridge) => _bridges.Add(bridge);

    /// <summary>Tells friends that the boards are away and ends what is under way. Call after the listeners have stopped, before the upstream does.</summary>
    public async ValueTask StopAsync(CancellationToken ct)
    {
        await _bridges.DisposeAsync();
        await _ends.DisposeAsync();
        await _pubSub.DisposeAsync();
        await _work.DisposeAsync();
        await _sensorData.DisposeAsync();
        await _sources.DisposeAsync();
        await _presence.LeaveAsync(ct);
    }

    /// <summary>Figures for the health document.</summary>
    public async ValueTask<ConcentratorStatus> GetStatusAsync(CancellationToken ct)
    {
        int known = 0, up = 0;
        await foreach (var board in _boards.ListAsync(ct))
        {
            known++;
            up += board.IsUp ? 1 : 0;
        }

        return new ConcentratorStatus(known, up, Upstream.IsConnected, _counters.Readings) { Bridges = [.. _bridges.All.Select(bridge => (bridge.Name, bridge.Status))] };
    }

    /// <inheritdoc/>
    /// <remarks>Returns before the answer is there: a board may take seconds, and the upstream's next stanza does not wait for it.</remarks>
    public async ValueTask ReceiveAsync(Stanza stanza, CancellationToken ct)
    {
        if (stanza.From is null || stanza.To is null || stanza.To.Domain != Domain || stanza.From.Domain == BridgeAddress.Domain)
        {
            ConcentratorLog.Dropped(_log, stanza.To?.ToString() ?? "nobody", "not addressed to the things domain, or from an address that cannot be");
            return;
        }

        switch (stanza)
        {
            case Iq { IsRequest: true } request:
                _work.Start(token => AnswerAsync(request, token));
                break;
            case Iq answer:
                _asking.TryComplete(answer);
                break;
            case Presence presence:
                _subscriptions.OnPresence(presence);
                _pubSub.OnPresence(presence);
                if (presence.Type == PresenceType.Unavailable)
                    _sensorData.Forget(stanza.From);
                // Subscriptions and queries do not outlive whoever asked for them.
                if (presence.IsError || presence.Type == PresenceType.Unavailable)
                    await _sources.ForgetAsync(stanza.From, ct);
                // Another provisioning server is asked about it: its answer comes by this very way, which must not wait for it.
                if (_provisioningServer is null)
                    await _presence.ReceiveAsync(presence, ct);
                else if (!_work.TryStart(stanza.From, token => _presence.ReceiveAsync(presence, token)))
                    ConcentratorLog.ChatCrowded(_log, stanza.From.Bare.ToString());
                break;
            case Message { Type: MessageType.Error } error:
                await ForgetAsync(error, ct);
                break;
            case Message message when message.Payload(Ns.Control, "set") is not null:
                _work.Start(async token => await _control.HandleAsync(message, token));
                break;
            case Message message when ProvisioningTrust.IsConcerned(message):
                _work.Start(token => _trust.ReceiveAsync(message, token));
                break;
            case Message message when _pubSub.IsApproval(message):
                _work.Start(async token =>
                {
                    if (await _pubSub.ApproveAsync(message, token) is { } refusal)
                        await Upstream.SendAsync(refusal, token);
                });
                break;
            case Message message when _chat.IsChat(message):
                if (!_work.TryStart(message.From!, token => _chat.AnswerAsync(message, token)))
                    ConcentratorLog.ChatCrowded(_log, message.From!.Bare.ToString());
                break;
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnConnectedAsync(CancellationToken ct)
    {
        _remote?.OnConnected();
        // A server that is a user has to be in the roster before it is talked to, a component has not (XEP-0324 5.1).
        if (_provisioningServer is { Local: not null } server)
            await _presence.RequestAllAsync(server.Bare, ct);
        if (_provisioningServer is null)
            await _presence.BroadcastAllAsync(ct);
        else
            _work.Start(_presence.BroadcastAllAsync);
        _work.Start(_pubSub.OnConnectedAsync);
    }

    /// <summary>Ends what is under way without a word to anybody.</summary>
    public async ValueTask DisposeAsync()
    {
        await _bridges.DisposeAsync();
        await _ends.DisposeAsync();
        await _pubSub.DisposeAsync();
        await _work.DisposeAsync();
        await _sensorData.DisposeAsync();
        await _sources.DisposeAsync();
    }

    /// <summary>What an owner has allowed ends with the owner.</summary>
    private static async ValueTask ForgetRulesAsync(IAccessStore store, AccessRules rules, Board board, CancellationToken ct)
    {
        await store.RemoveAsync(board.Name, ct);
        await rules.Changed(board.Name, [], ct);
    }

    /// <summary>What we sent cannot be delivered: who it was for is not sent the rest (SEC-20).</summary>
    private async ValueTask ForgetAsync(Message error, CancellationToken ct)
    {
        if (error.Error!.Condition is "service-unavailable" or "recipient-unavailable" or "item-not-found" or "gone" or "remote-server-not-found" or "remote-server-timeout")
        {
            _sensorData.Forget(error.From!);
            _subscriptions.Forget(error.From!);
            await _sources.ForgetAsync(error.From!, ct);
        }
    }

    private async ValueTask AnswerAsync(Iq request, CancellationToken ct)
    {
        Iq? answer;
        try
        {
            bool exists = request.To!.Local is not { } name || await _boards.FindAsync(name, ct) is not null;
            // GEN-011: an address that does not exist says so, whatever is asked of it.
            answer = exists ? await _requests.DispatchAsync(request, ct) : request.Fail(StanzaErrors.ItemNotFound());
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The top of this request: its sender gets an answer whatever happened (RFC 6120 8.2.3), and the log gets the reason.
            ConcentratorLog.RequestFailed(_log, e);
            answer = request.Fail(StanzaErrors.InternalServerError());
        }

        if (answer is not null)
            await Upstream.SendAsync(answer, ct);
    }
}
