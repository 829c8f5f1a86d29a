using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Concentrator.Tests.Storage;
using IotXmpp.Testing;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.PubSub;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotXmpp.Concentrator.Tests;

/// <summary>A concentrator with three registered boards of alice, everything in memory, time standing still until it is moved.</summary>
internal sealed class World : IAsyncDisposable
{
    public static readonly Jid Alice = Jid.Parse("alice@localhost/phone");
    public static readonly Jid Mallory = Jid.Parse("mallory@localhost/laptop");

    private readonly ConcentratorOptions _options;
    private int _id;

    private World(ConcentratorOptions options, DateTimeOffset start)
    {
        Domain = options.Domain;
        Time = new WatchedTimeProvider(start);
        _options = options;
        Stores = new ConcentratorStores(Devices, History, Friendships) { Access = new AccessStores(Access, Audit, Tokens, Provisioning), Groups = Groups, Registry = Registry, Commands = Commands, Feed = History.Feed, PubSub = PubSub };
        Concentrator = new Concentrator(options, Stores, _ => Upstream, Time, NullLoggerFactory.Instance);
    }

    /// <summary>The things domain.</summary>
    public string Domain { get; }

    public WatchedTimeProvider Time { get; }

    public InMemoryDeviceStore Devices { get; } = new();

    public InMemoryHistoryStore History { get; } = new();

    public InMemoryFriendshipStore Friendships { get; } = new();

    public InMemoryCommandStore Commands { get; } = new();

    public InMemoryAccessStore Access { get; } = new();

    public InMemoryPubSubStore PubSub { get; } = new();

    public InMemoryGroupStore Groups { get; } = new();

    public InMemoryRegistryStore Registry { get; } = new();

    public InMemoryAuditStore Audit { get; } = new();

    public InMemoryTokenStore Tokens { get; } = new();

    public InMemoryProvisioningStore Provisioning { get; } = new();

    public ConcentratorStores Stores { get; }

    public ScriptedUpstream Upstream { get; } = new();

    public Concentrator Concentrator { get; private set; }

    /// <summary>The boards that were connected.</summary>
    public List<ScriptedBoard> Boards { get; } = [];

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Another concentrator on the same stores, as after a restart: what is stored is all that is left.</summary>
    public async Task RestartAsync()
    {
        await Concentrator.DisposeAsync();
        Concentrator = new Concentrator(_options, Stores, _ => Upstream, Time, NullLoggerFactory.Instance);
        await Concentrator.StartAsync(CancellationToken.None);
    }

    public static async Task<World> CreateAsync(Func<ConcentratorOptions, ConcentratorOptions>? configure = null)
    {
        var options = new ConcentratorOptions { Domain = "things.localhost", Name = "Test concentrator", Owner = Jid.Parse("alice@localhost") };
        var world = await CreateAsync(configure?.Invoke(options) ?? options, new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
        foreach (var (name, kind) in new[] { ("board1", "climate"), ("board2", "relay"), ("board3", "energy") })
            await world.Devices.AddAsync(new DeviceRecord { Name = name, Owner = Alice.Bare, Kind = kind, Created = world.Now }, CancellationToken.None);
        return world;
    }

    /// <summary>A concentrator without any board.</summary>
    public static async Task<World> CreateAsync(ConcentratorOptions options, DateTimeOffset start)
    {
        var world = new World(options, start);
        await world.Concentrator.StartAsync(CancellationToken.None);
        return world;
    }

    public async ValueTask DisposeAsync() => await Concentrator.DisposeAsync();

    /// <summary>Connects a board; it is up when this returns unless <paramref name="available"/> is false.</summary>
    public async Task<ScriptedBoard> ConnectAsync(string name, bool available = true)
    {
        var board = new ScriptedBoard(name, Domain);
        Boards.Add(board);
        board.Session = await Concentrator.Devices.BindAsync(board, CancellationToken.None);
        if (available)
            await board.SayAsync(new Presence());
        return board;
    }

    /// <summary>Puts a stanza of the world in.</summary>
    public Task ReceiveAsync(Stanza stanza) => Concentrator.ReceiveAsync(stanza, CancellationToken.None).AsTask();

    /// <summary>Puts a stanza of the world in, as it stands on the wire.</summary>
    public Task ReceiveAsync(string xml) => ReceiveAsync(Stanza.Read(XmppElement.Parse(xml)));

    /// <summary>Sends a request and waits for its answer.</summary>
    public async Task<Iq> AskAsync(Jid from, string to, IqType type, XmppElement payload)
    {
        string id = $"q{++_id}";
        await ReceiveAsync(new Iq { Type = type, Id = id, From = from, To = Jid.Parse(to), Payloads = [payload] });
        var answer = await Upstream.NextAsync<Iq>(iq => iq.Id == id);
        answer.To.Should().Be(from);
        answer.From.Should().Be(Jid.Parse(to));
        return answer;
    }

    /// <summary>Sends a request given as XML and waits for its answer.</summary>
    public Task<Iq> AskAsync(Jid from, string to, IqType type, string payload) => AskAsync(from, to, type, XmppElement.Parse(payload));

    /// <summary>Types a line and waits for the answer.</summary>
    public async Task<Message> ChatAsync(Jid from, string to, string text, params XmppElement[] more)
    {
        await ReceiveAsync(new Message { Type = MessageType.Chat, From = from, To = Jid.Parse(to), Payloads = [Message.BodyOf(text), .. more] });
        return await Upstream.NextAsync<Message>(message => message.To == from && message.Body is not null);
    }

    /// <summary>What has been sent once everything put in before has been worked off.</summary>
    public async Task<IReadOnlyList<Stanza>> SettleAsync()
    {
        await AskAsync(Jid.Parse("nobody@localhost/x"), Domain, IqType.Get, XmppElement.Build(Ns.Ping, "ping"));
        return Upstream.TakeAll();
    }

    /// <summary>The momentary fields of a climate board.</summary>
    public Field[] Climate(string temperature = "21.5", DateTimeOffset? at = null) =>
    [
        Number("Temperature", temperature, "°C", at),
        Number("Humidity", "45.0", "%", at),
        Number("Pressure", "1013.2", "hPa", at),
    ];

    /// <summary>The momentary fields of a relay board.</summary>
    public Field[] Relay(bool on, DateTimeOffset? at = null) =>
    [
        new() { Name = "Relay", Value = FieldValue.Boolean(on), Timestamp = at ?? Now, Writable = true },
        new() { Name = "Presses", Value = FieldValue.Int(3), Timestamp = at ?? Now },
        Number("Brightness", "40", "%", at),
    ];

    /// <summary>A momentary number.</summary>
    public Field Number(string name, string text, string unit, DateTimeOffset? at = null) =>
        new() { Name = name, Value = FieldValue.Numeric(text), Unit = unit, Timestamp = at ?? Now };
}
