using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.PubSub;
using IotXmpp.Xmpp.Stanzas;
using static IotXmpp.Xmpp.Tests.PubSub.PubSubRig;

namespace IotXmpp.Xmpp.Tests.PubSub;

/// <summary>Nodes that the service keeps itself: what is published there, who sees what of it, and what their managers may do.</summary>
public sealed class OwnNodeTests
{
    private static readonly NodeKey Board = new(Jid.Parse(Service), "board1");
    private readonly PubSubRig _rig = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_items_come_in_one_event_and_are_kept_in_the_order_of_their_times()
    {
        await EnsureAsync(new NodeConfiguration { MaxItems = 3 });
        _rig.Rights["reader@example.org"] = true;
        await _rig.DoAsync(Reader, $"<subscribe node='board1' jid='{Reader}'/>");

        // A board delivers what it measured while it was away after what it measures now.
        await PublishAsync(("now", 0), ("late", -10), ("later", -5));
        _rig.TakeEvents().Should().Equal($"{Reader}: items board1 item now=now,item late=late,item later=later");
        await PublishAsync(("oldest", -20));

        _rig.TakeEvents().Should().Equal([$"{Reader}: items board1 item oldest=oldest"], "too old to be kept is still news");
        (await ItemsAsync(Reader)).Should().Equal("late", "later", "now");
    }

    [Fact]
    public async Task What_is_published_again_is_told_again_and_kept_once()
    {
        await EnsureAsync(new NodeConfiguration { MaxItems = 2 });
        _rig.Rights["reader@example.org"] = true;
        await _rig.DoAsync(Reader, $"<subscribe node='board1' jid='{Reader}'/>");
        await PublishAsync(("1", 1), ("2", 2), ("3", 3));
        await PublishAsync(("1", 1), ("2", 2), ("3", 3));

        _rig.TakeEvents().Should().HaveCount(2);
        (await ItemsAsync(Reader)).Should().Equal("2", "3");
    }

    [Fact]
    public async Task Each_reader_sees_his_part_and_nothing_where_there_is_none()
    {
        await EnsureAsync(new NodeConfiguration { MaxItems = 10 });
        _rig.Rights["reader@example.org"] = _rig.Rights["owner@example.org"] = true;
        _rig.Views["reader@example.org"] = PubSubView.Of(item => item.Id == "secret" ? null : item with { Payload = XmppElement.Parse("<part xmlns='urn:test'>part</part>") });
        await _rig.DoAsync(Reader, $"<subscribe node='board1' jid='{Reader}'/>");
        await _rig.DoAsync(Owner, $"<subscribe node='board1' jid='{Owner}'/>");

        await PublishAsync(("secret", 1));
        _rig.TakeEvents().Should().Equal($"{Owner}: items board1 item secret=secret");
        await PublishAsync(("open", 0));
        _rig.TakeEvents().Should().BeEquivalentTo($"{Owner}: items board1 item open=open", $"{Reader}: items board1 item open=part");

        (await ItemsAsync(Reader)).Should().Equal("open");
        (await ItemsAsync(Owner)).Should().Equal("open", "secret");

        // The last item of a new subscription is the last one that may be seen.
        await _rig.DoAsync(Reader, $"<unsubscribe node='board1' jid='{Reader}'/>");
        await _rig.DoAsync(Reader, $"<subscribe node='board1' jid='{Reader}'/>");
        _rig.TakeEvents().Should().Equal($"{Reader}: items board1 item open=part delayed");
    }

    [Fact]
    public async Task Whoever_loses_the_right_gets_nothing_more_and_is_unsubscribed_and_told()
    {
        await EnsureAsync(new NodeConfiguration());
        _rig.Rights["reader@example.org"] = true;
        await _rig.DoAsync(Reader, $"<subscribe node='board1' jid='{Reader}'/>");

        _rig.Rights["reader@example.org"] = false;
        await PublishAsync(("1", 1));
        _rig.TakeEvents().Should().BeEmpty();
        await _rig.Pubsub.ReviewAsync(Board, Ct);

        _rig.TakeEvents().Should().Equal($"{Reader}: subscription board1 none");
        (await _rig.Store.ListSubscriptionsAsync(Board, Ct)).Should().BeEmpty();
        (await _rig.AskAsync(Reader, IqType.Get, "<items node='board1'/>")).Error!.Condition.Should().Be("item-not-found");
    }

    [Fact]
    public async Task A_contact_that_wants_events_gets_them_without_a_subscription()
    {
        await EnsureAsync(new NodeConfiguration { SendLastPublishedItem = SendLastPublishedItem.OnSubscriptionAndPresence });
        _rig.Rights["reader@example.org"] = true;
        _rig.Interested.AddRange([Jid.Parse(Reader), Jid.Parse(Stranger)]);

        await PublishAsync(("1", 1));
        _rig.TakeEvents().Should().Equal([$"{Reader}: items board1 item 1=1"], "wanting is no right");
        await _rig.Pubsub.OnInterestedAsync(Board, Jid.Parse(Reader), Ct);
        await _rig.Pubsub.OnInterestedAsync(Board, Jid.Parse(Stranger), Ct);
        _rig.TakeEvents().Should().Equal($"{Reader}: items board1 item 1=1 delayed");

        // A subscription says more: it may be paused.
        await _rig.DoAsync(Reader, $"<subscribe node='board1' jid='{Reader}'/><options><x xmlns='jabber:x:data' type='submit'><field var='pubsub#deliver'><value>0</value></field></x></options>");
        await PublishAsync(("2", 2));
        _rig.TakeEvents().Should().BeEmpty();
    }

    [Fact]
    public async Task A_manager_sees_who_is_subscribed_and_says_what_is_kept_but_not_who_reads_or_publishes()
    {
        await EnsureAsync(new NodeConfiguration { MaxItems = 5 });
        _rig.Managers.Add("owner@example.org");
        _rig.Rights["reader@example.org"] = _rig.Rights["owner@example.org"] = true;
        await _rig.DoAsync(Reader, $"<subscribe node='board1' jid='{Reader}'/>");
        await PublishAsync(("1", 1));

        (await _rig.OwnerAsync(Owner, IqType.Get, "<subscriptions node='board1'/>")).Request!.ToString().Should().Contain(Reader);
        (await ConfigureAsync("pubsub#max_items", "7")).Error.Should().BeNull();
        (await _rig.Store.FindNodeAsync(Board, Ct))!.Configuration.MaxItems.Should().Be(7);
        (await ConfigureAsync("pubsub#access_model", "open")).Error!.Condition.Should().Be("not-allowed");
        (await ConfigureAsync("pubsub#publish_model", "open")).Error!.Condition.Should().Be("not-allowed");
        (await _rig.OwnerAsync(Owner, IqType.Set, "<affiliations node='board1'><affiliation jid='owner@example.org' affiliation='publisher'/></affiliations>")).Error!.Condition.Should().Be("not-allowed");
        (await _rig.OwnerAsync(Owner, IqType.Set, "<delete node='board1'/>")).Error!.Condition.Should().Be("not-allowed");
        (await _rig.AskAsync(Owner, IqType.Set, "<publish node='board1'><item id='1'><a xmlns='urn:test'/></item></publish>")).Error!.Condition.Should().Be("forbidden");
        (await _rig.OwnerAsync(Reader, IqType.Set, "<purge node='board1'/>")).Error!.Condition.Should().Be("forbidden");
        (await _rig.OwnerAsync(Stranger, IqType.Set, "<purge node='board1'/>")).Error!.Condition.Should().Be("item-not-found");
        (await _rig.OwnerAsync(Owner, IqType.Set, "<purge node='board1'/>")).Error.Should().BeNull();
        (await ItemsAsync(Owner)).Should().BeEmpty();

        Task<Iq> ConfigureAsync(string name, string value) => _rig.OwnerAsync(
            Owner, IqType.Set, $"<configure node='board1'><x xmlns='jabber:x:data' type='submit'><field var='{name}'><value>{value}</value></field></x></configure>");
    }

    private ValueTask EnsureAsync(NodeConfiguration configuration) => _rig.Pubsub.EnsureNodeAsync(Board, configuration, Ct);

    /// <summary>Publishes items with their ids as texts, measured so many minutes from now.</summary>
    private ValueTask PublishAsync(params (string Id, int Minutes)[] items) => _rig.Pubsub.PublishOwnAsync(
        [.. items.Select(item => new OwnPublication(Board, new PubSubItem(item.Id, XmppElement.Parse($"<entry xmlns='urn:test'>{item.Id}</entry>"), Board.Service, _rig.Time.GetUtcNow().AddMinutes(item.Minutes))))], Ct);

    private async Task<IEnumerable<string?>> ItemsAsync(string reader) =>
        (await _rig.DoAsync(reader, "<items node='board1'/>", IqType.Get))!.Element("items")!.Elements.Select(item => item.Attribute("id"));
}
