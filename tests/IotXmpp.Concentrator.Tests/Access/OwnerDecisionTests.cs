using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Access;

/// <summary>The owner decides in chat: questions, answers, and what follows from them.</summary>
public sealed class OwnerDecisionTests
{
    private const string Board1 = "board1@things.localhost";
    private static readonly Jid Visitor = Jid.Parse("visitor@example.net/phone");
    private static int s_readouts;

    [Fact]
    public async Task A_stranger_asks_and_the_owner_answers_with_a_number()
    {
        await using var world = await CreateAsync();

        (await ReadAsync(world, "Pressure")).Should().BeNull();

        var question = await world.Upstream.NextAsync<Message>();
        question.From.Should().Be(Jid.Parse(Board1));
        question.To.Should().Be(World.Alice.Bare);
        question.Body.Should().Be("visitor@example.net asks to read Pressure of board1: 1 once, 2 always, 3 only Pressure, 4 everyone at example.net, 5 no");

        (await world.ChatAsync(World.Alice, Board1, "3")).Body.Should().Be("visitor@example.net may read Pressure of board1.");
        var told = await world.Upstream.NextAsync<Message>();
        told.To.Should().Be(Visitor.Bare);
        told.Body.Should().Be("The owner of board1 has decided: you may read Pressure of board1. Ask again now.");
        (await ReadAsync(world)).Should().Equal("Pressure");
        (await ReadAsync(world, "Pressure")).Should().Equal("Pressure");
        (await ReadAsync(world, "Temperature")).Should().BeNull();
    }

    [Fact]
    public async Task Once_is_once()
    {
        await using var world = await CreateAsync();
        await ReadAsync(world, "Pressure");
        await world.ChatAsync(World.Alice, Board1, "1");

        (await ReadAsync(world, "Pressure")).Should().Equal("Pressure");
        (await ReadAsync(world, "Pressure")).Should().BeNull();

        // Answering again, or late, gives nothing away either.
        (await world.ChatAsync(World.Alice, Board1, "1")).Body.Should().Be("That question is closed since 2026-07-01 12:00 UTC: once. Nothing has changed.");
        (await ReadAsync(world, "Pressure")).Should().BeNull();
    }

    [Fact]
    public async Task Once_is_once_for_requests_at_the_same_time()
    {
        await using var world = await CreateAsync();
        await ReadAsync(world, "Pressure");
        await world.ChatAsync(World.Alice, Board1, "1");

        for (int i = 0; i < 8; i++)
            await world.ReceiveAsync($"<iq xmlns='jabber:client' type='get' id='r{i}' from='{Visitor}' to='{Board1}'><req xmlns='urn:xmpp:iot:sensordata' seqnr='{i}0'><field name='Pressure'/></req></iq>");

        var answers = new List<Iq>();
        for (int i = 0; i < 8; i++)
            answers.Add(await world.Upstream.NextAsync<Iq>(iq => iq.Id!.StartsWith('r')));
        answers.Count(iq => iq.Type == IqType.Result).Should().Be(1);
    }

    [Fact]
    public async Task A_question_once_granted_for_one_field_is_no_key_to_the_others()
    {
        await using var world = await CreateAsync();
        await ReadAsync(world, "Pressure");
        await world.ChatAsync(World.Alice, Board1, "1");

        (await ReadAsync(world)).Should().Equal("Pressure");
        (await ReadAsync(world, "Temperature")).Should().BeNull();
    }

    [Fact]
    public async Task Always_is_everything_of_the_kind_and_nothing_of_another()
    {
        await using var world = await CreateAsync();
        await ReadAsync(world, "Pressure");
        (await world.ChatAsync(World.Alice, Board1, "2")).Body.Should().Be("visitor@example.net may read board1.");

        (await ReadAsync(world)).Should().Equal("Temperature", "Humidity", "Pressure");
        await world.RestartAsync();
        (await world.ConnectAsync("board1")).Readings = world.Climate();
        (await ReadAsync(world)).Should().Equal(["Temperature", "Humidity", "Pressure"], "rules survive");
        (await world.AskAsync(Visitor, "board2@things.localhost", IqType.Set, "<set xmlns='urn:xmpp:iot:control'><boolean name='Relay' value='true'/></set>")).Type.Should().Be(IqType.Error);
    }

    [Fact]
    public async Task Everyone_of_a_domain_is_everyone_of_that_domain()
    {
        await using var world = await CreateAsync();
        await ReadAsync(world, "Pressure");
        (await world.ChatAsync(World.Alice, Board1, "everyone at example.net")).Body.Should().Be("everyone at example.net may read Pressure of board1.");

        (await ReadAsync(world, Jid.Parse("other@example.net/x"))).Should().Equal("Pressure");
        (await ReadAsync(world, Jid.Parse("other@sub.example.net/x"))).Should().BeNull();
        (await ReadAsync(world, Jid.Parse("example.net@evil.example/x"))).Should().BeNull();
    }

    [Fact]
    public async Task No_is_no_and_not_asked_again()
    {
        await using var world = await CreateAsync();
        await ReadAsync(world, "Pressure");
        (await world.ChatAsync(World.Alice, Board1, "no")).Body.Should().Be("visitor@example.net may not read board1.");
        (await world.Upstream.NextAsync<Message>(message => message.To == Visitor.Bare)).Body.Should().Be("The owner of board1 has decided: you may not read board1.");
        world.Upstream.TakeAll();

        (await ReadAsync(world, "Temperature")).Should().BeNull();
        world.Upstream.TakeAll().OfType<Message>().Should().BeEmpty();
    }

    [Fact]
    public async Task Questions_are_kept_apart_by_numbers_of_their_own()
    {
        await using var world = await CreateAsync();
        await ReadAsync(world, "Pressure");
        await ReadAsync(world, Jid.Parse("friend@example.org/x"), "Humidity");
        (await world.Upstream.NextAsync<Message>(message => message.Body!.StartsWith("friend", StringComparison.Ordinal))).Body
            .Should().Be("friend@example.org asks to read Humidity of board1: 11 once, 12 always, 13 only Humidity, 14 everyone at example.org, 15 no");

        (await world.ChatAsync(World.Alice, Board1, "always")).Body.Should().StartWith("Answer by number, please:\nvisitor@example.net asks");
        (await world.ChatAsync(World.Alice, "things.localhost", "questions")).Body!.Split('\n').Should().HaveCount(2);
        (await world.ChatAsync(World.Alice, Board1, "13")).Body.Should().Be("friend@example.org may read Humidity of board1.");
        (await ReadAsync(world, "Pressure")).Should().BeNull();

        // Right after one question is closed a word could still mean that one.
        (await world.ChatAsync(World.Alice, Board1, "always")).Body.Should().StartWith("Answer by number, please:");
        world.Time.Advance(TimeSpan.FromMinutes(2));
        (await world.ChatAsync(World.Alice, Board1, "always")).Body.Should().Be("visitor@example.net may read board1.");
        (await world.ChatAsync(World.Alice, Board1, "15")).Body.Should().StartWith("That question is closed");
        (await world.ChatAsync(World.Alice, Board1, "25")).Body.Should().StartWith("There is no question");
        (await world.ChatAsync(World.Alice, Board1, "16")).Body.Should().StartWith("That question is closed");
    }

    [Fact]
    public async Task An_answer_of_somebody_else_answers_nothing()
    {
        await using var world = await CreateAsync();
        await world.Devices.AddAsync(new DeviceRecord { Name = "board9", Owner = Visitor.Bare, Created = world.Now }, CancellationToken.None);
        await ReadAsync(world, "Pressure");

        (await world.ChatAsync(Visitor, "things.localhost", "2")).Body.Should().StartWith("There is no question");
        (await ReadAsync(world, "Pressure")).Should().BeNull();
    }

    [Fact]
    public async Task Fields_the_board_does_not_have_are_no_question()
    {
        await using var world = await CreateAsync();

        (await ReadAsync(world, "Pressure of board1: 1 no, 2 once")).Should().BeNull();

        world.Upstream.TakeAll().OfType<Message>().Should().BeEmpty();
    }

    [Fact]
    public async Task A_flood_of_strangers_is_a_few_questions()
    {
        await using var world = await CreateAsync();
        for (int i = 0; i < 30; i++)
            await ReadAsync(world, Jid.Parse($"v{i}@example.net/x"), "Pressure");
        for (int i = 0; i < 100; i++)
            await ReadAsync(world, Jid.Parse($"v@d{i}.example.net/x"), "Pressure");

        world.Upstream.TakeAll().OfType<Message>().Should().HaveCount(50);
        (await world.Access.ListOpenAsync(World.Alice.Bare, CancellationToken.None)).Count(question => question.Requester.Domain == "example.net").Should().Be(10);
    }

    [Fact]
    public async Task Allow_until_a_time_ends_then()
    {
        await using var world = await CreateAsync();

        (await UntilAsync(world, "things.localhost", "allow visitor@example.net board1 Temperature until 18:00")).Body
            .Should().Be("visitor@example.net may read Temperature of board1 until 18:00 UTC (rule 1).");
        (await world.Upstream.NextAsync<Message>()).Should().Match<Message>(message =>
            message.To == Visitor.Bare && message.Body == "The owner of board1 has decided: you may read Temperature of board1 until 18:00 UTC.");
        (await ReadAsync(world)).Should().Equal("Temperature");

        world.Time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromSeconds(1));
        (await ReadAsync(world)).Should().Equal("Temperature");
        world.Time.Advance(TimeSpan.FromSeconds(1));
        (await ReadAsync(world)).Should().BeNull();
    }

    [Fact]
    public async Task A_time_is_the_owners_if_his_client_says_what_it_is()
    {
        await using var world = await CreateAsync();
        await world.ReceiveAsync(Line(World.Alice, Board1, "allow visitor@example.net board1 Temperature until 18:00"));

        var asked = await world.Upstream.NextAsync<Iq>();
        asked.To.Should().Be(World.Alice);
        await world.ReceiveAsync(asked.Result(XmppElement.Parse("<time xmlns='urn:xmpp:time'><tzo>+02:00</tzo><utc>2026-07-01T12:00:00Z</utc></time>")) with { From = World.Alice, To = asked.From });

        (await world.Upstream.NextAsync<Message>(message => message.To == World.Alice)).Body.Should().Be("visitor@example.net may read Temperature of board1 until 18:00 UTC+02:00 (rule 1).");
        (await world.Access.ListRulesAsync("board1", CancellationToken.None))[0].Until.Should().Be(new DateTimeOffset(2026, 7, 1, 16, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Deny_works_at_once_and_says_what_remains()
    {
        await using var world = await CreateAsync();
        await world.ChatAsync(World.Alice, Board1, "allow visitor@example.net board1");
        await world.ChatAsync(World.Alice, Board1, "allow everyone at example.net board1 Humidity");
        (await ReadAsync(world)).Should().Equal("Temperature", "Humidity", "Pressure");

        (await world.ChatAsync(World.Alice, Board1, "deny everyone at example.net")).Body.Should().Contain("But visitor@example.net may read board1 (rule 1).");
        (await ReadAsync(world)).Should().Equal("Temperature", "Humidity", "Pressure");
        (await ReadAsync(world, Jid.Parse("other@example.net/x"))).Should().BeNull();
        await world.ChatAsync(World.Alice, Board1, "deny visitor@example.net");
        (await world.Upstream.NextAsync<Message>(message => message.To == Visitor.Bare && message.Body!.Contains("may not", StringComparison.Ordinal))).Body.Should().StartWith("The owner of board1 has decided: you may not read board1");
        (await ReadAsync(world)).Should().BeNull();
    }

    [Fact]
    public async Task Rules_are_listed_and_forgotten_and_everything_is_in_the_log()
    {
        await using var world = await CreateAsync();
        await ReadAsync(world, "Pressure");
        await world.ChatAsync(World.Alice, Board1, "3");
        await ReadAsync(world);

        (await world.ChatAsync(World.Alice, Board1, "who can board1?")).Body.Should().Be("visitor@example.net may read Pressure of board1 (rule 1).");
        (await world.ChatAsync(World.Alice, "things.localhost", "rules")).Body!.Split('\n').Should().Contain("board2: nobody but you.");
        (await world.ChatAsync(World.Alice, Board1, "forget 1")).Body.Should().Be("Forgotten: visitor@example.net may read Pressure of board1.");
        (await world.ChatAsync(World.Alice, Board1, "forget 1")).Body.Should().Be("There is no rule 1.");
        (await ReadAsync(world)).Should().BeNull();

        (await world.ChatAsync(World.Alice, Board1, "audit")).Body!.Split('\n').Should().Equal(
            "2026-07-01 12:00 UTC board1: visitor@example.net asked to read board1",
            "2026-07-01 12:00 UTC board1: you took back: visitor@example.net may read Pressure of board1 (rule 1)",
            "2026-07-01 12:00 UTC board1: visitor@example.net was allowed to read board1 (rule 1)",
            "2026-07-01 12:00 UTC board1: you said: visitor@example.net may read Pressure of board1 (rule 1)",
            "2026-07-01 12:00 UTC board1: you answered visitor@example.net: read Pressure of board1: only Pressure (rule 1)",
            "2026-07-01 12:00 UTC board1: visitor@example.net asked to read Pressure of board1",
            "2026-07-01 12:00 UTC board1: visitor@example.net was refused to read Pressure of board1");
    }

    [Fact]
    public async Task What_is_not_understood_changes_nothing()
    {
        await using var world = await CreateAsync();
        (await UntilAsync(world, "things.localhost", "allow visitor@example.net board1 until 2020-01-01")).Body.Should().StartWith("That is over already");
        foreach (string line in new[] { "allow visitor board1", "allow visitor@example.net board1 until noon", "allow", "deny visitor@example.net board1 until 18:00", "allow visitor@example.net board1 once until 18:00", "allow alice@localhost board1" })
            (await world.ChatAsync(World.Alice, "things.localhost", line)).Body.Should().NotContain("(rule");
        (await world.ChatAsync(World.Alice, "things.localhost", "allow visitor@example.net Temperature")).Body.Should().StartWith("Which board?");

        (await world.Access.ListRulesAsync("board1", CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_late_order_is_not_carried_out()
    {
        await using var world = await CreateAsync();

        (await world.ChatAsync(World.Alice, Board1, "allow visitor@example.net", XmppElement.Parse("<delay xmlns='urn:xmpp:delay' stamp='2026-07-01T10:00:00Z'/>"))).Body.Should().StartWith("That arrived late");

        (await ReadAsync(world)).Should().BeNull();
    }

    [Fact]
    public async Task Others_cannot_give_orders()
    {
        await using var world = await CreateAsync();
        await world.ChatAsync(World.Alice, Board1, "allow visitor@example.net");
        await world.Upstream.NextAsync<Message>();

        foreach (string line in new[] { "allow mallory@localhost board1", "who can board1", "audit", "forget 1" })
            (await world.ChatAsync(Visitor, Board1, line)).Body.Should().StartWith("I did not understand");
        (await world.Access.ListRulesAsync("board1", CancellationToken.None)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_new_owner_starts_with_no_rules()
    {
        await using var world = await CreateAsync();
        await world.ChatAsync(World.Alice, Board1, "allow visitor@example.net");
        var record = (await world.Devices.FindAsync("board1", CancellationToken.None))!;
        await world.Devices.UpdateAsync(record with { Owner = Jid.Parse("bob@localhost") }, CancellationToken.None);

        (await ReadAsync(world)).Should().BeNull();
        (await ReadAsync(world, World.Alice)).Should().BeNull();
        (await ReadAsync(world, Jid.Parse("bob@localhost/x"))).Should().HaveCount(3);
    }

    [Fact]
    public async Task A_parameter_moves_for_whom_it_was_allowed_and_once()
    {
        await using var world = await CreateAsync();
        var relay = await world.ConnectAsync("board2");
        const string on = "<set xmlns='urn:xmpp:iot:control'><boolean name='Relay' value='true'/></set>";
        await world.AskAsync(Visitor, "board2@things.localhost", IqType.Set, on);
        (await world.Upstream.NextAsync<Message>()).Body.Should().Be("visitor@example.net asks to control Relay of board2: 1 once, 2 always, 3 only Relay, 4 everyone at example.net, 5 no");
        await world.ChatAsync(World.Alice, "board2@things.localhost", "1");

        (await world.AskAsync(Visitor, "board2@things.localhost", IqType.Set, on)).Type.Should().Be(IqType.Result);
        (await world.AskAsync(Visitor, "board2@things.localhost", IqType.Set, on)).Type.Should().Be(IqType.Error);
        relay.CommandsReceived.Should().ContainSingle();
    }

    [Fact]
    public async Task Chat_reads_what_may_be_read_and_says_what_not()
    {
        await using var world = await CreateAsync();
        await world.ChatAsync(World.Alice, Board1, "allow visitor@example.net Pressure");
        await world.Upstream.NextAsync<Message>();

        (await world.ChatAsync(Visitor, Board1, "read")).Body.Should().Be("Pressure 1013.2 hPa");
        (await world.ChatAsync(Visitor, Board1, "read pressure temperature")).Body.Should().Be("Pressure 1013.2 hPa. You may not read Temperature of board1.");
        (await world.ChatAsync(Visitor, Board1, "list")).Body.Should().Be("board1 reports Pressure.");
        (await world.ChatAsync(Visitor, Board1, "status")).Body.Should().Contain("Pressure").And.NotContain("Temperature");
        (await world.ChatAsync(Visitor, Board1, "help")).Body.Should().Contain("read Pressure").And.NotContain("Temperature");
        (await world.ChatAsync(Visitor, Board1, "read wind")).Body.Should().Be("board1 has no field 'wind'. It has Pressure.");
    }

    private static async Task<World> CreateAsync()
    {
        var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = world.Climate();
        await board.ReportAsync(world.Climate());
        world.Upstream.TakeAll();
        return world;
    }

    /// <summary>Types a line with a time in it; the client does not say what time it is.</summary>
    private static async Task<Message> UntilAsync(World world, string to, string line)
    {
        await world.ReceiveAsync(Line(World.Alice, to, line));
        var asked = await world.Upstream.NextAsync<Iq>();
        await world.ReceiveAsync(asked.Fail(StanzaErrors.ServiceUnavailable()) with { From = World.Alice, To = asked.From });
        return await world.Upstream.NextAsync<Message>(message => message.To == World.Alice);
    }

    private static Message Line(Jid from, string to, string text) =>
        new() { Type = MessageType.Chat, From = from, To = Jid.Parse(to), Payloads = [Message.BodyOf(text)] };

    private static Task<List<string>?> ReadAsync(World world, params string[] fields) => ReadAsync(world, Visitor, fields);

    /// <summary>Reads board1 by XEP-0323; the names of the fields that came, null if the readout was refused.</summary>
    private static async Task<List<string>?> ReadAsync(World world, Jid from, params string[] fields)
    {
        string request = $"<req xmlns='urn:xmpp:iot:sensordata' seqnr='{Interlocked.Increment(ref s_readouts)}' momentary='true'>{string.Concat(fields.Select(field => $"<field name='{field}'/>"))}</req>";
        if ((await world.AskAsync(from, Board1, IqType.Get, request)).Type == IqType.Error)
            return null;
        var message = await world.Upstream.NextAsync<Message>(each => each.To == from && each.Payload(Ns.SensorData, "fields")?.Attribute("done") == "true");
        return [.. message.Payload(Ns.SensorData, "fields")!.Elements.SelectMany(node => node.Elements).SelectMany(at => at.Elements).Select(field => field.Attribute("name")!)];
    }
}
