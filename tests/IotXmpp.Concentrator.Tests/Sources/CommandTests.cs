using IotXmpp.Testing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Sources;

public sealed class CommandTests
{
    private const string Board1 = "sourceId='MeteringTopology' nodeId='board1'";
    private const string Both = "<node sourceId='MeteringTopology' nodeId='board1'/><node sourceId='MeteringTopology' nodeId='board2'/>";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    [Spec("CO-077", "CO-078", "CO-079")]
    public async Task Commands_are_told_with_what_a_client_shows()
    {
        await using var world = await World.CreateAsync();
        var commands = (await world.GetAsync(World.Alice, "getNodeCommands", Board1)).Response();

        commands.All("command", "command").Should().Equal("values", "history", "refresh", "describe", "acknowledge");
        commands.All("command", "type").Should().Equal("Query", "Query", "Simple", "Parameterized", "Simple");
        commands.Elements.Should().OnlyContain(command => command.Attribute("name") != null && command.Attribute("sortCategory") != null && command.Attribute("sortKey") != null);
        var last = commands.Elements.Last();
        last.Attribute("confirmationString").Should().Be("Have you seen the warnings?");
        last.Attribute("failureString").Should().NotBeNull();
        last.Attribute("successString").Should().NotBeNull();
    }

    [Fact]
    [Spec("CO-080")]
    public async Task A_simple_command_reads_the_board()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = world.Climate("19.5");

        (await world.SetAsync(World.Alice, "executeNodeCommand", Board1 + " command='refresh'")).Response().LocalName.Should().Be("executeNodeCommandResponse");

        (await world.History.LastAsync("board1", Ct)).Should().Contain(entry => entry.Field.Value.Text == "19.5");
    }

    [Fact]
    [Spec("CO-083", "CO-008")]
    public async Task A_command_that_fails_says_why()
    {
        await using var world = await World.CreateAsync();
        var answer = await world.SetAsync(World.Alice, "executeNodeCommand", Board1 + " command='refresh'");

        answer.Response("OtherError");
        answer.Error.Should().Match<StanzaError>(error => error.Condition == "recipient-unavailable" && error.Text == "board1 is away.");
        (await world.SetAsync(World.Alice, "executeNodeCommand", Board1 + " command='explode'")).Response("NotFound");
        (await world.SetAsync(World.Alice, "executeNodeCommand", Board1 + " command='history'")).Error!.Condition.Should().Be("bad-request");
        (await world.SetAsync(World.Alice, "executeNodeQuery", Board1 + " command='refresh'")).Error!.Condition.Should().Be("bad-request");
    }

    [Fact]
    [Spec("CO-081", "CO-082", "CO-083")]
    public async Task A_parameterized_command_takes_a_form()
    {
        await using var world = await World.CreateAsync();
        var form = (await world.GetAsync(World.Alice, "getCommandParameters", Board1 + " command='describe'")).Response().Elements.Single();
        form.Elements.Where(child => child.LocalName == "field").Select(child => child.Attribute("var")).Should().Equal("xdd session", "description");

        (await world.SetAsync(World.Alice, "executeNodeCommand", Board1 + " command='describe'", Ask.Submit(("description", new string('x', 201))))).Response("FormError")
            .Errors().Should().Equal("description: Description must be a text of at most 200 characters.");
        (await world.SetAsync(World.Alice, "executeNodeCommand", Board1 + " command='describe'")).Response("FormError").Errors().Should().Equal("description: This is needed.");
        (await world.Devices.FindAsync("board1", Ct))!.Description.Should().BeNull();
        (await world.SetAsync(World.Alice, "executeNodeCommand", Board1 + " command='describe'", Ask.Submit(("description", "Attic")))).Response();
        (await world.Devices.FindAsync("board1", Ct))!.Description.Should().Be("Attic");
    }

    [Fact]
    [Spec("CO-046", "CO-120")]
    public async Task A_warning_that_was_seen_is_signed()
    {
        await using var world = await World.CreateAsync();
        (await world.GetAsync(World.Alice, "getNode", Board1)).Response().Attribute("state").Should().Be("WarningUnsigned");

        (await world.SetAsync(World.Alice, "executeNodeCommand", Board1 + " command='acknowledge'")).Response();
        (await world.SetAsync(World.Alice, "executeNodeCommand", Board1 + " command='acknowledge'")).Error!.Condition.Should().Be("unexpected-request");

        (await world.GetAsync(World.Alice, "getNode", Board1)).Response().Attribute("state").Should().Be("WarningSigned");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await (await world.ConnectAsync("board1")).LeaveAsync();
        (await world.GetAsync(World.Alice, "getNode", Board1)).Response().Attribute("state").Should().Be("WarningUnsigned", "it is away again");
    }

    [Fact]
    [Spec("CO-097", "CO-075", "CO-132")]
    public async Task Rights_are_asked_when_a_command_is_executed()
    {
        await using var world = await World.CreateAsync();
        await world.AllowReadAsync(World.Mallory.Bare, "board1");
        (await world.GetAsync(World.Mallory, "getNodeCommands", Board1)).Response().All("command", "command").Should().Equal("values", "history", "refresh");
        (await world.SetAsync(World.Mallory, "executeNodeCommand", Board1 + " command='describe'", Ask.Submit(("description", "mine")))).Response("NotFound");

        await world.ChatAsync(World.Alice, "things.localhost", "deny mallory@localhost board1");

        (await world.SetAsync(World.Mallory, "executeNodeCommand", Board1 + " command='refresh'")).Error.Should().NotBeNull();
        (await world.SetAsync(World.Mallory, "executeNodeQuery", Board1 + " command='values'")).Error.Should().NotBeNull();
        (await world.Devices.FindAsync("board1", Ct))!.Description.Should().BeNull();
    }

    [Fact]
    [Spec("CO-089", "CO-091")]
    public async Task Common_commands_are_those_that_all_nodes_have()
    {
        await using var world = await World.CreateAsync();
        await (await world.ConnectAsync("board1")).ReportAsync("meter", world.Number("Energy", "1", "kWh"));

        (await world.GetAsync(World.Alice, "getCommonNodeCommands", "", Both)).Response().All("command", "command").Should().Equal("values", "history", "refresh", "describe", "acknowledge");
        string withMeter = Both + "<node sourceId='MeteringTopology' nodeId='board1/meter'/>";
        (await world.GetAsync(World.Alice, "getCommonNodeCommands", "", withMeter)).Response().All("command", "command").Should().Equal("values", "history");
        (await world.GetAsync(World.Alice, "getCommonCommandParameters", "command='describe'", Both)).Response().Elements.Should().ContainSingle();
        (await world.GetAsync(World.Alice, "getCommonCommandParameters", "command='describe'", withMeter)).Response("NotFound");
    }

    [Theory]
    [InlineData(IqType.Set)]
    [InlineData(IqType.Get)]
    [Spec("CO-090", "CO-093")]
    public async Task A_common_command_has_one_result_per_node_in_order(IqType type)
    {
        await using var world = await World.CreateAsync();
        (await world.ConnectAsync("board2")).Readings = world.Relay(on: true);
        var answer = type == IqType.Set
            ? await world.SetAsync(World.Alice, "executeCommonNodeCommand", "command='refresh'", Both)
            : await world.GetAsync(World.Alice, "executeCommonNodeCommand", "command='refresh'", Both);

        answer.Response().Elements.Select(result => (result.LocalName, result.Text, result.Attribute("error"))).Should().Equal(("result", "false", "board1 is away."), ("result", "true", null));
    }

    [Fact]
    [Spec("CO-092")]
    public async Task A_form_error_of_a_common_command_executes_nothing()
    {
        await using var world = await World.CreateAsync();

        (await world.SetAsync(World.Alice, "executeCommonNodeCommand", "command='describe'", Both + Ask.Submit(("description", new string('x', 300))))).Response("FormError").Errors().Should().ContainSingle();

        (await world.Devices.FindAsync("board1", Ct))!.Description.Should().BeNull();
        (await world.SetAsync(World.Alice, "executeCommonNodeCommand", "command='describe'", Both + Ask.Submit(("description", "Both")))).Response().Elements.Select(result => result.Text).Should().Equal("true", "true");
    }
}
