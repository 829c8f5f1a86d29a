using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Access;

public sealed class StrangerTests
{
    private const string Request = "<req xmlns='urn:xmpp:iot:sensordata' seqnr='4' momentary='true'/>";
    private const string Command = "<set xmlns='urn:xmpp:iot:control'><boolean name='Relay' value='true'/></set>";

    [Fact]
    [Spec("SD-021", "SD-063")]
    public async Task A_readout_is_refused_and_the_owner_asked_once()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");

        for (int i = 0; i < 3; i++)
        {
            var answer = await world.AskAsync(World.Mallory, "board1@things.localhost/board", IqType.Get, Request);
            answer.Error!.Type.Should().Be(StanzaErrorType.Cancel);
            answer.Error.Condition.Should().Be("forbidden");
            answer.Payloads.Should().BeEmpty("only slixmpp needs more than the error");
        }

        var told = world.Upstream.TakeAll().Should().ContainSingle().Which.Should().BeOfType<Message>().Subject;
        told.From.Should().Be(Jid.Parse("board1@things.localhost"));
        told.To.Should().Be(World.Alice.Bare);
        told.Body.Should().Be("mallory@localhost asks to read board1: 1 once, 2 always, 4 everyone at localhost, 5 no");
        board.Received.Should().BeEmpty();

        world.Time.Advance(TimeSpan.FromDays(7));
        await world.AskAsync(World.Mallory, "board1@things.localhost", IqType.Get, Request);
        world.Upstream.TakeAll().Should().ContainSingle("a question that nobody answered may be asked again");
    }

    [Fact]
    public async Task A_board_without_owner_is_for_nobody_and_nobody_is_told()
    {
        await using var world = await World.CreateAsync();
        await world.Devices.AddAsync(new DeviceRecord { Name = "board9", Owner = null, Created = world.Now }, CancellationToken.None);

        (await world.AskAsync(World.Alice, "board9@things.localhost", IqType.Get, Request)).Error!.Condition.Should().Be("forbidden");
        (await world.SettleAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Slixmpp_is_refused_in_the_words_it_waits_for()
    {
        await using var world = await World.CreateAsync();
        await world.ReceiveAsync($"<iq xmlns='jabber:client' type='get' id='4' from='mallory@localhost/laptop' to='board1@things.localhost'>{Request}</iq>");

        var answer = await world.Upstream.NextAsync<Iq>();
        answer.Error!.Condition.Should().Be("forbidden");
        var rejected = answer.Payload(Ns.SensorData, "rejected")!;
        rejected.Attribute("seqnr").Should().Be("4");
        rejected.Element("error")!.Text.Should().Be("You may not read this.");
    }

    [Fact]
    [Spec("CT-031", "CT-047", "CT-049")]
    public async Task Control_is_refused_by_iq_form_and_message()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");

        var answer = await world.AskAsync(World.Mallory, "board2@things.localhost", IqType.Set, Command);
        answer.Error.Should().Match<StanzaError>(error => error.Type == StanzaErrorType.Cancel && error.Condition == "forbidden");
        answer.Payload(Ns.Control, "setResponse")!.Attribute("responseCode").Should().Be("InsufficientPrivileges");
        (await world.AskAsync(World.Mallory, "board2@things.localhost", IqType.Get, "<getForm xmlns='urn:xmpp:iot:control'/>")).Error!.Condition.Should().Be("forbidden");
        (await world.AskAsync(World.Mallory, "things.localhost", IqType.Set, "<set xmlns='urn:xmpp:iot:control'><node nodeId='board2'/><boolean name='Relay' value='true'/></set>"))
            .Error!.Condition.Should().Be("forbidden");
        await world.ReceiveAsync(new Message { From = World.Mallory, To = Jid.Parse("board2@things.localhost"), Payloads = [XmppElement.Parse(Command)] });

        (await world.SettleAsync()).Should().ContainSingle().Which.Should().BeOfType<Message>().Which.Body.Should().StartWith("mallory@localhost asks to control Relay of board2: ");
        board.CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    public async Task Nothing_is_checked_before_access_is()
    {
        // The names of parameters and fields are not for strangers either.
        await using var world = await World.CreateAsync();

        (await world.AskAsync(World.Mallory, "board2@things.localhost", IqType.Set, "<set xmlns='urn:xmpp:iot:control'><boolean name='Nothing' value='true'/></set>"))
            .Error!.Condition.Should().Be("forbidden");
        (await world.AskAsync(World.Mallory, "board1@things.localhost", IqType.Get, "<req xmlns='urn:xmpp:iot:sensordata' seqnr='1'><field name='Nothing'/></req>"))
            .Error!.Condition.Should().Be("forbidden");
    }

    [Fact]
    public async Task Chat_is_refused_once_and_the_owner_told()
    {
        await using var world = await World.CreateAsync();
        (await world.ChatAsync(World.Mallory, "board1@things.localhost", "read")).Body.Should().Be("You may not use board1. Its owner has been asked, and you will be told.");
        (await world.Upstream.NextAsync<Message>()).Body.Should().Be("mallory@localhost asks to read board1: 1 once, 2 always, 4 everyone at localhost, 5 no");

        (await world.ChatAsync(World.Mallory, "board1@things.localhost", "read")).Body.Should().Be("You may not use board1. Its owner has not decided yet.");
        (await SayAsync(world)).Should().BeEmpty("a machine that answers answers is not kept talking");
        world.Time.Advance(TimeSpan.FromSeconds(59));
        (await SayAsync(world)).Should().BeEmpty();
        world.Time.Advance(TimeSpan.FromSeconds(1));
        (await SayAsync(world)).Should().ContainSingle().Which.Should().BeOfType<Message>().Which.Should()
            .Match<Message>(message => message.To == World.Mallory && message.Body!.EndsWith("Its owner has not decided yet."));

        await world.ChatAsync(World.Alice, "things.localhost", "5");
        world.Upstream.TakeAll().Should().ContainSingle("the stranger is told the decision");
        world.Time.Advance(TimeSpan.FromMinutes(2));
        (await SayAsync(world)).Should().BeEmpty("the owner has decided");
    }

    [Fact]
    public async Task Whom_the_owner_was_not_asked_about_gets_no_answer()
    {
        await using var world = await World.CreateAsync();
        for (int i = 0; i < 10; i++)
            await world.ChatAsync(Jid.Parse($"v{i}@localhost/x"), "board1@things.localhost", "read");
        await world.SettleAsync();

        (await SayAsync(world)).Should().BeEmpty("addresses are cheap to make, and the owner has ten questions about people of that domain");
    }

    [Fact]
    [Spec("GEN-028")]
    public async Task Boards_are_listed_for_their_owner_only()
    {
        await using var world = await World.CreateAsync();
        await world.Devices.AddAsync(new DeviceRecord { Name = "board9", Owner = World.Mallory.Bare, Created = world.Now }, CancellationToken.None);

        (await ItemsAsync(world, World.Alice)).Should().Equal("board1@things.localhost", "board2@things.localhost", "board3@things.localhost");
        (await ItemsAsync(world, World.Mallory)).Should().Equal("board9@things.localhost");
        (await world.ChatAsync(World.Mallory, "things.localhost", "list")).Body.Should().Be("1 board: board9 (thing, away).");
        (await world.ChatAsync(World.Mallory, "things.localhost", "board1 read")).Body.Should().StartWith("I did not understand");
        (await world.ChatAsync(Jid.Parse("carol@localhost/x"), "things.localhost", "list")).Body.Should().Be("This is Test concentrator. There is no board here that you may use.");
    }

    [Theory]
    [InlineData("<vCard xmlns='vcard-temp'/>")]
    [InlineData("<query xmlns='jabber:iq:last'/>")]
    public async Task Cards_and_activity_are_for_those_who_may_see_a_board(string payload)
    {
        await using var world = await World.CreateAsync();

        (await world.AskAsync(World.Mallory, "board1@things.localhost", IqType.Get, payload)).Error!.Condition.Should().Be("forbidden");
        (await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, payload)).Type.Should().Be(IqType.Result);
    }

    /// <summary>Mallory asks board1 for its values by chat; all that is sent then.</summary>
    private static async Task<IReadOnlyList<Stanza>> SayAsync(World world)
    {
        await world.ReceiveAsync(new Message { Type = MessageType.Chat, From = World.Mallory, To = Jid.Parse("board1@things.localhost"), Payloads = [Message.BodyOf("read")] });
        return await world.SettleAsync();
    }

    private static async Task<List<string?>> ItemsAsync(World world, Jid from)
    {
        var answer = await world.AskAsync(from, "things.localhost", IqType.Get, $"<query xmlns='{Ns.DiscoItems}'/>");
        return [.. answer.Request!.Elements.Select(item => item.Attribute("jid"))];
    }
}
