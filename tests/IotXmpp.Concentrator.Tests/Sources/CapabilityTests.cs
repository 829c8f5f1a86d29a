using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Sources;

public sealed class CapabilityTests
{
    private static readonly string[] Full =
    [
        "getCapabilities", "getAllDataSources", "getRootDataSources", "getChildDataSources", "containsNode", "containsNodes", "getNode", "getNodes", "getAllNodes",
        "getNodeInheritance", "getRootNodes", "getChildNodes", "getIndices", "getNodesFromIndex", "getNodesFromIndices", "getAllIndexValues", "getNodeParametersForEdit",
        "setNodeParametersAfterEdit", "getCommonNodeParametersForEdit", "setCommonNodeParametersAfterEdit", "getAddableNodeTypes", "getParametersForNewNode", "createNewNode",
        "destroyNode", "getAncestors", "getNodeCommands", "getCommandParameters", "executeNodeCommand", "executeNodeQuery", "abortNodeQuery", "getCommonNodeCommands",
        "getCommonCommandParameters", "executeCommonNodeCommand", "executeCommonNodeQuery", "abortCommonNodeQuery", "moveNodeUp", "moveNodeDown", "moveNodesUp",
        "moveNodesDown", "subscribe", "unsubscribe", "getDatabases", "getDatabaseReadoutParameters", "startDatabaseReadout",
    ];

    [Fact]
    [Spec("CO-001", "CO-002", "CO-124")]
    public async Task All_44_commands_are_told_in_the_order_of_the_text()
    {
        await using var world = await World.CreateAsync();

        (await world.GetAsync(World.Alice, "getCapabilities")).Response().Values().Should().Equal(Full);
    }

    [Fact]
    [Spec("CO-002")]
    public async Task What_is_told_is_what_is_there()
    {
        await using var world = await World.CreateAsync();
        foreach (string command in Full)
        {
            // Without its parts every command that needs some says so; none is unknown.
            var answers = new[] { await world.GetAsync(World.Alice, command), await world.SetAsync(World.Alice, command) };
            answers.Should().OnlyContain(answer => answer.Payloads[0].LocalName == command + "Response" && answer.Payloads[0].Attribute("result") != "NotImplemented", command);
        }
    }

    [Theory]
    [InlineData(IqType.Get)]
    [InlineData(IqType.Set)]
    [Spec("CO-010")]
    public async Task An_unknown_command_is_not_implemented(IqType type)
    {
        await using var world = await World.CreateAsync();
        var answer = await world.AskAsync(World.Alice, Ask.Domain, type, $"<holabandola xmlns='{Ns.Concentrators}' a='b'><c/></holabandola>");

        answer.Response("NotImplemented").LocalName.Should().Be("holabandolaResponse");
        answer.Error!.Condition.Should().Be("feature-not-implemented");
    }

    [Fact]
    [Spec("CO-009")]
    public async Task Unknown_elements_in_messages_and_results_are_ignored()
    {
        await using var world = await World.CreateAsync();
        await world.ReceiveAsync($"<message xmlns='jabber:client' from='alice@localhost/phone' to='{Ask.Domain}'><holabandola xmlns='{Ns.Concentrators}'/></message>");
        await world.ReceiveAsync($"<iq xmlns='jabber:client' type='result' id='9' from='alice@localhost/phone' to='{Ask.Domain}'><holabandola xmlns='{Ns.Concentrators}'/></iq>");

        (await world.SettleAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_changes_something_does_not_come_by_get()
    {
        await using var world = await World.CreateAsync();
        var answer = await world.GetAsync(World.Alice, "destroyNode", "sourceId='MeteringGroups' nodeId='Root'");

        answer.Response("OtherError");
        answer.Error!.Condition.Should().Be("bad-request");
    }

    [Fact]
    [Spec("CO-015")]
    public async Task The_concentrator_says_so_and_a_board_does_not()
    {
        await using var world = await World.CreateAsync();
        async Task<IEnumerable<string?>> FeaturesAsync(string address) =>
            (await world.AskAsync(World.Alice, address, IqType.Get, $"<query xmlns='{Ns.DiscoInfo}'/>")).Request!.All("feature", "var");

        (await FeaturesAsync(Ask.Domain)).Should().Contain([Ns.Concentrators, Ns.Discovery]);
        (await FeaturesAsync("board1@things.localhost")).Should().NotContain([Ns.Concentrators, Ns.Discovery]);
        (await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<getCapabilities xmlns='{Ns.Concentrators}'/>")).Error!.Condition.Should().Be("service-unavailable");
    }

    [Theory]
    [InlineData("getNode", "sourceId='MeteringTopology'", "")]
    [InlineData("getNode", "nodeId='board1'", "")]
    [InlineData("getNodes", "", "")]
    [InlineData("getNodesFromIndex", "sourceId='MeteringTopology' index='kind'", "")]
    [InlineData("getNodesFromIndices", "", "<indexRef sourceId='MeteringTopology' index='kind'/>")]
    [InlineData("getNode", "sourceId='MeteringTopology' nodeId='board1' parameters='maybe'", "")]
    [InlineData("getDatabaseReadoutParameters", "", "")]
    public async Task What_is_malformed_is_a_bad_request(string command, string attributes, string content)
    {
        await using var world = await World.CreateAsync();

        (await world.GetAsync(World.Alice, command, attributes, content)).Error!.Condition.Should().Be("bad-request");
    }

    [Fact]
    public async Task Batches_and_texts_are_bounded()
    {
        await using var world = await World.CreateAsync();
        string nodes = string.Concat(Enumerable.Repeat("<node sourceId='MeteringTopology' nodeId='board1'/>", 101));

        (await world.GetAsync(World.Alice, "containsNodes", "", nodes)).Error!.Condition.Should().Be("policy-violation");
        (await world.GetAsync(World.Alice, "getNode", $"sourceId='MeteringTopology' nodeId='{new string('x', 257)}'")).Error!.Condition.Should().Be("policy-violation");
    }

    [Fact]
    [Spec("CO-012", "CO-013")]
    public async Task Tokens_and_language_are_taken_with_every_command()
    {
        await using var world = await World.CreateAsync();

        (await world.GetAsync(World.Alice, "getAllDataSources", "deviceToken='a' serviceToken='b' userToken='c d' xml:lang='xx'")).Response().All("dataSource", "name").Should().Contain("Topology");
    }
}
