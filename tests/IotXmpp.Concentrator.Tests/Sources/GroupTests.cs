using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Tests.Sources;

public sealed class GroupTests
{
    private const string Root = "sourceId='MeteringGroups' nodeId='Root'";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    [Spec("CO-070", "CO-071")]
    public async Task What_can_be_added_is_told_with_its_form()
    {
        await using var world = await World.CreateAsync();

        (await world.GetAsync(World.Alice, "getAddableNodeTypes", Root)).Response().All("nodeType", "type").Should().Equal("IotXmpp.Group", "IotXmpp.TopologyReference");
        var form = (await world.GetAsync(World.Alice, "getParametersForNewNode", Root + " type='IotXmpp.TopologyReference'")).Response().Elements.Single();
        form.Elements.Where(child => child.LocalName == "field").Select(child => child.Attribute("var")).Should().Equal("xdd session", "id", "referenceId");
        (await world.GetAsync(World.Alice, "getParametersForNewNode", Root + " type='Rocket'")).Response("NotFound");
        (await world.GetAsync(World.Alice, "getAddableNodeTypes", "sourceId='MeteringTopology' nodeId='board1'")).Response().Elements.Should().BeEmpty();
        (await world.GetAsync(World.Mallory, "getAddableNodeTypes", Root)).Response().Elements.Should().BeEmpty("who sees no board has nothing to group");
        (await world.SetAsync(World.Mallory, "createNewNode", Root + " type='IotXmpp.Group'", Ask.Submit(("id", "x")))).Response("InsufficientPrivileges");
    }

    [Fact]
    [Spec("CO-072")]
    public async Task A_tree_is_made_kept_and_seen_by_its_maker_only()
    {
        await using var world = await World.CreateAsync();
        await world.GroupAsync("House");
        await world.GroupAsync("Kitchen", "House");
        var made = (await world.SetAsync(World.Alice, "createNewNode", "sourceId='MeteringGroups' nodeId='Kitchen' type='IotXmpp.TopologyReference'", Ask.Submit(("id", "Thermometer"), ("referenceId", "board1"))))
            .Response().Element("node")!;

        made.Attribute("nodeType").Should().Be("IotXmpp.TopologyReference");
        made.Attribute("parentId").Should().Be("Kitchen");
        made.Elements.Single(child => child.Attribute("id") == "referenceId").Attribute("value").Should().Be("board1");
        (await world.GetAsync(World.Alice, "getAncestors", "sourceId='MeteringGroups' nodeId='Thermometer'")).Response().All("node", "nodeId").Should().Equal("Thermometer", "Kitchen", "House", "Root");
        (await world.GetAsync(World.Alice, "getNodesFromIndex", "sourceId='MeteringGroups' index='referenceId' indexValue='board1'")).Response().All("node", "nodeId").Should().Equal("Thermometer");
        (await world.Groups.ListAsync(World.Alice.Bare, Ct)).Select(node => node.NodeId).Should().Equal("House", "Kitchen", "Thermometer");
        await world.AllowReadAsync(World.Mallory.Bare, "board1");
        (await world.GetAsync(World.Mallory, "getAllNodes", "sourceId='MeteringGroups'")).Response().All("node", "nodeId").Should().Equal("Root");
        (await world.SetAsync(World.Mallory, "destroyNode", "sourceId='MeteringGroups' nodeId='Thermometer'")).Response("NotFound");
    }

    [Fact]
    [Spec("CO-073")]
    public async Task Ids_are_unique_and_references_lead_somewhere()
    {
        await using var world = await World.CreateAsync();
        await world.GroupAsync("House");
        await world.Devices.AddAsync(new() { Name = "secret", Owner = World.Mallory.Bare, Created = world.Now }, Ct);
        async Task<IEnumerable<string>> ErrorsAsync(params (string, string)[] values) =>
            (await world.SetAsync(World.Alice, "createNewNode", Root + " type='IotXmpp.TopologyReference'", Ask.Submit(values))).Response("FormError").Errors();

        (await ErrorsAsync(("id", "House"), ("referenceId", "NodeX"))).Should().Equal("id: There already exists a node with this ID.", "referenceId: Referenced node was not found.");
        (await ErrorsAsync(("id", "New"), ("referenceId", "secret"))).Should().Equal("referenceId: Referenced node was not found.");
        (await ErrorsAsync(("id", "Root"), ("referenceId", "board1"))).Should().Equal("id: There already exists a node with this ID.");
        (await ErrorsAsync(("referenceId", "board1"))).Should().Equal("id: This is needed.");
    }

    [Fact]
    [Spec("CO-074", "CO-075", "CO-076")]
    public async Task A_node_is_destroyed_unless_it_has_children()
    {
        await using var world = await World.CreateAsync();
        await world.GroupAsync("House");
        await world.GroupAsync("Kitchen", "House");

        var refused = await world.SetAsync(World.Alice, "destroyNode", "sourceId='MeteringGroups' nodeId='House'");
        refused.Response("OtherError");
        refused.Error!.Condition.Should().Be("conflict");
        (await world.SetAsync(World.Alice, "destroyNode", Root)).Response("InsufficientPrivileges");
        (await world.Groups.ListAsync(World.Alice.Bare, Ct)).Should().HaveCount(2);

        (await world.SetAsync(World.Alice, "destroyNode", "sourceId='MeteringGroups' nodeId='Kitchen'")).Response();
        (await world.SetAsync(World.Alice, "destroyNode", "sourceId='MeteringGroups' nodeId='House'")).Response();
        (await world.SetAsync(World.Alice, "destroyNode", "sourceId='MeteringGroups' nodeId='House'")).Response("NotFound");
        (await world.Groups.ListAsync(World.Alice.Bare, Ct)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("moveNodeUp", "C", "ACBDE")]
    [InlineData("moveNodeUp", "A", "ABCDE")]
    [InlineData("moveNodeDown", "C", "ABDCE")]
    [InlineData("moveNodeDown", "E", "ABCDE")]
    [InlineData("moveNodesUp", "CD", "ACDBE")]
    [InlineData("moveNodesUp", "AB", "ABCDE")]
    [InlineData("moveNodesUp", "BE", "BACED")]
    [InlineData("moveNodesDown", "BC", "ADBCE")]
    [InlineData("moveNodesDown", "DE", "ABCDE")]
    [InlineData("moveNodesDown", "EDA", "BACDE")]
    [Spec("CO-048", "CO-049", "CO-050", "CO-051")]
    public async Task Siblings_are_moved_one_place_and_those_at_the_edge_stay(string command, string nodes, string order)
    {
        await using var world = await World.CreateAsync();
        foreach (char id in "ABCDE")
            await world.GroupAsync(id.ToString());
        bool batch = command.StartsWith("moveNodes", StringComparison.Ordinal);

        string references = string.Concat(nodes.Select(id => $"<node sourceId='MeteringGroups' nodeId='{id}'/>"));
        (await world.SetAsync(World.Alice, command, batch ? "" : $"sourceId='MeteringGroups' nodeId='{nodes}'", batch ? references : "")).Response();

        string.Concat((await world.GetAsync(World.Alice, "getChildNodes", Root)).Response().All("node", "nodeId")).Should().Be(order);
    }

    [Fact]
    public async Task Boards_cannot_be_moved()
    {
        await using var world = await World.CreateAsync();

        (await world.SetAsync(World.Alice, "moveNodeUp", "sourceId='MeteringTopology' nodeId='board2'")).Response("InsufficientPrivileges");
        (await world.SetAsync(World.Alice, "moveNodesUp", "", "<node sourceId='MeteringGroups' nodeId='nothing'/>")).Response("NotFound");
    }

    [Fact]
    public async Task A_group_is_renamed_with_what_is_in_it()
    {
        await using var world = await World.CreateAsync();
        await world.GroupAsync("House");
        await world.ReferAsync("Relay", "board2", "House");

        (await world.SetAsync(World.Alice, "setNodeParametersAfterEdit", "sourceId='MeteringGroups' nodeId='House'", Ask.Submit(("id", "Home")))).Response().Element("node")!.Attribute("nodeId").Should().Be("Home");

        (await world.GetAsync(World.Alice, "getChildNodes", "sourceId='MeteringGroups' nodeId='Home'")).Response().All("node", "nodeId").Should().Equal("Relay");
        (await world.GetAsync(World.Alice, "getNode", "sourceId='MeteringGroups' nodeId='House'")).Response("NotFound");
    }
}
