using IotXmpp.Concentrator.Registry;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Things.Discovery;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Commands;

/// <summary>The ad-hoc commands of boards and concentrator, as a chat client runs them.</summary>
[Spec("GEN-052")]
public sealed class BoardCommandTests
{
    private const string Board1 = "board1@things.localhost";
    private const string Board2 = "board2@things.localhost";
    private const string Domain = "things.localhost";

    [Theory]
    [InlineData(Board1, "read set history status describe who decide questions forget audit disown")]
    [InlineData(Board1 + "/board", "read set history status describe who decide questions forget audit disown")]
    [InlineData(Domain, "list claim add-board")]
    [Spec("GEN-047", "GEN-027")]
    public async Task Commands_are_found_by_discovery(string to, string nodes)
    {
        await using var world = await World.CreateAsync();
        var items = (await world.AskAsync(World.Alice, to, IqType.Get, $"<query xmlns='{Ns.DiscoItems}' node='{Ns.Commands}'/>")).Request!;

        items.Attribute("node").Should().Be(Ns.Commands);
        items.Elements.Select(item => item.Attribute("jid")).Should().OnlyContain(jid => jid == to);
        items.Elements.Should().OnlyContain(item => item.Attribute("name")!.Length > 0);
        foreach (string expected in nodes.Split(' '))
        {
            items.Elements.Should().Contain(item => item.Attribute("node") == expected);
            var info = (await world.AskAsync(World.Alice, to, IqType.Get, $"<query xmlns='{Ns.DiscoInfo}' node='{expected}'/>")).Request!;
            info.Attribute("node").Should().Be(expected);
            info.Element("identity")!.Attribute("category").Should().Be("automation");
            info.Element("identity")!.Attribute("type").Should().Be("command-node");
            info.Elements.Select(child => child.Attribute("var")).Should().Contain([Ns.Commands, Ns.DataForms]);
            (await world.AskAsync(World.Alice, to, IqType.Get, $"<query xmlns='{Ns.DiscoItems}' node='{expected}'/>")).Request!.Elements.Should().BeEmpty();
        }

        (await world.AskAsync(World.Alice, to, IqType.Get, $"<query xmlns='{Ns.DiscoInfo}'/>")).Request!.Elements.Select(child => child.Attribute("var")).Should().Contain([Ns.Commands, Ns.DataForms]);
        (await world.AskAsync(World.Alice, to, IqType.Get, $"<query xmlns='{Ns.DiscoInfo}' node='{Ns.Commands}'/>")).Request!.Element("identity")!.Attribute("type").Should().Be("command-list");
    }

    [Theory]
    [InlineData(Board1, "read")]
    [InlineData(Board1, "set")]
    [InlineData(Board1, "history")]
    [InlineData(Board1, "describe")]
    [InlineData(Domain, "add-board")]
    [Spec("GEN-050", "SEC-2", "SEC-3", "SEC-12")]
    public async Task A_stranger_sees_and_runs_nothing(string to, string node)
    {
        await using var world = await World.CreateAsync();
        await world.ConnectAsync("board1");
        var items = (await world.AskAsync(World.Mallory, to, IqType.Get, $"<query xmlns='{Ns.DiscoItems}' node='{Ns.Commands}'/>")).Request!;

        items.Elements.Should().NotContain(item => item.Attribute("node") == node);
        (await world.AskAsync(World.Mallory, to, IqType.Get, $"<query xmlns='{Ns.DiscoInfo}' node='{node}'/>")).Error!.Condition.Should().Be("item-not-found");
        var error = (await world.AskAsync(World.Mallory, to, IqType.Set, Command(node))).Error!;
        (error.Type, error.Condition).Should().Be((StanzaErrorType.Cancel, "forbidden"));
        (await world.AskAsync(World.Alice, to, IqType.Set, Command("dance"))).Error!.Condition.Should().Be("item-not-found");
    }

    [Fact]
    [Spec("GEN-051")]
    public async Task Read_gives_the_sentence_of_chat_and_each_value()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = world.Climate();
        var command = await RunAsync(world, Board1, "read");

        command.Attribute("status").Should().Be("completed");
        command.Element("note")!.Text.Should().Be("Temperature 21.5 °C, Humidity 45.0 %, Pressure 1013.2 hPa");
        var result = Form(command);
        (result.Type, result.Title).Should().Be((DataFormType.Result, "board1 (climate sensor)"));
        Lines(result).Should().Equal("Temperature: 21.5 °C", "Humidity: 45.0 %", "Pressure: 1013.2 hPa", "Time (UTC): 2026-07-01 12:00:00");
        result.Reported.Should().BeEmpty("Gajim cannot show a table");
    }

    [Fact]
    [Spec("GEN-051")]
    public async Task What_cannot_be_read_is_an_error_note()
    {
        await using var world = await World.CreateAsync();
        var command = await RunAsync(world, Board1, "read");

        command.Attribute("status").Should().Be("completed");
        command.Element("note")!.Attribute("type").Should().Be("error");
        command.Element("note")!.Text.Should().Be("board1 is away, and there are no earlier values.");
    }

    [Fact]
    [Spec("GEN-034", "GEN-036", "GEN-039", "CT-007", "CT-018", "CT-032", "CT-033")]
    public async Task Set_shows_present_values_and_sets_only_what_was_changed()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        await board.ReportAsync(world.Relay(on: false));
        var asked = await RunAsync(world, Board2, "set");
        var form = Form(asked);

        form.Fields.Select(field => (field.Var, field.Type, field.Value)).Should().Equal(
            ("Relay", FormFieldType.Boolean, "false"), ("Brightness", FormFieldType.TextSingle, "40"), ("Label", FormFieldType.TextSingle, null));
        form.Field("Brightness")!.Validation.Should().Be(new FormValidation { Datatype = "xs:int", Method = FormValidationMethod.Range, Minimum = "0", Maximum = "100" });
        form.Field("Brightness")!.Label.Should().Be("Brightness (%)");
        string session = asked.Attribute("sessionid")!;

        var wrong = await RunAsync(world, Board2, "set", session, "complete", ("Relay", "1"), ("Brightness", "101"), ("Label", ""));
        wrong.Element("note")!.Text.Should().Be("Brightness (%) must be a whole number from 0 to 100.");
        board.CommandsReceived.Should().BeEmpty("nothing moves before everything is right");
        var done = await RunAsync(world, Board2, "set", session, "complete", ("Relay", "1"), ("Brightness", "40"), ("Label", ""));
        done.Attribute("status").Should().Be("completed");
        done.Element("note")!.Text.Should().Be("Relay is now on.");
        board.CommandsReceived.Should().ContainSingle().Which.Payload(Ns.Control, "set")!.Elements.Should().ContainSingle("the rest was not changed by the person")
            .Which.Attribute("name").Should().Be("Relay");

        session = (await RunAsync(world, Board2, "set")).Attribute("sessionid")!;
        await RunAsync(world, Board2, "set", session, "complete", ("Label", "Hall"), ("Brightness", "50"), ("Relay", "1"));
        board.CommandsReceived[^1].Payload(Ns.Control, "set")!.Elements.Select(each => each.Attribute("name")).Should().Equal(["Relay", "Brightness", "Label"], "that is the order of the form");
    }

    [Fact]
    [Spec("GEN-051")]
    public async Task Set_tells_the_truth_about_a_board_that_is_away()
    {
        await using var world = await World.CreateAsync();
        string session = (await RunAsync(world, Board2, "set")).Attribute("sessionid")!;
        var note = (await RunAsync(world, Board2, "set", session, "complete", ("Relay", "1"))).Element("note")!;

        note.Attribute("type").Should().Be("error");
        note.Text.Should().Contain("away");
    }

    [Fact]
    [Spec("GEN-048", "GEN-049")]
    public async Task History_asks_for_a_time_then_for_fields_and_shows_them()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        for (int i = 0; i < 5; i++)
        {
            await board.ReportAsync(world.Climate(temperature: $"2{i}.5"));
            world.Time.Advance(TimeSpan.FromMinutes(30));
        }

        var time = await RunAsync(world, Board1, "history");
        Form(time).Field("period")!.Options.Select(option => option.Value).Should().Contain(["PT1H", "chosen"]);
        string session = time.Attribute("sessionid")!;
        var fields = await RunAsync(world, Board1, "history", session, "next", ("period", "PT1H"));
        Form(fields).Field("fields")!.Options.Select(option => option.Value).Should().Equal("Temperature", "Humidity", "Pressure");
        Form(fields).Field("from").Should().BeNull();
        var back = await RunAsync(world, Board1, "history", session, "prev");
        Form(back).Field("period")!.Value.Should().Be("PT1H");
        var chosen = await RunAsync(world, Board1, "history", session, "next", ("period", "chosen"));
        Form(chosen).Field("from")!.Validation!.Datatype.Should().Be("xs:dateTime");
        var reversed = await RunAsync(world, Board1, "history", session, "complete", ("from", "2026-07-01T14:00:00Z"), ("to", "2026-07-01T12:00:00Z"), ("fields", "Temperature"));
        reversed.Element("note")!.Text.Should().Be("The end is before the beginning.");

        var table = await RunAsync(world, Board1, "history", session, "complete", ("from", "2026-07-01T12:30:00Z"), ("to", "2026-07-01T13:30:00Z"), ("fields", "Temperature"));
        table.Attribute("status").Should().Be("completed");
        Form(table).Fields.Should().ContainSingle().Which.Values.Should().Equal(
            "2026-07-01 13:30:00  23.5 °C", "2026-07-01 13:00:00  22.5 °C", "2026-07-01 12:30:00  21.5 °C");
    }

    [Fact]
    public async Task History_shows_its_newest_values_and_says_how_many_there_are()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        for (int i = 0; i < 60; i++)
        {
            await board.ReportAsync(world.Climate());
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        string session = (await RunAsync(world, Board1, "history")).Attribute("sessionid")!;
        await RunAsync(world, Board1, "history", session, "next", ("period", "P1D"));
        var table = await RunAsync(world, Board1, "history", session, "complete");
        table.Element("note")!.Text.Should().Be("board1 reported 180 values; these are the last 100.");
        Form(table).Fields.Sum(field => field.Values.Count).Should().Be(100);
        Form(table).Field("Pressure")!.Values[0].Should().Be("2026-07-01 12:00:59  1013.2 hPa");
    }

    [Fact]
    public async Task The_owner_describes_a_board()
    {
        await using var world = await World.CreateAsync();
        string session = (await RunAsync(world, Board1, "describe")).Attribute("sessionid")!;
        (await RunAsync(world, Board1, "describe", session, "complete", ("description", new string('x', 201)))).Attribute("status").Should().Be("executing");
        (await RunAsync(world, Board1, "describe", session, "complete", ("description", "Kitchen window"))).Element("note")!.Text.Should().Be("board1 is described as: Kitchen window");

        (await world.Devices.FindAsync("board1", CancellationToken.None))!.Description.Should().Be("Kitchen window");
        Form(await RunAsync(world, Board1, "describe")).Field("description")!.Value.Should().Be("Kitchen window");
    }

    [Fact]
    [Spec("GEN-028")]
    public async Task List_shows_ones_own_boards()
    {
        await using var world = await World.CreateAsync();
        await world.Devices.AddAsync(new DeviceRecord { Name = "other", Owner = Jid.Parse("bob@localhost"), Created = world.Now }, CancellationToken.None);
        await world.ConnectAsync("board2");
        var command = await RunAsync(world, Domain, "list");

        command.Element("note")!.Text.Should().Be("3 boards, 1 up.");
        Lines(Form(command)).Should().Equal(
            "board1: away since 2026-07-01 12:00:00 UTC, climate sensor",
            "board2: up, relay",
            "board3: away since 2026-07-01 12:00:00 UTC, energy meter");
    }

    [Fact]
    [Spec("GEN-025", "SEC-15")]
    public async Task The_administrator_adds_a_board_and_nobody_registers_one()
    {
        await using var world = await World.CreateAsync();
        string session = (await RunAsync(world, Domain, "add-board")).Attribute("sessionid")!;
        (await RunAsync(world, Domain, "add-board", session, "next", ("name", "board1"))).Element("note")!.Text.Should().Be("board1@things.localhost is there already.");
        (await RunAsync(world, Domain, "add-board", session, "next", ("name", "a/b"))).Element("note")!.Attribute("type").Should().Be("error");
        var owner = await RunAsync(world, Domain, "add-board", session, "next", ("name", "Board4"), ("kind", "climate"));
        Form(owner).Field("owner")!.Value.Should().Be("alice@localhost");
        (await RunAsync(world, Domain, "add-board", session, "complete", ("owner", "localhost"))).Attribute("status").Should().Be("executing");
        var added = await RunAsync(world, Domain, "add-board", session, "complete", ("owner", "bob@localhost/phone"));

        string password = Form(added).Field("password")!.Value!;
        password.Should().HaveLength(24);
        var record = (await world.Devices.FindAsync("board4", CancellationToken.None))!;
        (record.Owner, record.Kind).Should().Be((Jid.Parse("bob@localhost"), "climate"));
        record.ScramSha256.Should().NotBeNull();
        added.Element("note")!.Text.Should().NotContain(password);
        foreach (string to in new[] { Domain, Board1 })
            (await world.AskAsync(World.Mallory, to, IqType.Set, "<query xmlns='jabber:iq:register'><username>me</username><password>x</password></query>")).Error!.Condition.Should().Be("service-unavailable");
    }

    [Fact]
    [Spec("SEC-2", "GEN-053")]
    public async Task The_owner_decides_by_forms_as_by_chat()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = world.Climate();
        (await RunAsync(world, Board1, "who")).Element("note")!.Text.Should().Be("board1: nobody but you.");
        (await world.AskAsync(World.Mallory, Board1, IqType.Set, Command("read"))).Error!.Condition.Should().Be("forbidden");

        var what = await RunAsync(world, Board1, "decide");
        string session = what.Attribute("sessionid")!;
        (await RunAsync(world, Board1, "decide", session, "next", ("who", "mallory"), ("what", "read"))).Element("note")!.Attribute("type").Should().Be("error");
        var how = await RunAsync(world, Board1, "decide", session, "next", ("who", "mallory@localhost"), ("what", "read"));
        Form(how).Field("names")!.Options.Select(option => option.Value).Should().Contain("Temperature");
        var done = await RunAsync(world, Board1, "decide", session, "complete", ("names", "Temperature"), ("span", "PT1H"));
        done.Element("note")!.Text.Should().StartWith("mallory@localhost may read Temperature of board1 until 13:00 UTC");

        var read = (await world.AskAsync(World.Mallory, Board1, IqType.Set, Command("read"))).Request!;
        Lines(Form(read)).Should().Equal("Temperature: 21.5 °C", "Time (UTC): 2026-07-01 12:00:00");
        (await world.AskAsync(World.Mallory, Board1, IqType.Set, Command("decide"))).Error!.Condition.Should().Be("forbidden", "who may read does not manage");
        (await RunAsync(world, Board1, "audit")).Element("note")!.Text.Should().Contain("mallory@localhost");

        var rules = await RunAsync(world, Board1, "forget");
        string id = Form(rules).Field("rules")!.Options.Should().ContainSingle().Subject.Value;
        (await RunAsync(world, Board1, "forget", rules.Attribute("sessionid")!, "complete", ("rules", id))).Element("note")!.Text.Should().StartWith("Forgotten: mallory@localhost may read");
        (await world.AskAsync(World.Mallory, Board1, IqType.Set, Command("read"))).Error!.Condition.Should().Be("forbidden");
    }

    [Fact]
    public async Task Open_questions_are_answered_in_a_form()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = world.Climate();
        (await RunAsync(world, Board1, "questions")).Element("note")!.Text.Should().Be("There is no open question about board1.");
        (await world.AskAsync(World.Mallory, Board1, IqType.Set, Command("read"))).Error!.Condition.Should().Be("forbidden");

        var asked = await RunAsync(world, Board1, "questions");
        var question = Form(asked).Fields.Should().ContainSingle().Subject;
        question.Label.Should().Be("mallory@localhost asks to read board1");
        question.Value.Should().Be("later");
        string always = question.Options.Single(option => option.Label == "always").Value;
        var answered = await RunAsync(world, Board1, "questions", asked.Attribute("sessionid")!, "complete", (question.Var!, always));
        answered.Element("note")!.Text.Should().Be("mallory@localhost may read board1.");
        Lines(Form((await world.AskAsync(World.Mallory, Board1, IqType.Set, Command("read"))).Request!)).Should().HaveCount(4);
    }

    [Fact]
    [Spec("SEC-7")]
    public async Task A_thing_is_claimed_by_its_code_and_given_up()
    {
        await using var world = await World.CreateAsync();
        var device = new DeviceRecord { Name = "board5", Owner = null, Kind = "climate", Created = world.Now };
        await world.Devices.AddAsync(device, CancellationToken.None);
        var registration = BoardRegistration.Create(device, Domain, world.Now);
        await world.Registry.SetAsync(registration, CancellationToken.None);
        string session = (await RunAsync(world, Domain, "claim")).Attribute("sessionid")!;
        (await RunAsync(world, Domain, "claim", session, "complete", ("code", "1234"))).Element("note")!.Text.Should().StartWith("That is no code of a thing.");
        (await RunAsync(world, Domain, "claim", session, "complete", ("code", "IoTDisco;SN:board5;MODEL:climate;KEY:guessed"))).Element("note")!.Text.Should().Be("No thing waits to be claimed by this code.");
        (await RunAsync(world, Domain, "claim", session, "complete", ("code", ClaimCode.Format(registration.Tags)))).Element("note")!.Text.Should().Be("board5@things.localhost is yours now.");
        (await world.Devices.FindAsync("board5", CancellationToken.None))!.Owner.Should().Be(World.Alice.Bare);

        const string board5 = "board5@things.localhost";
        string sure = (await RunAsync(world, board5, "disown")).Attribute("sessionid")!;
        (await RunAsync(world, board5, "disown", sure, "complete", ("sure", "0"))).Element("note")!.Text.Should().Be("board5 stays yours.");
        sure = (await RunAsync(world, board5, "disown")).Attribute("sessionid")!;
        (await RunAsync(world, board5, "disown", sure, "complete", ("sure", "1"))).Element("note")!.Text.Should().Be("board5 is not yours any more.");
        (await world.Devices.FindAsync("board5", CancellationToken.None))!.Owner.Should().BeNull();
        (await world.AskAsync(World.Alice, board5, IqType.Set, Command("read"))).Error!.Condition.Should().Be("forbidden");
    }

    [Fact]
    [Spec("SEC-7", "DI-074")]
    public async Task Codes_are_not_guessed_fast()
    {
        await using var world = await World.CreateAsync();
        string session = (await RunAsync(world, Domain, "claim")).Attribute("sessionid")!;
        var answers = new List<string>();
        for (int i = 0; i < 12; i++)
            answers.Add((await RunAsync(world, Domain, "claim", session, "complete", ("code", $"IoTDisco;KEY:{i}"))).Element("note")!.Text);

        answers.Take(10).Should().OnlyContain(answer => answer == "No thing waits to be claimed by this code.");
        answers.Skip(10).Should().OnlyContain(answer => answer == "Too many tries. Wait a minute.");
    }

    private static string Command(string node, string? session = null, string? action = null, string payload = "") =>
        $"<command xmlns='{Ns.Commands}' node='{node}'{(session is null ? "" : $" sessionid='{session}'")}{(action is null ? "" : $" action='{action}'")}>{payload}</command>";

    private static IEnumerable<string> Lines(DataForm form) => form.Fields.Select(field => $"{field.Label}: {field.Value}");

    private static DataForm Form(XmppElement command) => DataFormXml.Read(command.Element(Ns.DataForms, "x")!, DataFormLimits.Default);

    private static async Task<XmppElement> RunAsync(World world, string to, string node, string? session = null, string? action = null, params (string Name, string Value)[] fields)
    {
        string form = session is null ? "" : $"<x xmlns='jabber:x:data' type='submit'>{string.Concat(fields.Select(field => $"<field var='{field.Name}'><value>{field.Value}</value></field>"))}</x>";
        var answer = await world.AskAsync(World.Alice, to, IqType.Set, Command(node, session, action, form));
        answer.Error.Should().BeNull();
        return answer.Request!;
    }
}
