using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.PubSub;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>What every <see cref="IPubSubStore"/> does. Engines derive and say how to open one.</summary>
public abstract class PubSubStoreConformance
{
    private static readonly Jid Service = Jid.Parse("things.localhost");
    private static readonly NodeKey Key = new(Service, "boards/Küche/A%2FB");
    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly DateTimeOffset Then = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken Ct = CancellationToken.None;

    /// <summary>An empty store.</summary>
    protected abstract ValueTask<IPubSubStore> OpenAsync();

    [Fact]
    public async Task A_node_comes_back_as_it_was_saved()
    {
        var store = await OpenAsync();
        var node = new PubSubNode
        {
            Key = Key,
            Configuration = new NodeConfiguration
            {
                Title = "Küche <1>",
                Description = "d",
                PayloadType = "urn:test",
                AccessModel = AccessModel.Authorize,
                PublishModel = PublishModel.Subscribers,
                MaxItems = 17,
                MaxPayloadSize = 1234,
                ItemExpire = 60,
                PersistItems = false,
                DeliverPayloads = false,
                DeliverNotifications = false,
                NotifyRetract = false,
                NotifyConfig = true,
                NotifyDelete = false,
                Subscribe = false,
                SendLastPublishedItem = SendLastPublishedItem.OnSubscriptionAndPresence,
            },
            Affiliations = new Dictionary<Jid, Affiliation> { [Alice] = Affiliation.Owner, [Jid.Parse("bob@localhost")] = Affiliation.Outcast },
            Created = Then.AddTicks(7),
        };

        await store.SaveNodeAsync(node, Ct);

        var found = (await store.FindNodeAsync(Key, Ct))!;
        found.Configuration.Should().Be(node.Configuration);
        found.Affiliations.Should().BeEquivalentTo(node.Affiliations);
        found.Key.Should().Be(Key);
        found.Created.Should().Be(node.Created);
        (await store.FindNodeAsync(Key with { Service = Jid.Parse("board1@things.localhost") }, Ct)).Should().BeNull("each service has its own nodes");
    }

    [Fact]
    public async Task Nodes_are_listed_by_name_and_saving_again_keeps_what_is_in_them()
    {
        var store = await OpenAsync();
        await AddAsync(store, new NodeKey(Service, "b"));
        await AddAsync(store, new NodeKey(Service, "B"));
        await AddAsync(store, new NodeKey(Service, "a"));
        await AddAsync(store, new NodeKey(Alice, "c"));
        await store.PublishAsync(new NodeKey(Service, "b"), Item("1", 0), 10, Ct);
        await AddAsync(store, new NodeKey(Service, "b"), new NodeConfiguration { Title = "new" });

        var names = new List<string>();
        await foreach (var node in store.ListNodesAsync(Service, Ct))
            names.Add(node.Key.Node);
        names.Should().Equal("B", "a", "b");
        (await store.FindNodeAsync(new NodeKey(Service, "b"), Ct))!.Configuration.Title.Should().Be("new");
        (await store.ListItemsAsync(new NodeKey(Service, "b"), Ct)).Should().ContainSingle();
    }

    [Fact]
    public async Task Items_are_in_the_order_of_their_times_and_then_of_their_coming()
    {
        var store = await OpenAsync();
        await AddAsync(store, Key);
        foreach (var (id, minute) in new[] { ("b", 1), ("a", 1), ("c", 2), ("late", 0), ("d", 1) })
            await store.PublishAsync(Key, Item(id, minute), 10, Ct);

        (await IdsAsync(store)).Should().Equal("late", "b", "a", "d", "c");
        await store.PublishAsync(Key, Item("b", 1), 10, Ct);
        (await IdsAsync(store)).Should().Equal("late", "a", "d", "b", "c");
    }

    [Fact]
    public async Task The_oldest_goes_when_there_are_too_many_even_if_it_is_the_new_one()
    {
        var store = await OpenAsync();
        await AddAsync(store, Key);
        (await store.PublishAsync(Key, Item("1", 1), 2, Ct)).Should().BeEmpty();
        (await store.PublishAsync(Key, Item("2", 2), 2, Ct)).Should().BeEmpty();
        (await store.PublishAsync(Key, Item("3", 3), 2, Ct)).Should().Equal("1");
        (await store.PublishAsync(Key, Item("0", 0), 2, Ct)).Should().Equal("0");
        (await store.PublishAsync(Key, Item("4", 4), 1, Ct)).Should().Equal("2", "3");
        (await IdsAsync(store)).Should().Equal("4");
    }

    [Fact]
    public async Task An_item_comes_back_whole_and_one_of_the_same_id_is_replaced()
    {
        var store = await OpenAsync();
        await AddAsync(store, Key);
        var payload = XmppElement.Parse("<fields xmlns='urn:test' a='&lt;&quot;ü'>x<child xmlns='urn:other'>°C &amp; more</child></fields>");
        await store.PublishAsync(Key, Item("1", 0) with { Payload = null }, 10, Ct);
        (await store.ListItemsAsync(Key, Ct)).Should().ContainSingle().Which.Payload.Should().BeNull();
        var item = new PubSubItem("1", payload, Alice, Then.AddTicks(1));
        await store.PublishAsync(Key, item, 10, Ct);

        var found = (await store.ListItemsAsync(Key, Ct)).Should().ContainSingle().Subject;
        found.Payload!.ToString().Should().Be(payload.ToString());
        (found with { Payload = null }).Should().Be(item with { Payload = null });
        (await store.ListItemsAsync(new NodeKey(Service, "none"), Ct)).Should().BeEmpty();
    }

    [Fact]
    public async Task Many_are_published_together()
    {
        var store = await OpenAsync();
        var other = new NodeKey(Alice, "other");
        await AddAsync(store, Key);
        await AddAsync(store, other);

        await store.PublishAllAsync([new(Key, Item("1", 1), 2), new(other, Item("1", 1), 2), new(Key, Item("2", 2), 2), new(Key, Item("3", 3), 2)], Ct);
        await store.PublishAllAsync([], Ct);

        (await IdsAsync(store)).Should().Equal("2", "3");
        (await store.ListItemsAsync(other, Ct)).Should().ContainSingle();
    }

    [Fact]
    public async Task Items_are_retracted_and_purged()
    {
        var store = await OpenAsync();
        await AddAsync(store, Key);
        foreach (string id in (string[])["1", "2", "3"])
            await store.PublishAsync(Key, Item(id, 0), 10, Ct);

        (await store.RetractAsync(Key, "2", Ct)).Should().BeTrue();
        (await store.RetractAsync(Key, "2", Ct)).Should().BeFalse();
        (await IdsAsync(store)).Should().Equal("1", "3");
        await store.PurgeAsync(Key, Ct);
        (await IdsAsync(store)).Should().BeEmpty();
    }

    [Fact]
    public async Task Subscriptions_come_back_by_node_and_by_subscriber()
    {
        var store = await OpenAsync();
        var other = new NodeKey(Service, "other");
        var elsewhere = new NodeKey(Alice, "elsewhere");
        foreach (var key in new[] { Key, other, elsewhere })
            await AddAsync(store, key);
        var options = new SubscriptionOptions { Deliver = false, IncludeBody = true, Expire = Then.AddDays(1) };
        var bare = new PubSubSubscription(Key, Alice, SubscriptionState.Subscribed, new SubscriptionOptions());
        var full = new PubSubSubscription(Key, Jid.Parse("alice@localhost/phone"), SubscriptionState.Pending, options);
        var second = bare with { Key = other };
        foreach (var subscription in new[] { bare, full, second, bare with { Key = elsewhere }, bare with { Subscriber = Jid.Parse("bob@localhost") } })
            await store.SaveSubscriptionAsync(subscription, Ct);

        (await store.ListSubscriptionsAsync(Key, Ct)).Should().HaveCount(3).And.Contain(bare).And.Contain(full);
        (await store.ListSubscriptionsOfAsync(Service, Jid.Parse("alice@localhost/x"), Ct)).Should().BeEquivalentTo([bare, full, second]);
        await store.SaveSubscriptionAsync(full with { State = SubscriptionState.Subscribed }, Ct);
        await store.DeleteSubscriptionAsync(Key, Alice, Ct);
        (await store.ListSubscriptionsOfAsync(Service, Alice, Ct)).Should().BeEquivalentTo([full with { State = SubscriptionState.Subscribed }, second]);
    }

    [Fact]
    public async Task A_node_goes_with_all_that_is_in_it()
    {
        var store = await OpenAsync();
        await AddAsync(store, Key);
        await store.PublishAsync(Key, Item("1", 0), 10, Ct);
        await store.SaveSubscriptionAsync(new PubSubSubscription(Key, Alice, SubscriptionState.Subscribed, new SubscriptionOptions()), Ct);

        await store.DeleteNodeAsync(Key, Ct);
        (await store.FindNodeAsync(Key, Ct)).Should().BeNull();
        await AddAsync(store, Key);

        (await IdsAsync(store)).Should().BeEmpty();
        (await store.ListSubscriptionsAsync(Key, Ct)).Should().BeEmpty();
        (await store.ListSubscriptionsOfAsync(Service, Alice, Ct)).Should().BeEmpty();
    }

    private static PubSubItem Item(string id, int minute) => new(id, XmppElement.Parse("<entry xmlns='urn:test'/>"), Alice, Then.AddMinutes(minute));

    private static ValueTask AddAsync(IPubSubStore store, NodeKey key, NodeConfiguration? configuration = null) => store.SaveNodeAsync(
        new PubSubNode { Key = key, Configuration = configuration ?? new NodeConfiguration(), Affiliations = new Dictionary<Jid, Affiliation> { [Alice] = Affiliation.Owner }, Created = Then }, Ct);

    private static async ValueTask<IEnumerable<string>> IdsAsync(IPubSubStore store) => (await store.ListItemsAsync(Key, Ct)).Select(item => item.Id);
}
