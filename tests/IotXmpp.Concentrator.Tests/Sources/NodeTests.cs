using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Sources;

public sealed class NodeTests
{
    private const string Board1 = "sourceId='MeteringTopology' nodeId='board1'";

    [Fact]
    [Spec("CO-011", "CO-017", "CO-018", "CO-019")]
    public async Task Sources_are_a_tree()
    {
        await using var world = await World.CreateAsync();

        var all = (await world.GetAsync(World.Alice, "getAllDataSources")).Response();
        all.All("dataSource", "sourceId").Should().Equal("MeteringRoot", "MeteringTopology", "Boards", "MeteringGroups");
        all.All("dataSource", "hasChildren").Should().Equal("true", "false", "false", "false");
        DateTimeOffset.Parse(all.Elements.First().Attribute("lastChanged")!, System.Globalization.CultureInfo.InvariantCulture).Should().Be(world.Now);
        (await world.GetAsync(World.Alice, "getRootDataSources")).Response().All("dataSource", "sourceId").Should().Equal("MeteringRoot");
        (await world.GetAsync(World.Alice, "getChildDataSources", "sourceId='MeteringRoot'")).Response().All("dataSource", "sourceId").Should().Equal("MeteringTopology", "Boards", "MeteringGroups");
        (await world.GetAsync(World.Alice, "getChildDataSources", "sourceId='Boards'")).Response().Elements.Should().BeEmpty();
        (await world.GetAsync(World.Alice, "getChildDataSources", "sourceId='Nowhere'")).Response("NotFound");
    }

    [Fact]
    [Spec("CO-029", "CO-030")]
    public async Task Whether_nodes_are_there_is_told_in_order()
    {
        await using var world = await World.CreateAsync();

        (await world.GetAsync(World.Alice, "containsNode", Board1)).Response().Text.Should().Be("true");
        (await world.GetAsync(World.Alice, "containsNode", "sourceId='MeteringTopology' nodeId='board9'")).Response().Text.Should().Be("false");
        (await world.GetAsync(World.Alice, "containsNode", "sourceId='Nowhere' nodeId='board1'")).Response("NotFound");
        (await world.GetAsync(World.Alice, "containsNodes", "", $"<node {Board1}/><node sourceId='MeteringTopology' nodeId='no'/><node sourceId='Boards' nodeId='board2'/>"))
            .Response().Values().Should().Equal("true", "false", "true");
    }

    [Fact]
    [Spec("CO-031", "CO-033", "CO-044", "CO-045", "CO-046", "CO-014")]
    public async Task A_node_is_told_with_parameters_and_messages_if_asked()
    {
        await using var world = await World.CreateAsync();
        await world.ConnectAsync("board2");

        var plain = (await world.GetAsync(World.Alice, "getNode", "sourceId='MeteringTopology' nodeId='board2'")).Response();
        plain.Elements.Should().BeEmpty();
        plain.Attributes.Select(pair => $"{pair.Key.LocalName}={pair.Value}").Should().Equal(
            "result=OK", "nodeId=board2", "nodeType=IotXmpp.Board.relay", "state=None", "hasChildren=false", "isReadable=true", "isControllable=true", "hasCommands=true",
            "parentId=Root", "lastChanged=2026-07-01T12:00:00Z");

        var full = (await world.GetAsync(World.Alice, "getNode", Board1 + " parameters='true' messages='1'")).Response();
        full.Attribute("state").Should().Be("WarningUnsigned");
        full.Elements.Where(child => child.LocalName != "message").Select(child => $"{child.LocalName} {child.Attribute("id")} {child.Attribute("value")}").Should().Equal(
            "string id board1", "string type climate sensor", "string address board1@things.localhost", "string owner alice@localhost", "string description ",
            "dateTime created 2026-07-01T12:00:00Z", "boolean up false", "int nodes 0");
        var message = full.Elements.Single(child => child.LocalName == "message");
        message.Attribute("type").Should().Be("WarningUnsigned");
        message.Attribute("timestamp").Should().EndWith("Z");
        message.Text.Should().Be("board1 is away.");
    }

    [Fact]
    [Spec("CO-032", "CO-031")]
    public async Task Nodes_come_in_the_order_of_the_request_and_all_or_none()
    {
        await using var world = await World.CreateAsync();

        (await world.GetAsync(World.Alice, "getNodes", "parameters='true'", $"<node sourceId='Boards' nodeId='board3'/><node {Board1}/>")).Response().All("node", "nodeId").Should().Equal("board3", "board1");
        (await world.GetAsync(World.Alice, "getNodes", "", $"<node {Board1}/><node sourceId='Boards' nodeId='board9'/>")).Response("NotFound").Elements.Should().BeEmpty();
        (await world.GetAsync(World.Alice, "getNode", "sourceId='Boards' nodeId='board9'")).Error!.Condition.Should().Be("item-not-found");
    }

    [Fact]
    [Spec("CO-034", "CO-037", "CO-038", "CO-043", "CO-005")]
    public async Task The_topology_is_a_tree_with_the_things_behind_boards()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync("meter2", world.Number("Energy", "1", "kWh"));
        await board.ReportAsync("meter1", world.Number("Energy", "2", "kWh"));

        (await world.GetAsync(World.Alice, "getAllNodes", "sourceId='MeteringTopology'")).Response().All("node", "nodeId").Should().Equal("Root", "board1", "board1/meter1", "board1/meter2", "board2", "board3");
        (await world.GetAsync(World.Alice, "getRootNodes", "sourceId='MeteringTopology'")).Response().All("node", "nodeId").Should().Equal("Root");
        (await world.GetAsync(World.Alice, "getRootNodes", "sourceId='Boards'")).Response().All("node", "nodeId").Should().Equal("board1", "board2", "board3");
        (await world.GetAsync(World.Alice, "getRootNodes", "sourceId='Nowhere'")).Response("NotFound");
        var children = (await world.GetAsync(World.Alice, "getChildNodes", Board1)).Response();
        children.All("node", "localId").Should().Equal("meter1", "meter2");
        children.All("node", "parentId").Should().OnlyContain(parent => parent == "board1");
        (await world.GetAsync(World.Alice, "getAncestors", "sourceId='MeteringTopology' nodeId='board1/meter2' parameters='true'")).Response().All("node", "nodeId").Should().Equal("board1/meter2", "board1", "Root");
    }

    [Fact]
    [Spec("CO-038")]
    public async Task Children_are_sorted_by_parameters_numbers_by_size()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        for (int i = 0; i < 11; i++)
            await board.ReportAsync($"m{i}", world.Number("Energy", "1", "kWh"));
        await (await world.ConnectAsync("board3")).ReportAsync("m", world.Number("Energy", "1", "kWh"), world.Number("Power", "1", "W"));
        async Task<IEnumerable<string?>> SortedAsync(string order) =>
            (await world.GetAsync(World.Alice, "getChildNodes", "sourceId='MeteringTopology' nodeId='Root'", order)).Response().All("node", "nodeId");

        (await SortedAsync("<sortOrder parameterName='nodes'/>")).Should().Equal("board1", "board3", "board2");
        (await SortedAsync("<sortOrder parameterName='nodes' ascending='false'/>")).Should().Equal("board2", "board3", "board1");
        (await SortedAsync("<sortOrder parameterName='owner'/><sortOrder parameterName='type' ascending='false'/>")).Should().Equal("board2", "board3", "board1");
    }

    [Fact]
    [Spec("CO-035", "CO-036")]
    public async Task Types_have_base_classes_and_interfaces()
    {
        await using var world = await World.CreateAsync();
        var inheritance = (await world.GetAsync(World.Alice, "getNodeInheritance", Board1)).Response();

        inheritance.Element("baseClasses")!.Values().Should().Equal("IotXmpp.Board", "IotXmpp.Node").And.NotContain("IotXmpp.Board.climate");
        inheritance.Element("interfaces")!.Values().Should().Equal("IotXmpp.IReadable", "IotXmpp.IControllable");
        (await world.GetAsync(World.Alice, "getAllNodes", "sourceId='MeteringTopology'", "<onlyIfDerivedFrom>IotXmpp.Board</onlyIfDerivedFrom><onlyIfDerivedFrom>IotXmpp.IControllable</onlyIfDerivedFrom>"))
            .Response().All("node", "nodeId").Should().Equal("board1", "board2", "board3");
        (await world.GetAsync(World.Alice, "getAllNodes", "sourceId='MeteringTopology'", "<onlyIfDerivedFrom>IotXmpp.Board.relay</onlyIfDerivedFrom><onlyIfDerivedFrom>IotXmpp.Nothing</onlyIfDerivedFrom>"))
            .Response().Elements.Should().BeEmpty();
    }

    [Fact]
    [Spec("CO-039", "CO-040", "CO-041", "CO-042")]
    public async Task Indices_find_nodes()
    {
        await using var world = await World.CreateAsync();

        (await world.GetAsync(World.Alice, "getIndices", "sourceId='MeteringTopology'")).Response().Values().Should().Equal("kind", "owner", "state");
        (await world.GetAsync(World.Alice, "getNodesFromIndex", "sourceId='MeteringTopology' index='kind' indexValue='relay'")).Response().All("node", "nodeId").Should().Equal("board2");
        (await world.GetAsync(World.Alice, "getNodesFromIndices", "messages='true'", "<indexRef sourceId='Boards' index='kind' indexValue='energy'/><indexRef sourceId='MeteringTopology' index='kind' indexValue='climate'/>"))
            .Response().All("node", "nodeId").Should().Equal("board3", "board1");
        (await world.GetAsync(World.Alice, "getAllIndexValues", "sourceId='Boards' index='kind'")).Response().Values().Should().Equal("climate", "energy", "relay");
        (await world.GetAsync(World.Alice, "getNodesFromIndex", "sourceId='Boards' index='nothing' indexValue='1'")).Response("NotFound");
        (await world.GetAsync(World.Alice, "getAllIndexValues", "sourceId='Boards' index='nothing'")).Response("NotFound");
    }

    [Fact]
    [Spec("CO-131", "CO-136")]
    public async Task Strangers_see_no_node_and_no_difference_to_none()
    {
        await using var world = await World.CreateAsync();
        await world.Devices.AddAsync(new() { Name = "board9", Owner = World.Mallory.Bare, Kind = "relay", Created = world.Now }, CancellationToken.None);

        (await world.GetAsync(World.Mallory, "getAllNodes", "sourceId='MeteringTopology'")).Response().All("node", "nodeId").Should().Equal("Root", "board9");
        (await world.GetAsync(World.Mallory, "containsNode", Board1)).Response().Text.Should().Be("false");
        (await world.GetAsync(World.Mallory, "getAllIndexValues", "sourceId='Boards' index='owner'")).Response().Values().Should().Equal("mallory@localhost");
        foreach (var (command, content) in new[] { ("getNode", ""), ("getNodeParametersForEdit", ""), ("getNodeCommands", ""), ("getNodeInheritance", ""), ("getAncestors", "") })
        {
            var hidden = await world.GetAsync(World.Mallory, command, Board1, content);
            var absent = await world.GetAsync(World.Mallory, command, "sourceId='MeteringTopology' nodeId='nothing'", content);
            hidden.Response("NotFound").ToString().Should().Be(absent.Response("NotFound").ToString());
            hidden.Error.Should().BeEquivalentTo(absent.Error);
        }

        (await world.SetAsync(World.Mallory, "setNodeParametersAfterEdit", Board1, Ask.Submit(("description", "mine")))).Response("NotFound");
        (await world.SetAsync(World.Mallory, "executeNodeCommand", Board1 + " command='refresh'")).Response("NotFound");
    }

    [Fact]
    [Spec("CO-006", "CO-007")]
    public async Task A_cache_type_does_not_matter_where_ids_are_unique()
    {
        await using var world = await World.CreateAsync();

        (await world.GetAsync(World.Alice, "getNode", Board1 + " cacheType=''")).Response().Attribute("cacheType").Should().BeNull();
        (await world.GetAsync(World.Alice, "getNode", Board1 + " cacheType='Node'")).Response().Attribute("nodeId").Should().Be("board1");
    }

    [Fact]
    public async Task An_answer_that_would_not_fit_is_refused_whole()
    {
        await using var world = await World.CreateAsync();
        for (int i = 10; i < 410; i++)
            await world.Devices.AddAsync(new() { Name = $"b{i}", Owner = World.Alice.Bare, Created = world.Now }, CancellationToken.None);

        (await world.GetAsync(World.Alice, "getAllNodes", "sourceId='Boards'")).Error!.Condition.Should().Be("resource-constraint");
        (await world.GetAsync(World.Alice, "getNodesFromIndex", "sourceId='Boards' index='kind' indexValue=''")).Response().Elements.Should().HaveCount(400);
    }
}
