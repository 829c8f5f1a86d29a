using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotXmpp.Concentrator.Tests.Control;

/// <summary>Commands for a board that is away, and what is said of them.</summary>
public sealed class WaitingCommandTests
{
    private const string Board2 = "board2@things.localhost";
    private const string Off = "<boolean name='Relay' value='false'/>";
    private const string On = "<boolean name='Relay' value='true'/>";

    [Fact]
    [Spec("SEC-3")]
    public async Task A_command_that_may_wait_is_sent_once_when_the_board_is_back()
    {
        await using var world = await World.CreateAsync();
        (await world.ChatAsync(World.Alice, Board2, "within 5 min on relay")).Body.Should()
            .Be("board2 is away. It is told to set Relay to on if it is back by 12:05:00 UTC; you will hear of it. cancel takes it back.");
        (await world.ChatAsync(World.Alice, Board2, "status")).Body.Should().EndWith("\nCommand of alice@localhost: Relay on, waiting until 12:05:00 UTC.");
        world.Time.Advance(TimeSpan.FromMinutes(4));

        var board = await world.ConnectAsync("board2");
        (await world.Upstream.NextAsync<Message>(message => message.To == World.Alice.Bare)).Body.Should().Be("board2 has carried out your command of 12:00:00 UTC (Relay on).");

        board.CommandsReceived.Should().ContainSingle();
        await board.LeaveAsync();
        await world.ConnectAsync("board2");
        await world.SettleAsync();
        world.Boards.Sum(each => each.CommandsReceived.Count).Should().Be(1);
        (await world.ChatAsync(World.Alice, Board2, "status")).Body.Should().EndWith("\nCommand of alice@localhost: Relay on, done just now.");
        States(world).Should().Equal(CommandState.Done);
    }

    [Fact]
    public async Task A_command_that_waited_too_long_expires_and_nothing_runs_late()
    {
        await using var world = await World.CreateAsync();
        (await world.ChatAsync(World.Alice, Board2, "later set brightness 40")).Body.Should().Contain("by 12:10:00 UTC", "ten minutes are the default");
        world.Time.Advance(TimeSpan.FromMinutes(10));

        (await world.Upstream.NextAsync<Message>()).Body.Should().Be(
            "board2 was away too long for your command of 12:00:00 UTC (Brightness 40 %). Nothing was done, and nothing will be done later.");
        var board = await world.ConnectAsync("board2");
        await world.SettleAsync();
        board.CommandsReceived.Should().BeEmpty();
        States(world).Should().Equal(CommandState.Expired);
    }

    [Fact]
    public async Task Without_leave_to_wait_a_board_that_is_away_refuses_and_the_answer_says_how()
    {
        await using var world = await World.CreateAsync();
        (await world.ChatAsync(World.Alice, Board2, "on relay")).Body.Should().EndWith("Nothing was done, and nothing will be done later. If it may wait, type later on Relay.");
        (await world.ChatAsync(World.Alice, "things.localhost", "board2 set brightness 40")).Body.Should().EndWith("type board2 later set Brightness 40.");
        States(world).Should().BeEmpty();
    }

    [Fact]
    public async Task What_waits_is_sent_in_order_and_can_be_taken_back()
    {
        await using var world = await World.CreateAsync();
        await world.ChatAsync(World.Alice, Board2, "later on relay");
        await world.ChatAsync(World.Alice, Board2, "later set brightness 10");
        var board = await world.ConnectAsync("board2");
        await board.CommandedAsync(2);
        board.CommandsReceived.SelectMany(command => command.Request!.Elements).Select(value => value.Attribute("name")).Should().Equal("Relay", "Brightness");
        await board.LeaveAsync();
        await world.SettleAsync();

        await world.ChatAsync(World.Alice, Board2, "later off relay");
        (await world.ChatAsync(World.Alice, Board2, "cancel")).Body.Should().Be("Taken back: Relay off. Nothing was done.");
        (await world.ChatAsync(World.Alice, Board2, "cancel")).Body.Should().Be("No command of yours waits for board2.");
        var again = await world.ConnectAsync("board2");
        await world.SettleAsync();
        again.CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    [Spec("SEC-3", "SEC-4")]
    public async Task Who_may_no_longer_control_the_board_is_refused_when_it_is_back()
    {
        await using var world = await World.CreateAsync();
        await world.ChatAsync(World.Alice, Board2, "later on relay");
        var record = (await world.Devices.FindAsync("board2", CancellationToken.None))!;
        await world.Devices.UpdateAsync(record with { Owner = World.Mallory.Bare }, CancellationToken.None);

        var board = await world.ConnectAsync("board2");
        (await world.Upstream.NextAsync<Message>(message => message.To == World.Alice.Bare)).Body.Should().Contain("You may not control this any more. Nothing was done.");
        board.CommandsReceived.Should().BeEmpty();
        States(world).Should().Equal(CommandState.Refused);
    }

    [Fact]
    public async Task A_program_says_until_when_and_is_answered_when_it_is_known()
    {
        await using var world = await World.CreateAsync();
        var waiting = world.AskAsync(World.Alice, Board2, IqType.Set, Set(On, "2026-07-01T12:05:00Z"));
        var expiring = world.AskAsync(World.Alice, "board3@things.localhost", IqType.Set, Set("<string name='Label' value='x'/>", "2026-07-01T12:01:00Z"));
        await UntilAsync(() => States(world).Count == 2);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var expired = await expiring;
        expired.Error!.Condition.Should().Be("recipient-unavailable");
        expired.Error.Text.Should().Contain("Nothing was done, and nothing will be done later.");

        await world.ConnectAsync("board2");
        (await waiting).Type.Should().Be(IqType.Result);
    }

    [Theory]
    [InlineData("2026-07-01T11:59:59Z", "recipient-unavailable")]
    [InlineData("2026-07-03T12:00:00Z", "policy-violation")]
    [InlineData("soon", "bad-request")]
    public async Task A_time_that_cannot_be_is_refused(string stop, string condition)
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        (await world.AskAsync(World.Alice, Board2, IqType.Set, Set(On, stop))).Error!.Condition.Should().Be(condition);
        board.CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    public async Task Too_many_waiting_commands_are_refused()
    {
        await using var world = await World.CreateAsync(options => options with { Limits = new ConcentratorLimits { MaxWaitingCommands = 1 } });
        await world.ChatAsync(World.Alice, Board2, "later on relay");
        (await world.ChatAsync(World.Alice, Board2, "later off relay")).Body.Should().Be("1 commands wait for board2 already.");
    }

    [Fact]
    public async Task States_survive_a_restart_and_nothing_is_sent_twice()
    {
        await using var world = await World.CreateAsync();
        foreach (var (id, state, minutes) in new[] { ("sent", CommandState.Sent, 5), ("taken", CommandState.Accepted, 5), ("waits", CommandState.Queued, 5), ("late", CommandState.Queued, -1) })
            await world.Commands.AddAsync(Record(world, id, state, world.Now.AddMinutes(minutes)), CancellationToken.None);

        var upstream = new ScriptedUpstream();
        await using var restarted = new Concentrator(new ConcentratorOptions { Domain = "things.localhost" }, world.Stores, _ => upstream, world.Time, NullLoggerFactory.Instance);
        await restarted.StartAsync(CancellationToken.None);
        var told = new[] { await upstream.NextAsync<Message>(), await upstream.NextAsync<Message>(), await upstream.NextAsync<Message>() };
        told.Count(message => message.Body!.Contains("It may or may not have done it; it will not do it later.")).Should().Be(2);
        told.Count(message => message.Body!.Contains("away too long")).Should().Be(1);

        var board = new ScriptedBoard("board2", "things.localhost");
        board.Session = await restarted.Devices.BindAsync(board, CancellationToken.None);
        await board.SayAsync(new Presence());
        (await upstream.NextAsync<Message>()).Body.Should().Contain("has carried out");
        board.CommandsReceived.Should().ContainSingle();
        States(world).Should().BeEquivalentTo([CommandState.Unknown, CommandState.Unknown, CommandState.Done, CommandState.Expired]);
    }

    [Fact]
    public async Task A_command_under_way_says_how_far_it_is()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        board.Commands = null;
        await world.ReceiveAsync($"<iq xmlns='jabber:client' type='set' id='1' from='alice@localhost/phone' to='{Board2}'>{Set(On, null)}</iq>");
        await board.CommandedAsync();
        (await world.ChatAsync(World.Alice, Board2, "status")).Body.Should().EndWith("Relay on, sent just now, not answered yet.");

        board.Acknowledge();
        await UntilAsync(() => States(world).SequenceEqual([CommandState.Accepted]));
        (await world.ChatAsync(World.Alice, Board2, "status")).Body.Should().EndWith("Relay on, taken by the board just now, not answered yet.");

        world.Time.Advance(TimeSpan.FromSeconds(10));
        (await world.Upstream.NextAsync<Iq>()).Error!.Condition.Should().Be("remote-server-timeout");
        (await world.ChatAsync(World.Alice, Board2, "status")).Body.Should().EndWith("Relay on, not answered just now, it may or may not have been done.");
        States(world).Should().Equal(CommandState.Unknown);
    }

    [Fact]
    public async Task Programs_read_the_state_of_the_last_command()
    {
        await using var world = await World.CreateAsync();
        await world.ChatAsync(World.Alice, Board2, "later on relay");
        const string Read = "<req xmlns='urn:xmpp:iot:sensordata' seqnr='1' status='true'><field name='Command'/></req>";
        await world.AskAsync(World.Alice, Board2, IqType.Get, Read);

        var field = (await world.Upstream.NextAsync<Message>(message => message.To == World.Alice)).Payload("urn:xmpp:iot:sensordata", "fields")!.Elements.Single().Elements.Single().Elements.Single();
        field.LocalName.Should().Be("enum");
        (field.Attribute("name"), field.Attribute("value"), field.Attribute("dataType"), field.Attribute("status")).Should().Be(("Command", "queued", "CommandState", "true"));
    }

    [Fact]
    public async Task A_board_that_says_it_came_too_late_did_nothing()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        board.Commands = iq => iq.Fail(StanzaErrors.UnexpectedRequest());
        (await world.ChatAsync(World.Alice, Board2, "on relay")).Body.Should().Be("Its time passed before board2 could do it. Nothing was done, and nothing will be done later.");
        // Until when stands in the id: now and the ten seconds a command has.
        board.CommandsReceived.Single().Id.Should().EndWith($"-{world.Now.AddSeconds(10).ToUnixTimeSeconds()}");
        States(world).Should().Equal(CommandState.Expired);
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_done()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        world.Commands.Failure = new IOException("disk");
        (await world.AskAsync(World.Alice, Board2, IqType.Set, Set(Off, null))).Error!.Condition.Should().Be("internal-server-error");
        board.CommandsReceived.Should().BeEmpty();
    }

    private static CommandRecord Record(World world, string id, CommandState state, DateTimeOffset expires) => new()
    {
        Id = id,
        Device = "board2",
        Requester = World.Alice,
        Address = Jid.Parse(Board2),
        Values = [new ControlValue("Relay", ControlParameterKind.Boolean, "true")],
        Created = world.Now,
        Expires = expires,
        TellsByChat = true,
        State = state,
        Changed = world.Now,
    };

    private static List<CommandState> States(World world) => [.. world.Commands.ListAsync(DateTimeOffset.MinValue, CancellationToken.None).Result.Select(command => command.State)];

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static string Set(string value, string? stop) =>
        $"<set xmlns='urn:xmpp:iot:control'>{(stop is null ? "" : $"<headers xmlns='http://jabber.org/protocol/shim'><header name='Stop'>{stop}</header></headers>")}{value}</set>";
}
