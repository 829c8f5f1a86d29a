using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.PubSub;
using IotXmpp.Xmpp.Stanzas;
using static IotXmpp.Xmpp.Tests.PubSub.PubSubRig;

namespace IotXmpp.Xmpp.Tests.PubSub;

/// <summary>XEP-0060 as its clients see it.</summary>
public sealed class PubSubTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly PubSubRig _rig = new();

    [Fact]
    [Spec("GEN-059", "GEN-060")]
    public async Task A_published_item_reaches_its_subscribers_and_stays_to_be_read()
    {
        await _rig.CreateAsync("weather", ("access_model", "open"), ("max_items", "10"));
        var subscribed = await _rig.DoAsync(Reader, $"<subscribe node='weather' jid='{Reader}'/>");
        subscribed!.Elements.Single().Attribute("subscription").Should().Be("subscribed");
        await _rig.PublishAsync(Owner, "weather", "1", "rain");
        _rig.TakeEvents().Should().Equal($"{Reader}: items weather item 1=rain");
        await _rig.PublishAsync(Owner, "weather", "2", "sun");
        var items = await _rig.DoAsync(Reader, "<items node='weather'/>", IqType.Get);
        items!.Elements.First().Elements.Select(item => item.Attribute("id")).Should().Equal("1", "2");
        items.Elements.First().Elements.First().Attribute("publisher").Should().Be("owner@example.org");
    }

    [Fact]
    public async Task An_item_without_id_gets_one_and_one_of_the_same_id_is_replaced()
    {
        await _rig.CreateAsync("weather", ("max_items", "10"));
        var answer = await _rig.DoAsync(Owner, "<publish node='weather'><item><entry xmlns='urn:test'/></item></publish>");
        string id = answer!.Elements.Single().Elements.Single().Attribute("id")!;
        id.Should().NotBeEmpty();
        await _rig.PublishAsync(Owner, "weather", id, "again");
        (await _rig.DoAsync(Owner, "<items node='weather'/>", IqType.Get))!.Elements.First().Elements.Should().ContainSingle().Which.Elements.Single().Text.Should().Be("again");
    }

    [Fact]
    public async Task The_oldest_item_goes_when_the_node_is_full()
    {
        await _rig.CreateAsync("weather", ("access_model", "open"), ("max_items", "2"));
        await _rig.DoAsync(Reader, $"<subscribe node='weather' jid='{Reader}'/>");
        for (int i = 1; i <= 3; i++)
            await _rig.PublishAsync(Owner, "weather", $"{i}");
        _rig.TakeEvents().Should().EndWith($"{Reader}: items weather retract 1");
        (await _rig.DoAsync(Reader, "<items node='weather'/>", IqType.Get))!.Elements.First().Elements.Select(item => item.Attribute("id")).Should().Equal("2", "3");
    }

    [Fact]
    public async Task Items_expire()
    {
        await _rig.CreateAsync("weather", ("access_model", "open"), ("max_items", "9"), ("item_expire", "60"));
        await _rig.PublishAsync(Owner, "weather", "1");
        _rig.Time.Advance(TimeSpan.FromSeconds(59));
        await _rig.PublishAsync(Owner, "weather", "2");
        _rig.Time.Advance(TimeSpan.FromSeconds(2));
        (await _rig.DoAsync(Reader, "<items node='weather'/>", IqType.Get))!.Elements.First().Elements.Select(item => item.Attribute("id")).Should().Equal("2");
    }

    [Fact]
    public async Task A_new_subscriber_gets_the_last_item_with_its_time()
    {
        await _rig.CreateAsync("weather", ("access_model", "open"));
        await _rig.PublishAsync(Owner, "weather", "1", "rain");
        await _rig.DoAsync(Reader, $"<subscribe node='weather' jid='reader@example.org'/>");
        _rig.TakeEvents().Should().Equal("reader@example.org: items weather item 1=rain delayed");
        await _rig.DoAsync(Reader, $"<subscribe node='weather' jid='reader@example.org'/>");
        _rig.TakeEvents().Should().BeEmpty("subscribing twice is subscribing once");
    }

    [Fact]
    public async Task The_last_item_is_sent_at_presence_where_the_node_says_so()
    {
        await _rig.CreateAsync("weather", ("access_model", "open"), ("send_last_published_item", "on_sub_and_presence"));
        await _rig.CreateAsync("other", ("access_model", "open"));
        foreach (string node in (string[])["weather", "other"])
        {
            await _rig.DoAsync(Reader, $"<subscribe node='{node}' jid='reader@example.org'/>");
            await _rig.PublishAsync(Owner, node, "1");
        }

        _rig.TakeEvents();
        await _rig.Pubsub.OnAvailableAsync(Jid.Parse(Service), Jid.Parse(Reader), TestContext.Current.CancellationToken);
        _rig.TakeEvents().Should().Equal($"{Reader}: items weather item 1=x delayed");
    }

    [Theory]
    [InlineData("whitelist", Stranger, "item-not-found", null)]
    [InlineData("presence", Stranger, "item-not-found", null)]
    [InlineData("authorize", Stranger, "not-authorized", "not-subscribed")]
    public async Task Who_may_not_read_is_told_what_the_model_allows_to_be_told(string model, string who, string condition, string? detail)
    {
        await _rig.CreateAsync("weather", ("access_model", model));
        await _rig.PublishAsync(Owner, "weather", "1");
        var error = (await _rig.AskAsync(who, IqType.Get, "<items node='weather'/>")).Error!;
        error.Condition.Should().Be(condition);
        (error.Application?.LocalName).Should().Be(detail);
    }

    [Fact]
    public async Task A_private_node_is_no_different_from_none()
    {
        await _rig.CreateAsync("weather");
        foreach (string request in (string[])[$"<subscribe node='{{0}}' jid='{Stranger}'/>", "<publish node='{0}'><item/></publish>", "<retract node='{0}'><item id='1'/></retract>"])
        {
            var hidden = await _rig.AskAsync(Stranger, IqType.Set, request.Replace("{0}", "weather", StringComparison.Ordinal));
            var absent = await _rig.AskAsync(Stranger, IqType.Set, request.Replace("{0}", "nothing", StringComparison.Ordinal));
            hidden.Error.Should().BeEquivalentTo(absent.Error);
        }

        var configure = await _rig.OwnerAsync(Stranger, IqType.Get, "<configure node='weather'/>");
        configure.Error!.Condition.Should().Be("item-not-found");
    }

    [Fact]
    public async Task The_authority_opens_and_closes_a_node_whatever_its_model()
    {
        await _rig.CreateAsync("weather");
        _rig.Rights["reader@example.org"] = true;
        await _rig.DoAsync(Reader, $"<subscribe node='weather' jid='{Reader}'/>");
        await _rig.PublishAsync(Owner, "weather", "1");
        _rig.TakeEvents().Should().HaveCount(1);
        _rig.Rights["reader@example.org"] = false;
        await _rig.PublishAsync(Owner, "weather", "2");
        _rig.TakeEvents().Should().BeEmpty("a right that was taken away ends the events at once");
        (await _rig.AskAsync(Reader, IqType.Get, "<items node='weather'/>")).Error.Should().NotBeNull();
    }

    [Fact]
    public async Task Friends_may_subscribe_under_the_presence_model()
    {
        await _rig.CreateAsync("weather", ("access_model", "presence"));
        _rig.Friends.Add("reader@example.org");
        await _rig.DoAsync(Reader, $"<subscribe node='weather' jid='{Reader}'/>");
        _rig.Friends.Clear();
        await _rig.PublishAsync(Owner, "weather", "1");
        _rig.TakeEvents().Should().BeEmpty();
    }

    [Fact]
    [Spec("GEN-058")]
    public async Task An_owner_approves_a_subscription()
    {
        await _rig.CreateAsync("weather", ("access_model", "authorize"));
        await _rig.PublishAsync(Owner, "weather", "1");
        var pending = await _rig.DoAsync(Stranger, $"<subscribe node='weather' jid='{Stranger}'/>");
        pending!.Elements.Single().Attribute("subscription").Should().Be("pending");
        _rig.TakeEvents().Should().Equal($"owner@example.org: [{Stranger} asks to subscribe to weather.] x");
        (await _rig.AskAsync(Stranger, IqType.Set, $"<subscribe node='weather' jid='{Stranger}'/>")).Error!.Application!.LocalName.Should().Be("pending-subscription");

        (await _rig.OwnerRequests.TryApproveAsync(Answer(Owner, "true"), TestContext.Current.CancellationToken)).Should().BeTrue();
        _rig.TakeEvents().Should().Equal($"{Stranger}: subscription weather subscribed", $"{Stranger}: items weather item 1=x delayed");
    }

    [Fact]
    public async Task Nobody_approves_himself()
    {
        await _rig.CreateAsync("weather", ("access_model", "authorize"));
        await _rig.DoAsync(Stranger, $"<subscribe node='weather' jid='{Stranger}'/>");
        var approve = async () => await _rig.OwnerRequests.TryApproveAsync(Answer(Stranger, "true"), TestContext.Current.CancellationToken);
        (await approve.Should().ThrowAsync<StanzaException>()).Which.Error.Condition.Should().Be("forbidden");
        await _rig.PublishAsync(Owner, "weather", "1");
        _rig.TakeEvents().Should().NotContain(line => line.StartsWith(Stranger, StringComparison.Ordinal));
    }

    [Fact]
    [Spec("GEN-058")]
    public async Task Nobody_subscribes_somebody_else()
    {
        await _rig.CreateAsync("weather", ("access_model", "open"));
        var error = (await _rig.AskAsync(Stranger, IqType.Set, $"<subscribe node='weather' jid='{Reader}'/>")).Error!;
        error.Condition.Should().Be("bad-request");
        error.Application!.LocalName.Should().Be("invalid-jid");
        (await _rig.AskAsync(Stranger, IqType.Set, $"<unsubscribe node='weather' jid='{Reader}'/>")).Error!.Condition.Should().Be("forbidden");
    }

    [Fact]
    public async Task Unsubscribing_ends_the_events()
    {
        await _rig.CreateAsync("weather", ("access_model", "open"));
        await _rig.DoAsync(Reader, $"<subscribe node='weather' jid='{Reader}'/>");
        await _rig.DoAsync(Reader, $"<unsubscribe node='weather' jid='{Reader}'/>");
        await _rig.PublishAsync(Owner, "weather", "1");
        _rig.TakeEvents().Should().BeEmpty();
        (await _rig.AskAsync(Reader, IqType.Set, $"<unsubscribe node='weather' jid='{Reader}'/>")).Error!.Application!.LocalName.Should().Be("not-subscribed");
    }

    [Fact]
    public async Task Options_pause_and_end_a_subscription()
    {
        await _rig.CreateAsync("weather", ("access_model", "open"));
        await _rig.DoAsync(Reader, $"<subscribe node='weather' jid='{Reader}'/>");
        (await _rig.AskAsync(Reader, IqType.Set, Options("pubsub#digest", "1"))).Error!.Application!.LocalName.Should().Be("invalid-options");
        await _rig.DoAsync(Reader, Options("pubsub#deliver", "0"));
        await _rig.PublishAsync(Owner, "weather", "1");
        _rig.TakeEvents().Should().BeEmpty();
        await _rig.DoAsync(Reader, Options("pubsub#deliver", "1"));
        await _rig.DoAsync(Reader, Options("pubsub#expire", "2026-02-03T05:00:00Z"));
        await _rig.PublishAsync(Owner, "weather", "2");
        _rig.TakeEvents().Should().HaveCount(1);
        _rig.Time.Advance(TimeSpan.FromHours(1));
        await _rig.PublishAsync(Owner, "weather", "3");
        _rig.TakeEvents().Should().BeEmpty();

        static string Options(string name, string value) =>
            $"<options node='weather' jid='{Reader}'><x xmlns='jabber:x:data' type='submit'><field var='{name}'><value>{value}</value></field></x></options>";
    }

    [Fact]
    public async Task A_sentence_comes_to_those_who_want_one()
    {
        var key = new NodeKey(Jid.Parse(Service), "board1");
        await _rig.Pubsub.EnsureNodeAsync(key, new NodeConfiguration { AccessModel = AccessModel.Open }, Ct);
        await _rig.DoAsync(Reader, $"<subscribe node='board1' jid='{Reader}'/>");
        await _rig.DoAsync(Owner, $"<subscribe node='board1' jid='{Owner}'/><options><x xmlns='jabber:x:data' type='submit'><field var='pubsub#include_body'><value>true</value></field></x></options>");
        var item = new PubSubItem("1", XmppElement.Parse("<fields xmlns='urn:test'/>"), Jid.Parse(Service), _rig.Time.GetUtcNow());
        await _rig.Pubsub.PublishOwnAsync([new OwnPublication(key, item, "Temperature 21.5 °C")], Ct);
        _rig.TakeEvents().Should().SatisfyRespectively(
            first => first.Should().StartWith($"{Reader}: items board1"),
            second => second.Should().StartWith($"{Owner}: [Temperature 21.5 °C] items board1"));
    }

    [Theory]
    [InlineData("<publish node='weather'/>", "item-required")]
    [InlineData("<publish node='weather'><item id='1'/></publish>", "payload-required")]
    [InlineData("<publish node='weather'><item id='1'><a xmlns='urn:test'/><b xmlns='urn:test'/></item></publish>", "invalid-payload")]
    [InlineData("<publish node='weather'><item id='1'><a xmlns='urn:other'/></item></publish>", "invalid-payload")]
    [InlineData("<publish node='weather'><item id='1'><a xmlns='urn:test'>0123456789012345678901234567890123456789</a></item></publish>", "payload-too-big")]
    [InlineData("<publish><item id='1'><a xmlns='urn:test'/></item></publish>", "nodeid-required")]
    [InlineData("<retract node='weather'/>", "item-required")]
    [Spec("GEN-055")]
    public async Task Requests_that_do_not_fit_are_refused_by_name(string request, string detail)
    {
        await _rig.CreateAsync("weather", ("type", "urn:test"), ("max_payload_size", "60"));
        (await _rig.AskAsync(Owner, IqType.Set, request)).Error!.Application!.LocalName.Should().Be(detail);
    }

    [Fact]
    [Spec("GEN-055", "GEN-056")]
    public async Task Publish_options_are_preconditions()
    {
        await _rig.CreateAsync("weather", ("access_model", "open"));
        (await _rig.AskAsync(Owner, IqType.Set, Publish("open"))).Error.Should().BeNull();
        (await _rig.AskAsync(Owner, IqType.Set, Publish("whitelist"))).Error!.Application!.LocalName.Should().Be("precondition-not-met");

        static string Publish(string model) =>
            "<publish node='weather'><item id='1'><a xmlns='urn:test'/></item></publish><publish-options><x xmlns='jabber:x:data' type='submit'>"
            + $"<field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field><field var='pubsub#access_model'><value>{model}</value></field></x></publish-options>";
    }

    [Fact]
    [Spec("GEN-057")]
    public async Task A_publisher_retracts_its_own_items_and_an_owner_any()
    {
        await _rig.CreateAsync("weather", ("access_model", "open"), ("max_items", "10"));
        (await _rig.OwnerAsync(Owner, IqType.Set, "<affiliations node='weather'><affiliation jid='reader@example.org' affiliation='publisher'/></affiliations>")).Error.Should().BeNull();
        await _rig.PublishAsync(Owner, "weather", "1");
        await _rig.PublishAsync(Reader, "weather", "2");
        (await _rig.AskAsync(Reader, IqType.Set, "<retract node='weather'><item id='2'/><item id='1'/></retract>")).Error!.Condition.Should().Be("forbidden");
        (await _rig.DoAsync(Reader, "<items node='weather'/>", IqType.Get))!.Elements.First().Elements.Should().HaveCount(2, "all or none");
        (await _rig.AskAsync(Stranger, IqType.Set, "<publish node='weather'><item/></publish>")).Error!.Condition.Should().Be("forbidden");
        await _rig.DoAsync(Owner, "<retract node='weather'><item id='2'/></retract>");
        (await _rig.AskAsync(Owner, IqType.Set, "<retract node='weather'><item id='2'/></retract>")).Error!.Condition.Should().Be("item-not-found");
    }

    [Fact]
    public async Task An_outcast_is_unsubscribed_and_told()
    {
        await _rig.CreateAsync("weather", ("access_model", "open"));
        await _rig.DoAsync(Stranger, $"<subscribe node='weather' jid='{Stranger}'/>");
        await _rig.OwnerAsync(Owner, IqType.Set, "<affiliations node='weather'><affiliation jid='stranger@example.net' affiliation='outcast'/></affiliations>");
        _rig.TakeEvents().Should().Equal($"{Stranger}: subscription weather none");
        (await _rig.AskAsync(Stranger, IqType.Get, "<items node='weather'/>")).Error.Should().NotBeNull();
    }

    [Fact]
    public async Task A_node_keeps_an_owner()
    {
        await _rig.CreateAsync("weather");
        (await _rig.OwnerAsync(Owner, IqType.Set, "<affiliations node='weather'><affiliation jid='owner@example.org' affiliation='none'/></affiliations>")).Error!.Condition.Should().Be("not-acceptable");
    }

    [Fact]
    [Spec("GEN-057")]
    public async Task Deleting_and_purging_are_told_and_done()
    {
        await _rig.CreateAsync("weather", ("access_model", "open"));
        await _rig.DoAsync(Reader, $"<subscribe node='weather' jid='{Reader}'/>");
        await _rig.PublishAsync(Owner, "weather", "1");
        _rig.TakeEvents();
        (await _rig.OwnerAsync(Reader, IqType.Set, "<purge node='weather'/>")).Error!.Condition.Should().Be("forbidden");
        (await _rig.OwnerAsync(Owner, IqType.Set, "<purge node='weather'/>")).Error.Should().BeNull();
        (await _rig.OwnerAsync(Owner, IqType.Set, "<delete node='weather'/>")).Error.Should().BeNull();
        _rig.TakeEvents().Should().Equal($"{Reader}: purge weather", $"{Reader}: delete weather");
        (await _rig.AskAsync(Reader, IqType.Get, "<items node='weather'/>")).Error!.Condition.Should().Be("item-not-found");
        (await _rig.DoAsync(Reader, "<subscriptions/>", IqType.Get))!.Elements.Single().Elements.Should().BeEmpty();
    }

    [Fact]
    public async Task A_configuration_is_shown_changed_and_checked()
    {
        await _rig.CreateAsync("weather", ("title", "Weather"));
        var form = (await _rig.OwnerAsync(Owner, IqType.Get, "<configure node='weather'/>")).Request!.Elements.Single().Elements.Single();
        form.Elements.Single(field => field.Attribute("var") == "pubsub#title").Elements.Single(value => value.LocalName == "value").Text.Should().Be("Weather");
        (await _rig.OwnerAsync(Owner, IqType.Set, Configure("pubsub#max_items", "1001"))).Error!.Condition.Should().Be("not-acceptable");
        (await _rig.OwnerAsync(Owner, IqType.Set, Configure("pubsub#max_items", "max"))).Error.Should().BeNull();
        (await _rig.OwnerAsync(Owner, IqType.Set, Configure("pubsub#access_model", "everybody"))).Error!.Condition.Should().Be("not-acceptable");
        (await _rig.OwnerAsync(Owner, IqType.Set, Configure("pubsub#collection", "a"))).Error.Should().BeNull("what other services know is ignored");
        (await _rig.Store.FindNodeAsync(new NodeKey(Jid.Parse(Service), "weather"), TestContext.Current.CancellationToken))!.Configuration.MaxItems.Should().Be(1000);

        static string Configure(string name, string value) =>
            $"<configure node='weather'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#node_config</value></field><field var='{name}'><value>{value}</value></field></x></configure>";
    }

    [Fact]
    [Spec("GEN-054")]
    public async Task Creating_twice_conflicts_and_without_a_right_is_forbidden()
    {
        await _rig.CreateAsync("weather");
        (await _rig.AskAsync(Stranger, IqType.Set, "<create node='weather'/>")).Error!.Condition.Should().Be("conflict");
        (await _rig.AskAsync(Stranger, IqType.Set, "<create/>")).Error!.Condition.Should().Be("not-acceptable");
        _rig.MayCreate = false;
        (await _rig.AskAsync(Stranger, IqType.Set, "<create node='other'/>")).Error!.Condition.Should().Be("forbidden");
    }

    [Fact]
    public async Task Nodes_and_subscriptions_are_limited()
    {
        var rig = new PubSubRig(new PubSubLimits { MaxNodesPerOwner = 2, MaxSubscriptionsPerJid = 1, MaxItemsPerRequest = 1 });
        await rig.CreateAsync("a", ("access_model", "open"));
        await rig.CreateAsync("b", ("access_model", "open"));
        (await rig.AskAsync(Owner, IqType.Set, "<create node='c'/>")).Error!.Condition.Should().Be("policy-violation");
        await rig.DoAsync(Reader, $"<subscribe node='a' jid='{Reader}'/>");
        (await rig.AskAsync(Reader, IqType.Set, $"<subscribe node='b' jid='{Reader}'/>")).Error!.Application!.LocalName.Should().Be("too-many-subscriptions");
        (await rig.AskAsync(Owner, IqType.Set, "<publish node='a'><item id='1'><a xmlns='u'/></item><item id='2'><a xmlns='u'/></item></publish>")).Error.Should().NotBeNull();
    }

    [Fact]
    [Spec("GEN-060")]
    public async Task Many_items_come_in_pages()
    {
        await _rig.CreateAsync("weather", ("max_items", "max"));
        for (int i = 0; i < 120; i++)
            await _rig.PublishAsync(Owner, "weather", $"{i:000}");
        var first = await Page("<max>50</max>");
        first.Ids.Should().HaveCount(50).And.StartWith("000");
        first.Count.Should().Be("120");
        var second = await Page($"<max>50</max><after>{first.Ids[^1]}</after>");
        second.Ids.Should().StartWith("050").And.EndWith("099");
        var third = await Page($"<max>50</max><after>{second.Ids[^1]}</after>");
        third.Ids.Should().HaveCount(20);
        (await Page("<max>2</max><before/>")).Ids.Should().Equal("118", "119");
        (await Page("<max>2</max><before>118</before>")).Ids.Should().Equal("116", "117");
        (await Page("<max>2</max><index>3</index>")).Ids.Should().Equal("003", "004");
        (await Page("<max>0</max>")).Count.Should().Be("120");
        (await _rig.AskAsync(Owner, IqType.Get, "<items node='weather'/><set xmlns='http://jabber.org/protocol/rsm'><after>gone</after></set>")).Error!.Condition.Should().Be("item-not-found");
        (await _rig.DoAsync(Owner, "<items node='weather' max_items='1'/>", IqType.Get))!.Elements.First().Elements.Single().Attribute("id").Should().Be("119");

        async Task<(List<string> Ids, string Count)> Page(string set)
        {
            var answer = await _rig.DoAsync(Owner, $"<items node='weather'/><set xmlns='http://jabber.org/protocol/rsm'>{set}</set>", IqType.Get);
            return ([.. answer!.Elements.First().Elements.Select(item => item.Attribute("id")!)], answer.Elements.Last().Elements.Single(e => e.LocalName == "count").Text);
        }
    }

    [Fact]
    public async Task Everybody_sees_his_own_subscriptions_and_affiliations_only()
    {
        await _rig.CreateAsync("a", ("access_model", "open"));
        await _rig.CreateAsync("b", ("access_model", "open"));
        await _rig.DoAsync(Reader, $"<subscribe node='a' jid='{Reader}'/>");
        (await _rig.DoAsync(Reader, "<subscriptions/>", IqType.Get))!.Elements.Single().Elements.Select(s => s.Attribute("node")).Should().Equal("a");
        (await _rig.DoAsync(Reader, "<subscriptions node='b'/>", IqType.Get))!.Elements.Single().Elements.Should().BeEmpty();
        (await _rig.DoAsync(Owner, "<affiliations/>", IqType.Get))!.Elements.Single().Elements.Select(s => s.Attribute("affiliation")).Should().Equal("owner", "owner");
        (await _rig.DoAsync(Reader, "<affiliations/>", IqType.Get))!.Elements.Single().Elements.Should().BeEmpty();
        (await _rig.OwnerAsync(Owner, IqType.Get, "<subscriptions node='a'/>")).Request!.Elements.Single().Elements.Single().Attribute("jid").Should().Be(Reader);
        (await _rig.OwnerAsync(Reader, IqType.Get, "<subscriptions node='a'/>")).Error!.Condition.Should().Be("forbidden");
    }

    private static Message Answer(string from, string allow) => new()
    {
        From = Jid.Parse(from), To = Jid.Parse(Service), Id = "approve1",
        Payloads =
        [
            XmppElement.Parse(
                "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/pubsub#subscribe_authorization</value></field>"
                + $"<field var='pubsub#node'><value>weather</value></field><field var='pubsub#subscriber_jid'><value>{Stranger}</value></field><field var='pubsub#allow'><value>{allow}</value></field></x>"),
        ],
    };
}
