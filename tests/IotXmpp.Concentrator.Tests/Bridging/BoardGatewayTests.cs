using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Bridging;

public sealed class BoardGatewayTests
{
    private const string Bob = "bob@localhost";

    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Nothing_crosses_that_is_not_listed()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate());
        await (await world.ConnectAsync("board2")).ReportAsync(world.Relay(on: true));
        var closed = new ScriptedBridge(new BridgeRoute());
        var open = new ScriptedBridge(new BridgeRoute { Boards = ["board1"], Fields = ["Temp*"] });

        (await ListAsync(world, closed)).Should().BeEmpty();
        var seen = (await ListAsync(world, open)).Should().ContainSingle().Subject;
        seen.Name.Should().Be("board1");
        seen.Description.Fields.Select(field => field.Name).Should().Equal("Temperature");
        seen.Description.Parameters.Should().BeEmpty();
        seen.LastValues.Select(value => value.Field.Name).Should().Equal("Temperature");
        (await world.Concentrator.Gateway.FindAsync(open, "board2", None)).Should().BeNull();
        (await world.Concentrator.Gateway.MayReadAsync(open, Entry(world, "board1", "Humidity"), None)).Should().BeFalse();
        (await world.Concentrator.Gateway.MayReadAsync(open, Entry(world, "board1", "Temperature"), None)).Should().BeTrue();
        (await world.Concentrator.Gateway.SetAsync(open, "board1", [new("Interval", null, "5")], None)).Error!.Condition.Should().Be("forbidden");
        board.CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    public async Task What_the_administrator_has_denied_does_not_cross_though_it_is_listed()
    {
        await using var world = await World.CreateAsync();
        await (await world.ConnectAsync("board1")).ReportAsync(world.Climate());
        var bridge = new ScriptedBridge(new BridgeRoute { Boards = ["*"], Parameters = ["*"] });
        (await world.Concentrator.Gateway.MayReadAsync(bridge, Entry(world, "board1", "Humidity"), None)).Should().BeTrue();

        await world.ChatAsync(World.Alice, "board1@things.localhost", "deny mqtt@bridge board1 Humidity");

        (await world.Concentrator.Gateway.MayReadAsync(bridge, Entry(world, "board1", "Humidity"), None)).Should().BeFalse();
        (await world.Concentrator.Gateway.MayReadAsync(bridge, Entry(world, "board1", "Temperature"), None)).Should().BeTrue();
    }

    [Fact]
    public async Task What_was_said_of_one_field_or_of_a_thing_behind_a_board_says_nothing_of_the_others_and_is_kept()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = [world.Number("Temperature", "21.5", "°C"), world.Number("Humidity", "45", "%")];
        await board.ReportAsync(world.Climate());
        await board.ReportAsync("probe", world.Number("Temperature", "4", "°C"));
        var bridge = new ScriptedBridge(new BridgeRoute { Boards = ["board1"] });
        var gateway = world.Concentrator.Gateway;
        var probe = new NodeRef("board1/probe");
        (await gateway.FindAsync(bridge, "board1", None))!.LastValues.Select(value => value.Node).Should().Contain(probe);

        await world.Access.AddRulesAsync([Rule(world, isAllowed: false, "board1/probe", null), Rule(world, isAllowed: true, null, "Humidity")], [], None);

        (await gateway.MayReadAsync(bridge, new("board1", probe, world.Number("Temperature", "4", "°C")), None)).Should().BeFalse("that thing was denied");
        (await gateway.MayReadAsync(bridge, Entry(world, "board1", "Temperature"), None)).Should().BeTrue();
        (await gateway.FindAsync(bridge, "board1", None))!.LastValues.Select(value => (value.Node.NodeId, value.Field.Name))
            .Should().Equal(("board1", "Temperature"), ("board1", "Humidity"), ("board1", "Pressure"));
        (await gateway.ReadAsync(bridge, "board1", [], None))!.Values.Select(value => value.Field.Name)
            .Should().Equal(["Temperature", "Humidity"], "one that is allowed by name does not close the others");
    }

    [Fact]
    public async Task Another_owner_is_asked_once_and_his_answer_counts()
    {
        await using var world = await World.CreateAsync();
        await world.Devices.AddAsync(new DeviceRecord { Name = "hall", Owner = Jid.Parse(Bob), Kind = "climate", Created = world.Now }, None);
        await (await world.ConnectAsync("hall")).ReportAsync(world.Climate());
        var bridge = new ScriptedBridge(new BridgeRoute { Boards = ["*"], Parameters = ["*"] });
        await world.SettleAsync();

        (await world.Concentrator.Gateway.MayReadAsync(bridge, Entry(world, "hall", "Temperature"), None)).Should().BeFalse();
        (await world.Concentrator.Gateway.MayReadAsync(bridge, Entry(world, "hall", "Temperature"), None)).Should().BeFalse();

        var asked = (await world.SettleAsync()).OfType<Message>().Where(message => message.Body is not null).ToList();
        var question = asked.Should().ContainSingle().Subject;
        question.To.Should().Be(Jid.Parse(Bob));
        question.Body.Should().StartWith("mqtt@bridge asks to read Temperature of hall");
        await world.ChatAsync(Jid.Parse(Bob + "/x"), "hall@things.localhost", "2");
        (await world.Concentrator.Gateway.MayReadAsync(bridge, Entry(world, "hall", "Temperature"), None)).Should().BeTrue();
        (await world.SettleAsync()).Should().NotContain(stanza => stanza.To!.Domain == "bridge", "nobody is there to be told");
    }

    [Fact]
    public async Task A_command_is_checked_carried_out_and_audited_like_any_other()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        var bridge = new ScriptedBridge(new BridgeRoute { Boards = ["board2"], Parameters = ["Relay", "Brightness"] });
        var gateway = world.Concentrator.Gateway;

        (await gateway.SetAsync(bridge, "board2", [new("Relay", null, "true")], None)).Error.Should().BeNull();
        (await gateway.SetAsync(bridge, "board2", [new("Brightness", null, "101")], None)).Error!.Condition.Should().Be("bad-request");
        (await gateway.SetAsync(bridge, "board2", [new("Relay", null, "false"), new("Label", null, "x")], None)).Error!.Condition.Should().Be("forbidden");
        (await gateway.SetAsync(bridge, "nobody", [new("Relay", null, "true")], None)).Error!.Condition.Should().Be("item-not-found");

        board.CommandsReceived.Should().ContainSingle();
        (await world.ChatAsync(World.Alice, "board2@things.localhost", "audit")).Body.Should().Contain("mqtt@bridge");
        await board.LeaveAsync();
        (await gateway.SetAsync(bridge, "board2", [new("Relay", null, "true")], None)).Error!.Condition.Should().Be("recipient-unavailable", "a command from outside never runs late");
    }

    [Fact]
    public async Task An_attached_device_is_a_board_with_address_rights_and_history()
    {
        await using var world = await World.CreateAsync();
        var bridge = new ScriptedBridge(new BridgeRoute());
        var commands = new List<string>();
        var device = new AttachedDevice("plug", null, ThingKinds.Relay)
        {
            SetAsync = (values, _, _) =>
            {
                commands.AddRange(values.Select(value => $"{value.Name}={value.Text}"));
                return new(new ControlOutcome(ControlOutcomeKind.Done));
            },
        };

        await using var plug = await world.Concentrator.Gateway.AttachAsync(bridge, device, None);
        await plug.SetAvailableAsync(true, None);
        (await plug.ReportAsync(world.Relay(on: false), None)).Should().Be(3);
        (await plug.ReportAsync(world.Relay(on: false), None)).Should().Be(0, "the same readings again are the same rows");

        (await world.ChatAsync(World.Alice, "plug@things.localhost", "read")).Body.Should().Be("Relay off, Presses 3, Brightness 40 %");
        (await world.ChatAsync(World.Alice, "plug@things.localhost", "on relay")).Body.Should().Be("Relay is now on.");
        commands.Should().Equal("Relay=true");
        (await world.ChatAsync(World.Mallory, "plug@things.localhost", "read")).Body.Should().StartWith("You may not");
        await plug.SetAvailableAsync(false, None);
        (await world.ChatAsync(World.Alice, "plug@things.localhost", "on relay")).Body.Should().StartWith("plug has been away");
        commands.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_board_that_logs_in_by_itself_is_not_taken_over()
    {
        await using var world = await World.CreateAsync();
        var (sha256, _) = BoardPassword.Keys(BoardPassword.Make());
        await world.Devices.AddAsync(new DeviceRecord { Name = "real", Owner = World.Alice.Bare, ScramSha256 = sha256, Created = world.Now }, None);

        var act = async () => await world.Concentrator.Gateway.AttachAsync(new ScriptedBridge(new BridgeRoute()), new AttachedDevice("real", null, ThingKinds.Relay), None);

        await act.Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task A_bridge_that_fails_is_started_again_and_owners_hear_how_it_is_doing()
    {
        await using var world = await World.CreateAsync();
        await (await world.ConnectAsync("board1")).ReportAsync(world.Climate());
        var bridge = new ScriptedBridge(new BridgeRoute { Boards = ["board1"] });
        world.Concentrator.AddBridge(bridge);
        await bridge.StartedAsync();

        (await world.ChatAsync(World.Alice, "board1@things.localhost", "status")).Body.Should().EndWith("\nBridge mqtt@bridge: not connected for 2 min (The broker does not answer.).");
        bridge.Fail(new IOException("broken"));
        await world.Time.AdvanceAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await bridge.StartedAsync();
        bridge.Status = new BridgeStatus(BridgeState.Connected, world.Now, null);
        (await world.Concentrator.GetStatusAsync(None)).Bridges.Should().Equal(("mqtt", bridge.Status));
        (await world.ChatAsync(World.Alice, "board2@things.localhost", "status")).Body.Should().NotContain("Bridge", "it does not carry board2");
        await world.Concentrator.DisposeAsync();
        bridge.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task Nobody_can_speak_in_the_name_of_a_bridge()
    {
        await using var world = await World.CreateAsync();
        await world.ConnectAsync("board2");

        await world.ReceiveAsync(new Message { Type = MessageType.Chat, From = Jid.Parse("mqtt@bridge/x"), To = Jid.Parse("board2@things.localhost"), Payloads = [Message.BodyOf("on relay")] });
        await world.ReceiveAsync(new Iq { Type = IqType.Get, Id = "1", From = Jid.Parse("mqtt@bridge/x"), To = Jid.Parse("board2@things.localhost"), Payloads = [XmppElement.Build(Ns.Ping, "ping")] });

        (await world.SettleAsync()).Should().NotContain(stanza => stanza.To!.Domain == "bridge");
        world.Boards[0].CommandsReceived.Should().BeEmpty();
    }

    private static HistoryEntry Entry(World world, string board, string field) => new(board, new NodeRef(board), world.Number(field, "1", "°C"));

    private static AccessRule Rule(World world, bool isAllowed, string? node, string? name) => new()
    {
        Device = "board1",
        Owner = World.Alice.Bare,
        Subject = AccessSubject.Of(BridgeAddress.Of("mqtt")),
        Action = AccessAction.Read,
        IsAllowed = isAllowed,
        Node = node,
        Name = name,
        Created = world.Now,
    };

    private static async Task<List<BridgedBoard>> ListAsync(World world, IBridge bridge)
    {
        var boards = new List<BridgedBoard>();
        await foreach (var board in world.Concentrator.Gateway.ListAsync(bridge, None))
            boards.Add(board);
        return boards;
    }
}
