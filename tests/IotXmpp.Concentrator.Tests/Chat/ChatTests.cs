using IotXmpp.Testing;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Chat;

public sealed class ChatTests
{
    private const string Board1 = "board1@things.localhost";
    private const string Board2 = "board2@things.localhost";
    private const string Domain = "things.localhost";

    [Theory]
    [InlineData(Board1, "read", "Temperature 21.5 °C, Humidity 45.0 %, Pressure 1013.2 hPa")]
    [InlineData(Board1, "READ TEMPERATURE", "Temperature 21.5 °C")]
    [InlineData(Board1, "read pressure humidity", "Humidity 45.0 %, Pressure 1013.2 hPa")]
    [InlineData(Board1, "board1 read Temperature", "Temperature 21.5 °C")]
    [InlineData(Board1, "read temp", "board1 has no field 'temp'. It has Temperature, Humidity, Pressure.")]
    [InlineData(Board1, "set interval 30", "Interval is now 30 s.")]
    [InlineData(Board1, "set interval 0", "Interval must be a whole number from 1 to 3600. Nothing was changed.")]
    [InlineData(Board1, "set interval", "Interval must be a whole number from 1 to 3600. Type set Interval 3600.")]
    [InlineData(Board1, "set Label Hall, upstairs", "Label is now 'Hall, upstairs'.")]
    [InlineData(Board1, "set colour red", "board1 has no parameter 'colour'. It has Interval, Label.")]
    [InlineData(Board1, "on interval", "Interval cannot be switched. Type set Interval 3600.")]
    [InlineData(Board1, "on", "Set what? board1 has Interval, Label. Type set Interval 3600.")]
    [InlineData(Board1, "list", "board1 reports Temperature, Humidity, Pressure.\nYou can set Interval, Label.")]
    [InlineData(Board1, "what is this?", "I did not understand 'what is this?'. Type help.")]
    [InlineData(Board2, "on relay", "Relay is now on.")]
    [InlineData(Board2, "OFF", "Relay is now off.")]
    [InlineData(Board2, "set Relay yes", "Relay is now on.")]
    [InlineData(Board2, "set Relay maybe", "Relay must be true or false. Nothing was changed.")]
    [InlineData(Board2, "on relay brightness", "One at a time: type on Relay.")]
    [InlineData(Board2, "set brightness 40", "Brightness is now 40 %.")]
    [InlineData(Board2, "read", "Relay on, Presses 3, Brightness 40 %")]
    [InlineData(Domain, "board1 read Humidity", "board1: Humidity 45.0 %")]
    [InlineData(Domain, "read board1 Humidity", "board1: Humidity 45.0 %")]
    [InlineData(Domain, "BOARD2 on Relay", "Relay is now on.")]
    [InlineData(Domain, "board3 read", "board3 is away, and there are no earlier values.")]
    [InlineData(Domain, "board1 fly", "I did not understand 'board1 fly'. Type help.")]
    [InlineData(Domain, "read", "Which board? Type for example board1 read. You have board1, board2, board3.")]
    [InlineData(Domain, "on Relay", "Which board? Type for example board1 on Relay. You have board1, board2, board3.")]
    [InlineData(Domain, "list", "3 boards: board1 (climate sensor), board2 (relay), board3 (energy meter, away).")]
    [InlineData(Domain, "status", "3 boards, 2 up.\nUp: board1, board2.\nAway: board3.")]
    [InlineData(Domain, "hello", "I did not understand 'hello'. Type help.")]
    public async Task A_line_gets_its_answer(string to, string text, string answer)
    {
        await using var world = await World.CreateAsync();
        (await world.ConnectAsync("board1")).Readings = world.Climate();
        (await world.ConnectAsync("board2")).Readings = world.Relay(true);

        (await world.ChatAsync(World.Alice, to, text)).Body.Should().Be(answer);
    }

    [Theory]
    [InlineData(Board1)]
    [InlineData(Board2)]
    [InlineData("board3@things.localhost")]
    [InlineData(Domain)]
    public async Task Help_says_what_to_type_in_at_most_five_lines(string to)
    {
        await using var world = await World.CreateAsync();
        string help = (await world.ChatAsync(World.Alice, to, "help")).Body!;

        help.Split('\n').Should().HaveCountLessThanOrEqualTo(5);
        help.Should().Contain("read").And.Contain("status").And.Contain("list");
        // What help says to type is understood, as it stands.
        foreach (string line in to == Domain ? new[] { "list", "status", "board1 read", "board1 status", "board1 help" } : ["read", "list", "status"])
        {
            help.Should().Contain(line);
            (await world.ChatAsync(World.Alice, to, line)).Body.Should().NotContain("did not understand");
        }
    }

    [Theory]
    [InlineData(Board2, "")]
    [InlineData(Domain, "board2 ")]
    public async Task Help_says_how_a_command_may_wait_where_something_can_be_set(string to, string prefix)
    {
        await using var world = await World.CreateAsync();

        string help = (await world.ChatAsync(World.Alice, to, $"{prefix}help")).Body!;

        foreach (string line in new[] { "later <command>", "within 2 h <command>", "cancel" })
            help.Should().Contain(prefix + line);
        // What help says to type is understood: board2 is away, so it waits.
        (await world.ChatAsync(World.Alice, to, $"{prefix}later on Relay")).Body.Should().Contain("if it is back by 12:10:00 UTC");
        (await world.ChatAsync(World.Alice, to, $"{prefix}within 2 h on Relay")).Body.Should().Contain("if it is back by 14:00:00 UTC");
        (await world.ChatAsync(World.Alice, to, $"{prefix}cancel")).Body.Should().StartWith("Taken back: ");
        await world.ChatAsync(World.Alice, Board2, "allow mallory@localhost read");
        (await world.ChatAsync(World.Mallory, to, $"{prefix}help")).Body.Should().StartWith("board2 is").And.NotContain("later", "there is nothing that may be set");
    }

    [Fact]
    public async Task A_read_answers_people_and_programs_in_one_message()
    {
        await using var world = await World.CreateAsync();
        (await world.ConnectAsync("board1")).Readings = world.Climate();

        var answer = await world.ChatAsync(World.Alice, Board1, "read temperature", XmppElement.Build(Ns.Client, "thread", w => w.WriteString("t1")));

        answer.Type.Should().Be(MessageType.Chat);
        answer.Thread.Should().Be("t1");
        answer.From.Should().Be(Jid.Parse(Board1));
        answer.To.Should().Be(World.Alice, "the resource that wrote gets the answer");
        var fields = SensorDataXml.ReadFields(answer.Payload(Ns.SensorData, "fields")!, TimeZoneInfo.Utc, new SensorDataLimits());
        fields.Done.Should().BeTrue();
        fields.Nodes.Single().Fields.Single().Value.Text.Should().Be("21.5");
    }

    [Fact]
    public async Task Values_of_a_board_that_is_away_say_how_old_they_are()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate());
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await board.ReportAsync(world.Number("Temperature", "22.0", "°C"));
        await board.LeaveAsync();
        world.Time.Advance(TimeSpan.FromSeconds(130));

        (await world.ChatAsync(World.Alice, Board1, "read temperature")).Body.Should().Be("Temperature 22.0 °C (2 min ago; board1 is away)");
        (await world.ChatAsync(World.Alice, Board1, "read")).Body.Should()
            .Be("Temperature 22.0 °C (2 min ago), Humidity 45.0 % (3 min ago), Pressure 1013.2 hPa (3 min ago); board1 is away");
        (await world.ChatAsync(World.Alice, Domain, "board1")).Body.Should()
            .Be("board1 has been away for 2 min. Last: Temperature 22.0 °C (2 min ago), Humidity 45.0 % (3 min ago), Pressure 1013.2 hPa (3 min ago)");
    }

    [Fact]
    public async Task A_command_for_a_board_that_is_away_says_so_and_never_runs()
    {
        await using var world = await World.CreateAsync();
        await (await world.ConnectAsync("board2")).LeaveAsync();
        world.Time.Advance(TimeSpan.FromMinutes(7));

        (await world.ChatAsync(World.Alice, Board2, "on relay")).Body.Should().Be("board2 has been away for 7 min. Nothing was done, and nothing will be done later. If it may wait, type later on Relay.");
        (await world.ConnectAsync("board2")).CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    public async Task A_board_that_does_not_answer_says_so_with_its_last_values()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Number("Temperature", "21.5", "°C"));
        board.Readings = null;
        await world.ReceiveAsync(new Message { Type = MessageType.Chat, From = World.Alice, To = Jid.Parse(Board1), Payloads = [Message.BodyOf("read")] });
        await board.AskedAsync();
        world.Time.Advance(TimeSpan.FromSeconds(10));

        (await world.Upstream.NextAsync<Message>()).Body.Should().Be("Temperature 21.5 °C (10 s ago; board1 does not answer)");
    }

    [Fact]
    [Spec("CT-050", "GEN-077")]
    public async Task A_delayed_command_is_not_carried_out_and_says_so()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        var delay = XmppElement.Parse("<delay xmlns='urn:xmpp:delay' stamp='2026-07-01T09:00:00Z'/>");

        (await world.ChatAsync(World.Alice, Board2, "on relay", delay)).Body.Should().Be("That command arrived late, so it was not carried out. Type it again if you still want it.");
        (await world.ChatAsync(World.Alice, Domain, "board2 set brightness 3", delay)).Body.Should().StartWith("That command arrived late");
        board.CommandsReceived.Should().BeEmpty();
    }

    [Theory]
    [InlineData("<message xmlns='jabber:client' type='error' from='alice@localhost/phone' to='board2@things.localhost'><body>on relay</body></message>")]
    [InlineData("<message xmlns='jabber:client' type='headline' from='alice@localhost/phone' to='board2@things.localhost'><body>on relay</body></message>")]
    [InlineData("<message xmlns='jabber:client' type='groupchat' from='room@chat.localhost/alice' to='board2@things.localhost'><body>on relay</body></message>")]
    [InlineData("<message xmlns='jabber:client' type='chat' from='alice@localhost/phone' to='board2@things.localhost'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>")]
    [InlineData("<message xmlns='jabber:client' type='chat' from='alice@localhost/phone' to='board2@things.localhost'><body> </body></message>")]
    [InlineData("<message xmlns='jabber:client' type='chat' from='board1@things.localhost/board' to='board2@things.localhost'><body>on relay</body></message>")]
    [InlineData("<message xmlns='jabber:client' type='chat' from='alice@localhost/phone' to='board2@things.localhost'><body>on relay</body><sent xmlns='urn:xmpp:carbons:2'/></message>")]
    [Spec("GEN-076", "GEN-074")]
    public async Task What_no_person_wrote_here_and_now_is_not_answered(string message)
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        await world.ReceiveAsync(message);

        (await world.SettleAsync()).Should().BeEmpty();
        board.CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    [Spec("GEN-075")]
    public async Task A_receipt_is_given_if_asked_for()
    {
        await using var world = await World.CreateAsync();
        await world.ReceiveAsync("<message xmlns='jabber:client' type='chat' id='m1' from='alice@localhost/phone' to='board1@things.localhost'><body>list</body><request xmlns='urn:xmpp:receipts'/></message>");

        var receipt = await world.Upstream.NextAsync<Message>();
        receipt.Payload(Ns.Receipts, "received")!.Attribute("id").Should().Be("m1");
        receipt.Body.Should().BeNull();
        (await world.Upstream.NextAsync<Message>()).Body.Should().StartWith("board1 reports");
    }

    [Fact]
    public async Task Lines_of_one_person_are_answered_in_order_though_the_first_takes_long()
    {
        await using var world = await World.CreateAsync();
        var board1 = await world.ConnectAsync("board1");
        board1.Readings = null;
        (await world.ConnectAsync("board2")).Readings = world.Relay(false);
        foreach (var (to, text) in new[] { (Board1, "read"), (Board2, "read relay") })
            await world.ReceiveAsync(new Message { Type = MessageType.Chat, From = World.Alice, To = Jid.Parse(to), Payloads = [Message.BodyOf(text)] });
        await board1.AskedAsync();
        (await world.SettleAsync()).Should().BeEmpty();
        world.Time.Advance(TimeSpan.FromSeconds(10));

        (await world.Upstream.NextAsync<Message>()).Body.Should().EndWith("earlier values.");
        (await world.Upstream.NextAsync<Message>()).Body.Should().Be("Relay off");
    }

    [Fact]
    [Spec("SEC-18", "SEC-19")]
    public async Task A_flood_of_lines_is_bounded()
    {
        await using var world = await World.CreateAsync(options => options with { Limits = new ConcentratorLimits { MaxWaitingChatLines = 3 } });
        var board = await world.ConnectAsync("board1");
        board.Readings = null;
        await world.ReceiveAsync(new Message { Type = MessageType.Chat, From = World.Alice, To = Jid.Parse(Board1), Payloads = [Message.BodyOf("read")] });
        for (int i = 0; i < 50; i++)
            await world.ReceiveAsync(new Message { Type = MessageType.Chat, From = World.Alice, To = Jid.Parse(Board1), Payloads = [Message.BodyOf("list")] });
        await board.AskedAsync();
        world.Time.Advance(TimeSpan.FromSeconds(10));

        for (int i = 0; i < 4; i++)
            await world.Upstream.NextAsync<Message>();
        // One was under way, three waited, forty-seven were dropped.
        (await world.SettleAsync()).Should().BeEmpty();
    }

    [Fact]
    [Spec("SEC-18")]
    public async Task Text_of_a_board_cannot_break_a_sentence()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = [new Field { Name = "Note", Value = FieldValue.String("a\nSystem: pay \u202eme"), Timestamp = world.Now }, world.Number("Temperature", "21.5", "°C")];
        await board.ReportAsync([.. board.Readings]);

        (await world.ChatAsync(World.Alice, Board1, "read")).Body.Should().Be("Temperature 21.5 °C, Note a System: pay  me");
    }

    [Fact]
    public async Task A_line_without_end_is_refused()
    {
        await using var world = await World.CreateAsync();

        (await world.ChatAsync(World.Alice, Board1, "read " + new string('x', 2_000))).Body.Should().StartWith("That is too long for me");
    }

    [Fact]
    public async Task Chat_with_a_board_that_does_not_exist_comes_back()
    {
        await using var world = await World.CreateAsync();
        await world.ReceiveAsync(new Message { Type = MessageType.Chat, Id = "1", From = World.Alice, To = Jid.Parse("board9@things.localhost"), Payloads = [Message.BodyOf("read")] });

        var answer = await world.Upstream.NextAsync<Message>();
        answer.Type.Should().Be(MessageType.Error);
        answer.Error!.Condition.Should().Be("item-not-found");
    }
}
