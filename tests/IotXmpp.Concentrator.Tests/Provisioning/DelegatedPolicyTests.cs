using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Provisioning;

/// <summary>Another provisioning server decides (XEP-0324), for the boards behind the concentrator.</summary>
public sealed class DelegatedPolicyTests
{
    private const string Board1 = "board1@things.localhost";
    private static readonly Jid Server = Jid.Parse("provisioning.example.org");
    private static readonly Jid Visitor = Jid.Parse("visitor@example.net/phone");

    [Fact]
    [Spec("PR-030", "PR-031", "PR-035", "PR-051")]
    public async Task Its_answer_says_what_is_read_and_is_kept()
    {
        await using var world = await CreateAsync();

        var question = await BeginAsync(world, "r1");
        question.From!.Bare.Should().Be(Jid.Parse(Board1));
        question.To.Should().Be(Server);
        question.Request!.Should().Match<XmppElement>(element => element.LocalName == "canRead" && element.Attribute("jid") == "visitor@example.net" && element.Attribute("momentary") == "true");
        await AnswerAsync(world, question, "<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net' momentary='true' result='true'><field name='Pressure'/></canReadResponse>");

        (await EndAsync(world, "r1")).Should().Equal("Pressure");
        await AskAsync(world, "r2");
        (await EndAsync(world, "r2")).Should().Equal(["Pressure"], "the answer is kept");
        await world.RestartAsync();
        (await world.ConnectAsync("board1")).Readings = world.Climate();
        await AskAsync(world, "r3");
        (await EndAsync(world, "r3")).Should().Equal(["Pressure"], "over a restart");
    }

    [Theory]
    [InlineData("<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net' result='false'/>")]
    [InlineData("<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='somebody@example.net' result='true'/>")]
    [InlineData("<canControlResponse xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net' result='true'/>")]
    [InlineData("<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net'/>")]
    [InlineData("<isFriendResponse xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net' result='true'/>")]
    [Spec("PR-031")]
    public async Task What_is_no_clear_yes_is_a_no(string answer)
    {
        await using var world = await CreateAsync();

        await AnswerAsync(world, await BeginAsync(world, "r1"), answer);

        (await EndAsync(world, "r1")).Should().BeNull();
    }

    [Fact]
    [Spec("PR-033", "PR-036")]
    public async Task Nodes_in_its_answer_restrict_and_no_more_is_given_than_was_asked()
    {
        await using var world = await CreateAsync();
        await AnswerAsync(world, await BeginAsync(world, "r1"), "<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net' result='true'><node nodeId='board1/meter1'/><field name='Pressure'/></canReadResponse>");

        (await EndAsync(world, "r1")).Should().BeEmpty("the fields are those of another node");
    }

    [Fact]
    [Spec("PR-037")]
    public async Task Types_in_its_answer_restrict_too()
    {
        await using var world = await CreateAsync();
        await AnswerAsync(world, await BeginAsync(world, "r1"), "<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net' peak='true' result='true'/>");

        (await EndAsync(world, "r1")).Should().BeEmpty();
    }

    [Fact]
    [Spec("PR-071", "SEC-4")]
    public async Task Silence_is_a_no_and_costs_the_next_one_nothing()
    {
        await using var world = await CreateAsync();
        await BeginAsync(world, "r1");
        world.Time.Advance(TimeSpan.FromSeconds(5));
        (await EndAsync(world, "r1")).Should().BeNull();

        await AskAsync(world, "r2");
        (await EndAsync(world, "r2")).Should().BeNull();
        world.Time.Advance(TimeSpan.FromSeconds(10));
        await AnswerAsync(world, await BeginAsync(world, "r3"), "<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net' result='true'/>");
        (await EndAsync(world, "r3")).Should().HaveCount(3);
    }

    [Fact]
    [Spec("PR-045", "PR-046", "PR-048", "CT-048", "SEC-1")]
    public async Task It_and_nobody_else_clears_the_cache()
    {
        await using var world = await CreateAsync();
        await AnswerAsync(world, await BeginAsync(world, "r1"), "<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net' result='true'/>");
        (await EndAsync(world, "r1")).Should().HaveCount(3);

        (await world.AskAsync(World.Mallory, Board1, IqType.Set, "<clearCache xmlns='urn:xmpp:iot:provisioning'/>")).Error!.Condition.Should().Be("forbidden");
        await AskAsync(world, "r2");
        (await EndAsync(world, "r2")).Should().HaveCount(3);
        (await world.AskAsync(Server, Board1, IqType.Set, "<clearCache xmlns='urn:xmpp:iot:provisioning'/>")).Request!.LocalName.Should().Be("clearCacheResponse");
        (await world.Provisioning.ListAnswersAsync(CancellationToken.None)).Should().BeEmpty();
        await AnswerAsync(world, await BeginAsync(world, "r3"), "<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net' result='false'/>");
        (await EndAsync(world, "r3")).Should().BeNull();
    }

    [Fact]
    [Spec("PR-047", "SEC-4")]
    public async Task Answers_grow_old()
    {
        await using var world = await CreateAsync();
        await AnswerAsync(world, await BeginAsync(world, "r1"), "<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net' result='true'/>");
        await EndAsync(world, "r1");

        world.Time.Advance(TimeSpan.FromDays(1));

        await AnswerAsync(world, await BeginAsync(world, "r2"), "<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net' result='false'/>");
        (await EndAsync(world, "r2")).Should().BeNull();
    }

    [Fact]
    [Spec("PR-020", "PR-022")]
    public async Task It_is_asked_about_friends()
    {
        await using var world = await CreateAsync();
        foreach (var (who, result, type) in new[] { ("v1@example.net", "true", PresenceType.Subscribed), ("v2@example.net", "false", PresenceType.Unsubscribed) })
        {
            await world.ReceiveAsync(new Presence { Type = PresenceType.Subscribe, From = Jid.Parse(who), To = Jid.Parse(Board1) });
            var question = await world.Upstream.NextAsync<Iq>();
            question.Request!.Should().Match<XmppElement>(element => element.LocalName == "isFriend" && element.Attribute("jid") == who);
            await AnswerAsync(world, question, $"<isFriendResponse xmlns='urn:xmpp:iot:provisioning' jid='{who}' result='{result}'/>");

            await world.Upstream.NextAsync<Presence>(presence => presence.Type == type && presence.To == Jid.Parse(who));
            // What a friend may see of the values is another question.
            if (result == "true")
                await AnswerAsync(world, await world.Upstream.NextAsync<Iq>(), $"<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='{who}' result='false'/>");
        }
    }

    [Fact]
    [Spec("PR-026", "PR-027", "PR-029")]
    public async Task It_and_nobody_else_makes_and_drops_friends()
    {
        await using var world = await CreateAsync();
        var friend = Jid.Parse("friend@example.net");
        await world.ReceiveAsync($"<message xmlns='jabber:client' from='{World.Mallory}' to='{Board1}'><friend xmlns='urn:xmpp:iot:provisioning' jid='{friend}'/></message>");
        await world.ReceiveAsync($"<message xmlns='jabber:client' from='{Server}' to='{Board1}'><friend xmlns='urn:xmpp:iot:provisioning' jid='{friend}'/></message>");
        (await world.Upstream.NextAsync<Presence>()).Should().Match<Presence>(presence => presence.Type == PresenceType.Subscribe && presence.To == friend && presence.From == Jid.Parse(Board1));

        await world.ReceiveAsync($"<message xmlns='jabber:client' from='{World.Mallory}' to='{Board1}'><unfriend xmlns='urn:xmpp:iot:provisioning' jid='{friend}'/></message>");
        world.Upstream.TakeAll().Should().BeEmpty();
        await world.ReceiveAsync($"<message xmlns='jabber:client' from='{Server}' to='{Board1}'><unfriend xmlns='urn:xmpp:iot:provisioning' jid='{friend}'/></message>");
        await world.Upstream.NextAsync<Presence>(presence => presence.Type == PresenceType.Unsubscribed);
        await world.Upstream.NextAsync<Presence>(presence => presence.Type == PresenceType.Unsubscribe);
        (await world.Friendships.GetAsync(Jid.Parse(Board1), friend, CancellationToken.None)).Should().Be(FriendshipState.None);
    }

    [Fact]
    [Spec("PR-014", "PR-015", "PR-016", "PR-019", "PR-070", "SD-065")]
    public async Task Tokens_are_passed_on_whole_and_challenges_go_to_who_sent_them_for_a_minute()
    {
        await using var world = await CreateAsync();
        await world.ReceiveAsync($"<iq xmlns='jabber:client' type='get' id='r1' from='{Visitor}' to='{Board1}'><req xmlns='urn:xmpp:iot:sensordata' seqnr='1' momentary='true' serviceToken='S1 S2' userToken='U1'/></iq>");
        var question = await world.Upstream.NextAsync<Iq>();
        question.Request!.Should().Match<XmppElement>(element => element.Attribute("serviceToken") == "S1 S2" && element.Attribute("userToken") == "U1");

        // The server challenges us while we wait for its answer; the key is the visitor's.
        await world.ReceiveAsync(new Iq { Type = IqType.Get, Id = "c1", From = Server, To = question.From, Payloads = [ProvisioningXml.WriteTokenChallenge("S2", [1, 2, 3])] });
        var passed = await world.Upstream.NextAsync<Iq>();
        passed.To.Should().Be(Visitor);
        await world.ReceiveAsync(passed.Result(ProvisioningXml.WriteTokenChallengeResponse([4, 5, 6])) with { From = Visitor, To = passed.From });
        (await world.Upstream.NextAsync<Iq>(iq => iq.Id == "c1")).Request!.Text.Should().Be("BAUG");

        var challenge = ProvisioningXml.WriteTokenChallenge("S2", [1, 2, 3]);
        (await world.AskAsync(World.Mallory, Board1, IqType.Get, challenge)).Error.Should().Match<StanzaError>(error => error.Type == StanzaErrorType.Cancel && error.Condition == "forbidden");
        (await world.AskAsync(Server, Board1, IqType.Get, ProvisioningXml.WriteTokenChallenge("S3", [1]))).Error!.Condition.Should().Be("forbidden");
        world.Time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));
        (await world.AskAsync(Server, Board1, IqType.Get, challenge)).Error!.Condition.Should().Be("forbidden");
    }

    [Fact]
    [Spec("PR-007")]
    public async Task A_server_that_is_a_user_is_befriended_and_a_component_is_not()
    {
        await using var component = await CreateAsync();
        await component.Concentrator.OnConnectedAsync(CancellationToken.None);
        component.Upstream.TakeAll().OfType<Presence>().Should().NotContain(presence => presence.Type == PresenceType.Subscribe);

        var user = Jid.Parse("provisioning@example.org");
        await using var world = await World.CreateAsync(options => options with { ProvisioningServer = user });
        await world.Concentrator.OnConnectedAsync(CancellationToken.None);
        (await world.Upstream.NextAsync<Presence>()).Should().Match<Presence>(presence => presence.Type == PresenceType.Subscribe && presence.To == user && presence.From == Jid.Parse(Board1));
        await world.ReceiveAsync(new Presence { Type = PresenceType.Subscribe, From = user, To = Jid.Parse(Board1) });
        await world.Upstream.NextAsync<Presence>(presence => presence.Type == PresenceType.Subscribed && presence.To == user);
    }

    [Fact]
    [Spec("PR-050")]
    public async Task Answers_of_another_server_are_forgotten()
    {
        await using var world = await CreateAsync();
        await world.Provisioning.SetAnswerAsync(new("other.example.org board1 x", "<x/>", world.Now), CancellationToken.None);

        await world.RestartAsync();

        (await world.Provisioning.ListAnswersAsync(CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    public async Task Whatever_was_kept_nobody_gets_more_than_the_server_says_now()
    {
        string[] fields = ["Temperature", "Humidity", "Pressure"];
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            await using var world = await CreateAsync();
            var said = new HashSet<string>(StringComparer.Ordinal);
            bool wasSilent = false;
            for (int step = 0; step < 12; step++)
            {
                switch (random.Next(8))
                {
                    case 0:
                        said = [.. fields.Where(_ => random.Next(2) == 0)];
                        await world.AskAsync(Server, Board1, IqType.Set, "<clearCache xmlns='urn:xmpp:iot:provisioning'/>");
                        break;
                    case 1:
                        await world.RestartAsync();
                        (await world.ConnectAsync("board1")).Readings = world.Climate();
                        break;
                    case 2:
                        world.Time.Advance(TimeSpan.FromHours(random.Next(1, 30)));
                        break;
                    default:
                        string id = $"r{step}";
                        await AskAsync(world, id);
                        var iq = await world.Upstream.NextAsync<Iq>(each => each.To == Server || each.Id == id);
                        if (iq.To == Server && (wasSilent |= random.Next(6) == 0))
                            world.Time.Advance(TimeSpan.FromSeconds(6));
                        else if (iq.To == Server)
                            await AnswerAsync(world, iq, $"<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net' result='{(said.Count > 0 ? "true" : "false")}'>{string.Concat(said.Select(name => $"<field name='{name}'/>"))}</canReadResponse>");
                        if (iq.To == Server)
                            iq = await world.Upstream.NextAsync<Iq>(each => each.Id == id);
                        var got = iq.Type == IqType.Error ? [] : (await FieldsAsync(world)).ToHashSet(StringComparer.Ordinal);
                        got.Should().BeSubsetOf(said, $"history {seed}");
                        if (!wasSilent)
                            got.SetEquals(said).Should().BeTrue($"history {seed}");
                        break;
                }
            }
        }
    }

    [Fact]
    public async Task The_owner_needs_nobodys_leave()
    {
        await using var world = await CreateAsync();

        (await world.ChatAsync(World.Alice, Board1, "read")).Body.Should().Contain("Temperature");
    }

    private static async Task<World> CreateAsync()
    {
        var world = await World.CreateAsync(options => options with { ProvisioningServer = Server });
        (await world.ConnectAsync("board1")).Readings = world.Climate();
        world.Upstream.TakeAll();
        return world;
    }

    private static Task AskAsync(World world, string id) =>
        world.ReceiveAsync($"<iq xmlns='jabber:client' type='get' id='{id}' from='{Visitor}' to='{Board1}'><req xmlns='urn:xmpp:iot:sensordata' seqnr='1{id}' momentary='true'/></iq>");

    /// <summary>Asks for a readout and waits for the question to the server.</summary>
    private static async Task<Iq> BeginAsync(World world, string id)
    {
        await AskAsync(world, id);
        return await world.Upstream.NextAsync<Iq>(iq => iq.To == Server);
    }

    private static Task AnswerAsync(World world, Iq question, string answer) =>
        world.ReceiveAsync(question.Result(XmppElement.Parse(answer)) with { From = question.To, To = question.From });

    private static async Task<List<string>?> EndAsync(World world, string id) =>
        (await world.Upstream.NextAsync<Iq>(iq => iq.Id == id)).Type == IqType.Error ? null : await FieldsAsync(world);

    private static async Task<List<string>> FieldsAsync(World world)
    {
        var message = await world.Upstream.NextAsync<Message>(each => each.To == Visitor && each.Payload(Ns.SensorData, "fields")?.Attribute("done") == "true");
        return [.. message.Payload(Ns.SensorData, "fields")!.Elements.SelectMany(node => node.Elements).SelectMany(at => at.Elements).Select(field => field.Attribute("name")!)];
    }
}
