using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.PubSub;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.PubSub;

/// <summary>Publishing to a pub-sub service elsewhere, whose answers the test gives.</summary>
public sealed class RemotePublisherTests
{
    private const string Service = "pubsub.example.org";
    private const string At = "2026-07-01T12:00:00.0000000Z";

    [Fact]
    [Spec("GEN-056", "GEN-013")]
    public async Task Nodes_are_made_closed_before_anything_is_published_to_them()
    {
        await using var world = await WorldAsync(remote => remote with { Members = [Jid.Parse("bob@example.org")], Prefix = "home/" });
        await ReportAsync(world, "21.5");
        var service = new ScriptedService(world);
        var status = await service.UntilAsync(status => status.State == BridgeState.Connected);

        service.Of("home/boards/board1/Temperature").Should().Equal("create", "affiliations", "publish");
        service.Of("home/boards/board1").Should().Equal("create", "affiliations", "publish");
        string create = service.Requests[0].ToString();
        create.Should().Contain("<value>whitelist</value>").And.Contain("<value>publishers</value>");
        service.Requests.Should().Contain(request => request.ToString().Contains("jid=\"bob@example.org\" affiliation=\"member\"", StringComparison.Ordinal));
        string publish = service.Requests[^1].ToString();
        publish.Should().Contain($"id=\"{At}\"").And.Contain("21.5").And.Contain("publish-options").And.Contain("<value>whitelist</value>");
        status.Sent.Should().Be(1);
        status.Backlog.Should().Be(0);
        status.Problem.Should().BeNull();
    }

    [Fact]
    [Spec("GEN-013")]
    public async Task What_is_not_taken_waits_and_is_sent_again_under_the_same_id()
    {
        await using var world = await WorldAsync();
        await ReportAsync(world, "21.5");
        var service = new ScriptedService(world) { Answer = (verb, node) => verb == "publish" && node.EndsWith("Temperature", StringComparison.Ordinal) ? StanzaErrors.Forbidden() : null };
        var down = await service.UntilAsync(status => status.State == BridgeState.Down && status.Backlog == 1);
        down.Problem.Should().Be("pubsub.example.org: publishing to boards/board1/Temperature: forbidden.");

        service.Answer = (_, _) => null;
        service.Requests.Clear();
        var up = service.UntilAsync(status => status.State == BridgeState.Connected && status.Backlog == 0);
        await world.Time.AdvanceUntilAsync(up, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        (await up).Problem.Should().BeNull();
        service.Requests.Should().Contain(request => request.ToString().Contains("node=\"boards/board1/Temperature\"", StringComparison.Ordinal) && request.ToString().Contains($"id=\"{At}\"", StringComparison.Ordinal));
    }

    [Fact]
    [Spec("GEN-013")]
    public async Task A_service_that_does_not_answer_is_asked_again_after_a_restart_too()
    {
        await using var world = await WorldAsync();
        await ReportAsync(world, "21.5");
        // Both nodes are asked for at once; each request has its time from the moment it is sent.
        await world.Upstream.NextAsync<Iq>(iq => iq.To!.Domain == Service);
        await world.Upstream.NextAsync<Iq>(iq => iq.To!.Domain == Service);
        world.Time.Advance(new RemotePubSubOptions { Service = Jid.Parse(Service), Route = new BridgeRoute() }.AnswerTimeout);
        var service = new ScriptedService(world) { IsSilent = true };
        (await service.UntilAsync(status => status.State == BridgeState.Down)).Problem.Should().Contain("no answer");

        await world.RestartAsync();
        service.IsSilent = false;
        await service.UntilAsync(status => status.State == BridgeState.Connected && status.Backlog == 0);
        service.Of("boards/board1/Temperature").Should().EndWith("publish");
    }

    [Fact]
    public async Task A_node_that_others_may_read_is_not_published_to()
    {
        await using var world = await WorldAsync();
        await ReportAsync(world, "21.5");
        var service = new ScriptedService(world)
        {
            Answer = (verb, node) => node.EndsWith("Temperature", StringComparison.Ordinal)
                ? verb == "create" ? StanzaErrors.Conflict() : StanzaErrors.Conflict() with { Application = XmppElement.Build(Ns.PubSubErrors, "precondition-not-met") }
                : null,
        };

        (await service.UntilAsync(status => status.State == BridgeState.Down)).Problem.Should().Contain("boards/board1/Temperature has another access model than whitelist");
    }

    [Fact]
    public async Task A_node_that_was_deleted_is_made_again_and_a_service_that_keeps_less_is_asked_for_its_own_number()
    {
        await using var world = await WorldAsync();
        await ReportAsync(world, "21.5");
        int asked = 0;
        const string node = "boards/board1/Temperature";
        StanzaError?[] answers = [StanzaErrors.NotAcceptable(), null, StanzaErrors.ItemNotFound(), null, null];
        var service = new ScriptedService(world) { Answer = (_, name) => name == node ? answers[asked++] : null };
        await service.UntilAsync(status => status.State == BridgeState.Connected);

        service.Of(node).Should().Equal("create", "create", "publish", "create", "publish");
        var creations = service.Requests.Where(request => request.ToString().Contains($"<create node=\"{node}\"", StringComparison.Ordinal)).ToList();
        creations[0].ToString().Should().Contain("max_items");
        creations[1].ToString().Should().Contain("whitelist").And.NotContain("max_items");
    }

    [Fact]
    public async Task An_item_that_is_refused_for_good_holds_nothing_up_and_is_counted()
    {
        await using var world = await WorldAsync();
        await ReportAsync(world, "21.5");
        var service = new ScriptedService(world) { Answer = (verb, node) => verb == "publish" && node.EndsWith("Temperature", StringComparison.Ordinal) ? StanzaErrors.NotAcceptable() : null };
        var status = await service.UntilAsync(status => status.State == BridgeState.Connected);
        status.Skipped.Should().Be(1);
        status.Backlog.Should().Be(0);
    }

    [Fact]
    [Spec("SEC-2")]
    public async Task Only_what_the_route_and_the_owner_let_through_is_published()
    {
        await using var world = await WorldAsync(remote => remote with { Route = new BridgeRoute { Boards = ["board1"], Fields = ["Temperature", "Humidity"] } });
        await world.ChatAsync(World.Alice, Publishing.Domain, "deny pubsub@bridge board1 Humidity");
        var other = await world.ConnectAsync("board2");
        await other.ReportAsync(world.Relay(true));
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate("21.5"));
        var service = new ScriptedService(world);

        (await service.UntilAsync(status => status.State == BridgeState.Connected && status.Backlog == 0)).Sent.Should().Be(1);
        service.Of("boards/board1/Temperature").Should().Equal("create", "publish");
        service.Of("boards/board1").Should().Equal("create", "publish");
        service.Requests.Should().HaveCount(4).And.NotContain(request => request.ToString().Contains("Humidity", StringComparison.Ordinal) || request.ToString().Contains("Relay", StringComparison.Ordinal));
    }

    private static Task<World> WorldAsync(Func<RemotePubSubOptions, RemotePubSubOptions>? configure = null)
    {
        var remote = new RemotePubSubOptions { Service = Jid.Parse(Service), Route = new BridgeRoute { Boards = ["*"] } };
        return World.CreateAsync(options => options with { PubSub = new PubSubOptions { IsEnabled = false, Remote = configure?.Invoke(remote) ?? remote } });
    }

    private static async Task ReportAsync(World world, string temperature)
    {
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Number("Temperature", temperature, "°C"));
    }

    /// <summary>The service: takes requests and answers them as it is told.</summary>
    private sealed class ScriptedService(World world)
    {
        /// <summary>Error to the first verb of a request about a node; null for a result.</summary>
        public Func<string, string, StanzaError?> Answer { get; set; } = (_, _) => null;

        public bool IsSilent { get; set; }

        public List<XmppElement> Requests { get; } = [];

        /// <summary>The verbs about a node, in order.</summary>
        public IEnumerable<string> Of(string node) => Requests.Select(request => request.Elements.First()).Where(verb => verb.Attribute("node") == node).Select(verb => verb.LocalName);

        /// <summary>Serves until the bridge is as it should be.</summary>
        public async Task<BridgeStatus> UntilAsync(Func<BridgeStatus, bool> fits)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            while (true)
            {
                foreach (var request in world.Upstream.TakeAll().OfType<Iq>().Where(iq => iq is { IsRequest: true } && iq.To!.Domain == Service && !IsSilent))
                {
                    Requests.Add(request.Request!);
                    var verb = request.Request!.Elements.First();
                    await world.ReceiveAsync(Answer(verb.LocalName, verb.Attribute("node")!) is { } error ? request.Fail(error) : request.Result());
                }

                var (_, status) = (await world.Concentrator.GetStatusAsync(patience.Token)).Bridges.Single();
                if (fits(status))
                    return status;
                patience.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }
}
