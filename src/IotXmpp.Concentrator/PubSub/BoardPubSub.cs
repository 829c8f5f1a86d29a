using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Upstream;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Disco;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.PubSub;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.PubSub;

/// <summary>
/// The pub-sub service of the things domain (XEP-0060): at the domain's own address a node for each board and for each field, made with its first reading, and at each
/// board's address its personal node (XEP-0163).
/// </summary>
internal sealed class BoardPubSub : IAsyncDisposable
{
    private readonly Jid _domain;
    private readonly PubSubOptions _options;
    private readonly BoardTable _boards;
    private readonly IPubSubStore _store;
    private readonly IReadingFeed _feed;
    private readonly ReadingItems _items;
    private readonly PubSubOwnerHandler _ownerRequests;
    private readonly InterestedContacts _contacts;
    private readonly BoardPublisher _publisher;
    private readonly SerialWork _work;

    public BoardPubSub(ConcentratorOptions options, ConcentratorStores stores, BoardTable boards, BoardAccess access, WorldRequests asking, IUpstream upstream, SerialWork work, TimeProvider time, ILogger log)
    {
        _domain = Jid.Create(null, options.Domain);
        _options = options.PubSub;
        _boards = boards;
        _store = stores.PubSub;
        _feed = stores.Feed;
        _work = work;
        _items = new ReadingItems(stores.History);
        InterestedContacts contacts = null!;
        Service = new PubSubService(_store, new BoardPubSubAuthority(options, boards, access, stores.Friendships), new PubSubLimits(), upstream.SendAsync, time)
        {
            InterestedContacts = key => contacts.Of(key.Service, key.Node),
        };
        _contacts = contacts = new InterestedContacts(boards, stores.Friendships, asking, work, upstream.SendAsync, log)
        {
            OnAvailable = Service.OnAvailableAsync,
            OnInterested = async (service, contact, nodes, ct) =>
            {
                foreach (string node in nodes)
                    await Service.OnInterestedAsync(new NodeKey(service, node), contact, ct);
            },
        };
        _publisher = new BoardPublisher(_feed, PublishAsync, upstream, time, log);
        _ownerRequests = new PubSubOwnerHandler(Service);
        Handlers = _options.IsEnabled ? [new PubSubHandler(Service), _ownerRequests] : [];
    }

    /// <summary>The service itself.</summary>
    public PubSubService Service { get; }

    /// <summary>Stored fields that are not published yet, as last counted.</summary>
    public long Backlog => _publisher.Backlog;

    /// <summary>True if there is anything to be found here.</summary>
    public bool IsEnabled => _options.IsEnabled;

    /// <summary>To be put into an <see cref="IqDispatcher"/>.</summary>
    public IReadOnlyList<IIqHandler> Handlers { get; }

    /// <summary>Begins to publish; nodes of boards that are gone go.</summary>
    public async ValueTask StartAsync(CancellationToken ct)
    {
        if (!IsEnabled)
        {
            // Nothing is kept for one who does not come.
            await _feed.CloseAsync(BoardPublisher.Follower, ct);
            return;
        }

        foreach (var node in await ListOwnAsync(ct))
        {
            if (BoardNodeName.Parse(node.Node) is { } name && await _boards.FindAsync(name.Board, ct) is null)
                await Service.DeleteOwnAsync(node, ct);
        }

        await _publisher.StartAsync(ct);
    }

    /// <summary>The way to the world is new.</summary>
    public ValueTask OnConnectedAsync(CancellationToken ct) => IsEnabled ? _contacts.ProbeAsync(ct) : default;

    /// <summary>Takes note of presence from the world.</summary>
    public void OnPresence(Presence presence)
    {
        if (IsEnabled)
            _contacts.OnPresence(presence);
    }

    /// <summary>True for an owner's answer to the question whether somebody may subscribe.</summary>
    public bool IsApproval(Message message) => IsEnabled && message.To!.Local is null && PubSubOwnerHandler.IsApproval(message);

    /// <summary>Takes such an answer.</summary>
    public async ValueTask<Message?> ApproveAsync(Message message, CancellationToken ct)
    {
        try
        {
            await _ownerRequests.TryApproveAsync(message, ct);
            return null;
        }
        catch (StanzaException e)
        {
            return message.Fail(e.Error);
        }
    }

    /// <summary>The rules of a board have changed: who may not read a node any more is unsubscribed.</summary>
    public async ValueTask ReviewAsync(string board, CancellationToken ct)
    {
        if (!IsEnabled)
            return;
        foreach (var key in await BoardPublications.ListAsync(_store, Jid.Create(board, _domain.Domain), ct))
            await Service.ReviewAsync(key, ct);
    }

    /// <summary>A board has changed hands: its nodes go with everything in them.</summary>
    public async ValueTask ForgetAsync(Board board, CancellationToken ct)
    {
        foreach (var key in await BoardPublications.ListAsync(_store, board.Address, ct))
            await Service.DeleteOwnAsync(key, ct);
    }

    /// <summary>What a node is, as far as the asker may know of it (XEP-0060 5.3 and 5.4); null for none.</summary>
    public async ValueTask<DiscoInfo?> FindInfoAsync(Jid asker, Jid service, string node, CancellationToken ct)
    {
        var key = new NodeKey(service.Bare, node);
        if (!IsEnabled || await Service.FindVisibleAsync(key, asker, ct) is not { } found)
            return null;
        string? title = found.Configuration.Title is { Length: > 0 } text ? text : null;
        return new DiscoInfo
        {
            Identities = [new DiscoIdentity("pubsub", "leaf", title)],
            Features = [Ns.PubSub],
            Forms = [await Service.DescribeAsync(found, ct)],
        };
    }

    /// <summary>
    /// The nodes an asker may know of: at the domain those of whole boards and what else is not below one, behind such a node those of its fields, at a board its personal
    /// node. Null for a node that there is not.
    /// </summary>
    public async ValueTask<IReadOnlyList<DiscoItem>?> FindItemsAsync(Jid asker, Jid service, string? node, CancellationToken ct)
    {
        service = service.Bare;
        if (!IsEnabled)
            return node is null ? [] : null;
        var above = node is null ? null : BoardNodeName.Parse(node);
        if (node is not null && await Service.FindVisibleAsync(new NodeKey(service, node), asker, ct) is null)
            return null;
        if (node is not null && above is not { Field: null })
            return [.. (await Service.ReadAsync(asker, new NodeKey(service, node), ct)).Select(item => new DiscoItem(service, Name: item.Id))];
        var items = new List<DiscoItem>();
        await foreach (var each in Service.ListVisibleAsync(service, asker, ct))
        {
            var name = BoardNodeName.Parse(each.Key.Node);
            bool isListed = above is null ? name is not { Field: not null } : name is { Field: not null } && name.Board == above.Board && name.IsJson == above.IsJson;
            if (isListed)
                items.Add(new DiscoItem(service, each.Key.Node, each.Configuration.Title is { Length: > 0 } title ? title : null));
        }

        return items;
    }

    public ValueTask DisposeAsync() => _publisher.DisposeAsync();

    private async ValueTask PublishAsync(IReadOnlyList<FeedEntry> entries, CancellationToken ct)
    {
        var items = await _items.MakeAsync([.. entries.Select(entry => entry.Entry)], null, ct);
        List<OwnPublication> publications = [.. items.SelectMany(PublicationsOf)];
        foreach (var key in publications.Select(publication => publication.Key).Distinct())
            await Service.EnsureNodeAsync(key, ConfigurationOf(key), ct);
        await Service.PublishOwnAsync(publications, ct);
        ConcentratorMetrics.PubSubItems.Add(publications.Count);
    }

    private IEnumerable<OwnPublication> PublicationsOf(ReadingItem reading)
    {
        var item = new PubSubItem(reading.Id, reading.Payload, _domain, reading.At);
        yield return new OwnPublication(new NodeKey(_domain, reading.Name.ToString()), item, reading.Body);
        if (_options.Json)
            yield return new OwnPublication(new NodeKey(_domain, (reading.Name with { IsJson = true }).ToString()), item, reading.Body);
        if (reading.Name.Field is not null)
            yield break;
        var board = Jid.Create(reading.Name.Board, _domain.Domain);
        yield return new OwnPublication(new NodeKey(board, Ns.SensorData), item with { Publisher = board });
    }

    private NodeConfiguration ConfigurationOf(NodeKey key)
    {
        if (key.Service.Local is { } local)
        {
            return new NodeConfiguration
            {
                Title = local,
                PayloadType = Ns.SensorData,
                AccessModel = AccessModel.Presence,
                SendLastPublishedItem = SendLastPublishedItem.OnSubscriptionAndPresence,
            };
        }

        var name = BoardNodeName.Parse(key.Node)!;
        string of = name.Thing is { } thing ? BoardNodeId.Of(name.Board, thing) : name.Board;
        return new NodeConfiguration
        {
            Title = name.Field is { } field ? $"{field} of {of}" : of,
            PayloadType = name.IsJson ? Ns.Json : Ns.SensorData,
            MaxItems = _options.MaxItems,
        };
    }

    private async ValueTask<IReadOnlyList<NodeKey>> ListOwnAsync(CancellationToken ct)
    {
        var keys = new List<NodeKey>();
        await foreach (var node in _store.ListNodesAsync(_domain, ct))
            keys.Add(node.Key);
        return keys;
    }
}
