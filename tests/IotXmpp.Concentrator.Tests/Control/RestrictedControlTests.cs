using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Control;

/// <summary>Control by somebody who may do some of it: that is done, and the answer says what it was.</summary>
[Spec("CT-003", "PR-041")]
public sealed class RestrictedControlTests
{
    [Fact]
    [Spec("PR-042")]
    public async Task Only_the_allowed_parameters_are_set_and_named()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        await world.ChatAsync(World.Alice, "board2@things.localhost", "allow mallory@localhost control Brightness");
        var answer = await world.AskAsync(World.Mallory, "board2@things.localhost", IqType.Set,
            $"<set xmlns='{Ns.Control}'><boolean name='Relay' value='true'/><int name='Brightness' value='30'/></set>");

        answer.Type.Should().Be(IqType.Result);
        answer.Request!.Elements.Should().ContainSingle().Which.Attribute("name").Should().Be("Brightness");
        answer.Request.Elements.Single().LocalName.Should().Be("parameter");
        board.CommandsReceived.Should().ContainSingle().Which.Payload(Ns.Control, "set")!.Elements.Should().ContainSingle().Which.Attribute("name").Should().Be("Brightness");
    }

    [Fact]
    [Spec("PR-040", "CT-022")]
    public async Task Only_the_allowed_boards_are_set_and_named()
    {
        await using var world = await World.CreateAsync();
        await world.Devices.AddAsync(new() { Name = "board4", Owner = World.Alice.Bare, Kind = "relay", Created = world.Now }, CancellationToken.None);
        var allowed = await world.ConnectAsync("board2");
        var other = await world.ConnectAsync("board4");
        await world.ChatAsync(World.Alice, "board2@things.localhost", "allow mallory@localhost control");
        var answer = await world.AskAsync(World.Mallory, "things.localhost", IqType.Set,
            $"<set xmlns='{Ns.Control}'><node nodeId='board2'/><node nodeId='board4'/><boolean name='Relay' value='true'/></set>");

        answer.Type.Should().Be(IqType.Result);
        answer.Request!.Elements.Should().ContainSingle().Which.Attribute("nodeId").Should().Be("board2");
        allowed.CommandsReceived.Should().ContainSingle();
        other.CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    public async Task Boards_and_parameters_are_named_together()
    {
        await using var world = await World.CreateAsync();
        await world.Devices.AddAsync(new() { Name = "board4", Owner = World.Alice.Bare, Kind = "relay", Created = world.Now }, CancellationToken.None);
        await world.ConnectAsync("board2");
        var other = await world.ConnectAsync("board4");
        await world.ChatAsync(World.Alice, "board2@things.localhost", "allow mallory@localhost control Brightness");
        var answer = await world.AskAsync(World.Mallory, "things.localhost", IqType.Set,
            $"<set xmlns='{Ns.Control}'><node nodeId='board2'/><node nodeId='board4'/><boolean name='Relay' value='true'/><int name='Brightness' value='30'/></set>");

        var response = answer.Request!;
        response.LocalName.Should().Be("setResponse");
        response.Elements.Select(element => $"{element.LocalName} {element.Attribute("nodeId") ?? element.Attribute("name")}").Should().Equal("node board2", "parameter Brightness");
        other.CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    public async Task Nothing_is_named_where_nothing_was_restricted()
    {
        await using var world = await World.CreateAsync();
        await world.ConnectAsync("board2");
        await world.ChatAsync(World.Alice, "board2@things.localhost", "allow mallory@localhost control");
        var answer = await world.AskAsync(World.Mallory, "things.localhost", IqType.Set,
            $"<set xmlns='{Ns.Control}'><node nodeId='board2'/><boolean name='Relay' value='true'/></set>");

        answer.Type.Should().Be(IqType.Result);
        answer.Request!.LocalName.Should().Be("setResponse");
        answer.Request.Elements.Should().BeEmpty();
    }

    [Fact]
    public async Task A_form_filled_in_while_a_right_was_lost_says_what_was_left()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        await board.ReportAsync(world.Relay(on: false));
        await world.ChatAsync(World.Alice, "board2@things.localhost", "allow mallory@localhost control Relay Brightness");
        var form = (await world.AskAsync(World.Mallory, "board2@things.localhost", IqType.Set, $"<command xmlns='{Ns.Commands}' node='set'/>")).Request!;
        await world.ChatAsync(World.Alice, "board2@things.localhost", "deny mallory@localhost control Relay");
        var done = (await world.AskAsync(World.Mallory, "board2@things.localhost", IqType.Set,
            $"<command xmlns='{Ns.Commands}' node='set' sessionid='{form.Attribute("sessionid")}'><x xmlns='jabber:x:data' type='submit'>"
            + "<field var='Relay'><value>1</value></field><field var='Brightness'><value>30</value></field></x></command>")).Request!;

        done.Element("note")!.Text.Should().Be("Brightness is now 30 %.\nYou may not set Relay.");
        board.CommandsReceived.Should().ContainSingle().Which.Payload(Ns.Control, "set")!.Elements.Should().ContainSingle();
    }
}
