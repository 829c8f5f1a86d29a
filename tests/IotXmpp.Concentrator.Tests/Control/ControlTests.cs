using IotXmpp.Testing;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Control;

public sealed class ControlTests
{
    private const string Control = "urn:xmpp:iot:control";

    [Fact]
    [Spec("CT-002", "CT-006")]
    public async Task A_set_reaches_the_board_in_order_and_is_confirmed()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");

        var answer = await world.AskAsync(World.Alice, "board2@things.localhost", IqType.Set, Set("<int name='Brightness' value='40'/><boolean name='Relay' value='1'/>"));

        answer.Type.Should().Be(IqType.Result);
        answer.Payload(Control, "setResponse")!.Attribute("responseCode").Should().Be("OK");
        var sent = board.CommandsReceived.Should().ContainSingle().Subject;
        sent.From!.ToString().Should().Be("things.localhost");
        sent.Request!.Elements.Select(each => (each.LocalName, each.Attribute("name"), each.Attribute("value")))
            .Should().Equal(("int", "Brightness", "40"), ("boolean", "Relay", "true"));
    }

    [Theory]
    [InlineData("<bool name='Relay' value='true'/>", "boolean", "true")]
    [InlineData("<int name='Relay' value='0'/>", "boolean", "false")]
    [InlineData("<long name='Brightness' value='7'/>", "int", "7")]
    [InlineData("<double name='Brightness' value='7.0'/>", "int", "7")]
    [InlineData("<string name='Label' value='Hall, upstairs'/>", "string", "Hall, upstairs")]
    public async Task Types_that_lose_nothing_are_taken_for_the_right_one(string parameter, string element, string value)
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");

        (await world.AskAsync(World.Alice, "board2@things.localhost", IqType.Set, Set(parameter))).IsError.Should().BeFalse();

        var sent = board.CommandsReceived.Single().Request!.Elements.Single();
        sent.LocalName.Should().Be(element);
        sent.Attribute("value").Should().Be(value);
    }

    [Theory]
    [InlineData("<int name='Brightness' value='101'/>", "Brightness", "Brightness must be a whole number from 0 to 100.")]
    [InlineData("<int name='Brightness' value='bright'/>", "Brightness", "Brightness must be a whole number from 0 to 100.")]
    [InlineData("<color name='Relay' value='FF0000'/>", "Relay", "Relay must be true or false.")]
    [InlineData("<boolean name='Relay' value='true'/><int name='Brightness' value='-1'/>", "Brightness", "Brightness must be a whole number from 0 to 100.")]
    [Spec("CT-004", "CT-023", "CT-031")]
    public async Task Nothing_moves_if_one_value_is_wrong(string parameters, string wrong, string text)
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");

        var answer = await world.AskAsync(World.Alice, "board2@things.localhost", IqType.Set, Set(parameters));

        answer.Error!.Condition.Should().Be("bad-request");
        answer.Error.Type.Should().Be(StanzaErrorType.Modify);
        ControlErrors.ParametersOf(answer.Error).Should().Equal(new ParameterError(wrong, text));
        answer.Payload(Control, "setResponse")!.Attribute("responseCode").Should().Be("OtherError");
        board.CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    [Spec("CT-004")]
    public async Task Each_wrong_parameter_has_its_own_error()
    {
        await using var world = await World.CreateAsync();
        await world.ConnectAsync("board2");

        var answer = await world.AskAsync(World.Alice, "board2@things.localhost", IqType.Set, Set("<int name='Brightness' value='500'/><string name='Relay' value='maybe'/>"));

        answer.ToElement().Elements.Single(child => child.LocalName == "error").Elements.Where(child => child.Is(Control, "paramError"))
            .Select(child => child.Attribute("var")).Should().Equal("Brightness", "Relay");
    }

    [Theory]
    [InlineData("board2@things.localhost", "<boolean name='Motor' value='true'/>", "item-not-found")]
    [InlineData("board2@things.localhost", "<node nodeId='board1'/><boolean name='Relay' value='true'/>", "item-not-found")]
    [InlineData("things.localhost", "<node nodeId='board9'/><boolean name='Relay' value='true'/>", "item-not-found")]
    [InlineData("things.localhost", "<boolean name='Relay' value='true'/>", "bad-request")]
    [InlineData("board2@things.localhost", "", "bad-request")]
    [InlineData("board2@things.localhost", "<boolean name='Relay'/>", "bad-request")]
    [InlineData("board2@things.localhost", "<boolean name='Relay' value='true'/><x xmlns='jabber:x:data' type='submit'/>", "bad-request")]
    [Spec("CT-010", "CT-031")]
    public async Task What_cannot_be_is_refused_by_its_condition(string to, string children, string condition)
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");

        (await world.AskAsync(World.Alice, to, IqType.Set, Set(children))).Error!.Condition.Should().Be(condition);
        board.CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    public async Task A_board_that_is_away_is_unavailable_and_gets_nothing_later()
    {
        await using var world = await World.CreateAsync();

        var answer = await world.AskAsync(World.Alice, "board2@things.localhost", IqType.Set, Set("<boolean name='Relay' value='true'/>"));
        answer.Error!.Condition.Should().Be("recipient-unavailable");
        answer.Error.Type.Should().Be(StanzaErrorType.Wait);

        var board = await world.ConnectAsync("board2");
        board.CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    public async Task What_the_board_refuses_is_passed_on()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        board.Commands = iq => iq.Fail(new StanzaError(StanzaErrorType.Wait, "conflict", "The button is held."));

        var answer = await world.AskAsync(World.Alice, "board2@things.localhost", IqType.Set, Set("<boolean name='Relay' value='true'/>"));

        answer.Error!.Condition.Should().Be("conflict");
        answer.Error.Text.Should().Be("The button is held.");
        answer.Payload(Control, "setResponse")!.Attribute("responseCode").Should().Be("Locked");
    }

    [Fact]
    [Spec("CT-001")]
    public async Task A_set_in_a_message_is_carried_out_and_never_answered()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        // The type is one slixmpp invents.
        await world.ReceiveAsync($"<message xmlns='jabber:client' type='set' from='alice@localhost/phone' to='board2@things.localhost'>{Set("<boolean name='Relay' value='true'/>")}</message>");
        await world.ReceiveAsync($"<message xmlns='jabber:client' from='alice@localhost/phone' to='board2@things.localhost'>{Set("<boolean name='Motor' value='true'/>")}</message>");

        (await world.SettleAsync()).Should().BeEmpty();
        board.CommandsReceived.Should().ContainSingle();
    }

    [Theory]
    [InlineData("<delay xmlns='urn:xmpp:delay' stamp='2026-07-01T11:00:00Z'/>")]
    [InlineData("<x xmlns='jabber:x:delay' stamp='20260701T11:00:00'/>")]
    [InlineData("<sent xmlns='urn:xmpp:carbons:2'/>")]
    [Spec("CT-050", "GEN-076", "GEN-077")]
    public async Task A_delayed_or_copied_set_is_not_carried_out(string mark)
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        await world.ReceiveAsync($"<message xmlns='jabber:client' from='alice@localhost/phone' to='board2@things.localhost'>{mark}{Set("<boolean name='Relay' value='true'/>")}</message>");

        await world.SettleAsync();
        board.CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    [Spec("CT-022", "CT-023")]
    public async Task Several_boards_are_set_together_or_not_at_all()
    {
        await using var world = await World.CreateAsync();
        var board1 = await world.ConnectAsync("board1");
        string command = Set("<node nodeId='board1'/><node nodeId='board3'/><string name='Label' value='x'/>");

        (await world.AskAsync(World.Alice, "things.localhost", IqType.Set, command)).Error!.Condition.Should().Be("recipient-unavailable");
        board1.CommandsReceived.Should().BeEmpty();

        var board3 = await world.ConnectAsync("board3");
        (await world.AskAsync(World.Alice, "things.localhost", IqType.Set, command)).IsError.Should().BeFalse();
        board1.CommandsReceived.Should().ContainSingle();
        board3.CommandsReceived.Should().ContainSingle();
    }

    [Fact]
    [Spec("CT-011", "CT-012", "CT-013", "CT-014", "CT-015", "CT-032", "CT-033", "CT-038")]
    public async Task The_form_has_current_values_validation_and_order()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        await board.ReportAsync(world.Relay(true));
        await world.AskAsync(World.Alice, "board2@things.localhost", IqType.Set, Set("<string name='Label' value='Hall'/>"));

        var answer = await world.AskAsync(World.Alice, "board2@things.localhost", IqType.Get, "<getForm xmlns='urn:xmpp:iot:control'/>");

        var form = answer.Request!;
        form.Is(Ns.DataForms, "x").Should().BeTrue();
        form.Attribute("type").Should().Be("form");
        var fields = form.Elements.Where(child => child.Is(Ns.DataForms, "field") && child.Attribute("type") != "hidden").ToList();
        fields.Select(field => (field.Attribute("var"), field.Attribute("type"), field.Element("value")?.Text)).Should()
            .Equal(("Relay", "boolean", "true"), ("Brightness", "text-single", "40"), ("Label", "text-single", "Hall"));
        fields.Should().AllSatisfy(field =>
        {
            field.Element(Ns.FormDynamic, "notSame").Should().NotBeNull();
            field.Element(Ns.FormValidation, "validate")!.Attribute("datatype").Should().StartWith("xs:");
        });
        fields[1].Element(Ns.FormValidation, "validate")!.Element("range")!.Attribute("max").Should().Be("100");
        form.Element(Ns.FormLayout, "page")!.Elements.Select(reference => reference.Attribute("var")).Should().Equal("Relay", "Brightness", "Label");
    }

    [Fact]
    [Spec("CT-024", "CT-025")]
    public async Task The_form_of_several_boards_has_what_they_share()
    {
        await using var world = await World.CreateAsync();
        var answer = await world.AskAsync(World.Alice, "things.localhost", IqType.Get, "<getForm xmlns='urn:xmpp:iot:control'><node nodeId='board1'/><node nodeId='board2'/></getForm>");

        answer.Request!.Elements.Where(child => child.Is(Ns.DataForms, "field") && child.Attribute("type") != "hidden")
            .Select(field => field.Attribute("var")).Should().Equal("Label");
    }

    [Fact]
    [Spec("CT-009", "CT-019")]
    public async Task A_submitted_form_sets_only_what_it_contains()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");

        var answer = await world.AskAsync(World.Alice, "board2@things.localhost", IqType.Set, Set("""
            <x xmlns='jabber:x:data' type='submit'>
              <field var='xdd session' type='hidden'><value>1</value></field>
              <field var='Brightness'><value>10</value></field>
              <field var='Relay'><value>0</value></field>
            </x>
            """));

        answer.IsError.Should().BeFalse();
        board.CommandsReceived.Single().Request!.Elements.Select(each => (each.LocalName, each.Attribute("name"), each.Attribute("value")))
            .Should().Equal(("int", "Brightness", "10"), ("boolean", "Relay", "false"));
    }

    [Fact]
    [Spec("CT-020")]
    public async Task A_bad_form_is_refused_by_field()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");

        var answer = await world.AskAsync(World.Alice, "board2@things.localhost", IqType.Set,
            Set("<x xmlns='jabber:x:data' type='submit'><field var='Brightness'><value>1000</value></field></x>"));

        answer.Error!.Condition.Should().Be("bad-request");
        ControlErrors.ParametersOf(answer.Error).Single().Name.Should().Be("Brightness");
        board.CommandsReceived.Should().BeEmpty();
    }

    [Fact]
    public async Task A_board_of_an_unknown_kind_decides_itself()
    {
        await using var world = await World.CreateAsync();
        await world.Devices.AddAsync(new() { Name = "board4", Owner = World.Alice.Bare, Kind = "pump", Created = world.Now }, CancellationToken.None);
        var board = await world.ConnectAsync("board4");
        board.Readings = [world.Number("Flow", "3.20", "l/s")];

        (await world.AskAsync(World.Alice, "board4@things.localhost", IqType.Set, Set("<double name='Speed' value='2.5'/>"))).IsError.Should().BeFalse();
        board.CommandsReceived.Single().Request!.Elements.Single().LocalName.Should().Be("double");
        (await world.ChatAsync(World.Alice, "board4@things.localhost", "read")).Body.Should().Be("Flow 3.20 l/s");
        (await world.ChatAsync(World.Alice, "board4@things.localhost", "list")).Body.Should().Be("board4 reports Flow.");
    }

    private static string Set(string children) => $"<set xmlns='urn:xmpp:iot:control'>{children}</set>";
}
