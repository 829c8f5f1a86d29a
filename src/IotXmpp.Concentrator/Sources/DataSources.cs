using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.SensorData;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Concentrators;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Sources;

/// <summary>The concentrator commands and what they work on, put together (XEP-0326).</summary>
internal sealed class DataSources : IAsyncDisposable
{
    private readonly SourceTable _table;
    private readonly QueryRunner _queries;

    /// <summary>Builds all of it.</summary>
    public DataSources(
        ConcentratorOptions options,
        ConcentratorStores stores,
        BoardTable boards,
        BoardAccess access,
        BoardReader reader,
        SensorDataHandler readouts,
        DynamicForms forms,
        Func<Stanza, CancellationToken, ValueTask> send,
        TimeProvider time,
        Action<Exception> onFault)
    {
        var domain = Jid.Create(null, options.Domain);
        var limits = new SourceLimits();
        _table = null!;
        Events = new SourceEvents(domain, sourceId => _table.Find(sourceId), access, send, limits, time);
        _table = new SourceTable(Events);
        _queries = new QueryRunner(domain, send, limits, onFault);
        Devices = new WatchedDeviceStore(stores.Devices, boards, Events);
        var states = new BoardStates();
        var nodes = new BoardNodes(access, new BoardNodeCommands(reader, access, states, stores.History, Devices, Events, time), states, options.Kinds);
        var topology = new TopologySource(TopologySource.Id, "Topology", isTree: true, boards, nodes, Devices);
        _table.Add(topology);
        _table.Add(new TopologySource(TopologySource.ListId, "Boards", isTree: false, boards, nodes, Devices));
        _table.Add(new GroupsSource(stores.Groups, topology, Events, limits, time));
        var database = new FieldDatabase(boards, access, stores.History, readouts.TryAdd, readouts.Begin, time);
        var commands = new ConcentratorCommands(_table, Events, _queries, forms, database, limits);
        // Boards are no concentrators of their own: what is behind them is asked of us.
        Handler = new ConcentratorHandler(commands.All, address => address.Local is null, send, new ConcentratorRequestLimits(), time);
    }

    /// <summary>Answers the commands.</summary>
    public IIqHandler Handler { get; }

    /// <summary>The boards' store for those who change boards: it makes the events.</summary>
    public IDeviceStore Devices { get; }

    /// <summary>Is to be told what happens at boards.</summary>
    public SourceEvents Events { get; }

    /// <summary>Somebody has gone: subscriptions and queries are over (XEP-0326 3.2.4).</summary>
    /// <param name="requester">Full JID; a bare one for all of somebody's.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask ForgetAsync(Jid requester, CancellationToken ct)
    {
        _queries.Forget(requester);
        await Events.ForgetAsync(requester, ct);
    }

    /// <summary>Ends the queries. May be called again.</summary>
    public ValueTask DisposeAsync() => _queries.DisposeAsync();
}
