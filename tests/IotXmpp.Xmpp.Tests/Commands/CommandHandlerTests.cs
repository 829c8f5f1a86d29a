using CsCheck;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Xmpp.Tests.Commands;

[Spec("XEP-0050 3.4", "XEP-0050 4")]
public sealed class CommandHandlerTests
{
    private static readonly Jid s_person = Jid.Parse("alice@localhost/phone");
    private static readonly Jid s_thing = Jid.Parse("board1@things.localhost");
    private static readonly string[] s_actions = ["", "execute", "next", "prev", "complete", "cancel", "dance"];

    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedCommands _commands = new();
    private readonly CommandHandler _handler;
    private readonly IqDispatcher _dispatcher;
    private int _id;

    public CommandHandlerTests()
    {
        _handler = new CommandHandler(_commands, new CommandLimits { MaxSessions = 20, MaxSessionsPerPerson = 10, MaxEnded = 50 }, _time);
        _dispatcher = new IqDispatcher([_handler]);
    }

    [Fact]
    [Spec("GEN-048", "GEN-051")]
    public async Task A_command_without_a_form_is_completed_at_once()
    {
        var command = await RunAsync("now");

        command.Attribute("status").Should().Be("completed");
        command.Attribute("node").Should().Be("now");
        command.Attribute("sessionid").Should().NotBeNullOrEmpty();
        command.Attribute("lang", Ns.Xml).Should().Be("en");
        command.Element("actions").Should().BeNull();
        (command.Element("note")!.Attribute("type"), command.Element("note")!.Text).Should().Be(("info", "It is noon."));
        DataFormXml.Read(command.Element(Ns.DataForms, "x")!, DataFormLimits.Default).Type.Should().Be(DataFormType.Result);
    }

    [Fact]
    [Spec("GEN-048", "GEN-049")]
    public async Task Stages_go_forward_back_and_to_the_end()
    {
        var first = await RunAsync("wizard");
        first.Attribute("status").Should().Be("executing");
        Actions(first).Should().Be("next: next");
        string session = first.Attribute("sessionid")!;

        var second = await RunAsync("wizard", session, "next", "<field var='name'><value>kitchen</value></field>");
        Actions(second).Should().Be("complete: prev complete");
        second.Attribute("sessionid").Should().Be(session);

        var again = await RunAsync("wizard", session, "prev");
        Actions(again).Should().Be("next: next");
        Form(again).Field("name")!.Value.Should().Be("kitchen", "what was filled in stays filled in");

        await RunAsync("wizard", session, "next", "<field var='name'><value>cellar</value></field>");
        var end = await RunAsync("wizard", session, "complete", "<field var='count'><value>3</value></field>");
        end.Attribute("status").Should().Be("completed");
        end.Element("note")!.Text.Should().Be("cellar 3");
        _handler.SessionCount.Should().Be(0);
    }

    [Theory]
    [InlineData("execute")]
    [InlineData(null)]
    [Spec("GEN-049")]
    public async Task Execute_stands_for_the_action_the_stage_names(string? action)
    {
        string session = (await RunAsync("wizard")).Attribute("sessionid")!;
        Actions(await RunAsync("wizard", session, action, "<field var='name'><value>x</value></field>")).Should().Be("complete: prev complete");
        (await RunAsync("wizard", session, action, "<field var='count'><value>1</value></field>")).Attribute("status").Should().Be("completed");
    }

    [Fact]
    [Spec("GEN-049", "GEN-037")]
    public async Task Cancel_is_always_possible()
    {
        foreach (int stages in new[] { 1, 2 })
        {
            string session = (await RunAsync("wizard")).Attribute("sessionid")!;
            if (stages == 2)
                await RunAsync("wizard", session, "next", "<field var='name'><value>x</value></field>");
            var canceled = await RunAsync("wizard", session, "cancel");
            canceled.Attribute("status").Should().Be("canceled");
            canceled.Element(Ns.DataForms, "x").Should().BeNull();
        }

        _handler.SessionCount.Should().Be(0);
        _commands.Completed.Should().Be(0);
    }

    [Fact]
    [Spec("GEN-036", "GEN-051")]
    public async Task Values_that_will_not_do_are_shown_again_with_the_reason()
    {
        string session = (await RunAsync("wizard")).Attribute("sessionid")!;
        var missing = await RunAsync("wizard", session, "next", "<field var='name'><value/></field>");
        missing.Attribute("status").Should().Be("executing");
        (missing.Element("note")!.Attribute("type"), missing.Element("note")!.Text).Should().Be(("error", "Name is missing."));
        await RunAsync("wizard", session, "next", "<field var='name'><value>x</value></field>");

        var tooMuch = await RunAsync("wizard", session, "complete", "<field var='count'><value>11</value></field>");
        tooMuch.Element("note")!.Text.Should().Be("Count must be a whole number from 1 to 10.");
        Form(tooMuch).Field("count")!.Value.Should().Be("11", "a person corrects what he typed, and does not type all of it again");
        var refused = await RunAsync("wizard", session, "complete", "<field var='count'><value>7</value></field>");
        refused.Element("note")!.Text.Should().Be("Not seven.");
        (await RunAsync("wizard", session, "complete", "<field var='count'><value>8</value></field>")).Attribute("status").Should().Be("completed");
    }

    [Theory]
    [InlineData("wizard", null, "dance", "", "bad-request", "malformed-action")]
    [InlineData("wizard", null, "next", "", "bad-request", "bad-action")]
    [InlineData("wizard", "none", "next", "", "bad-request", "bad-sessionid")]
    [InlineData("wizard", "", "next", "", "bad-request", "bad-sessionid")]
    [InlineData("nothing", null, "execute", "", "item-not-found", null)]
    [InlineData("secret", null, "execute", "", "forbidden", null)]
    [InlineData("", null, "execute", "", "bad-request", null)]
    [InlineData("wizard", "SESSION", "prev", "", "bad-request", "bad-action")]
    [InlineData("wizard", "SESSION", "complete", "<x xmlns='jabber:x:data' type='submit'/>", "bad-request", "bad-action")]
    [InlineData("wizard", "SESSION", "next", "", "bad-request", "bad-payload")]
    [InlineData("wizard", "SESSION", "next", "<x xmlns='jabber:x:data' type='dance'/>", "bad-request", "bad-payload")]
    [InlineData("now", "SESSION", "next", "<x xmlns='jabber:x:data' type='submit'/>", "bad-request", "bad-sessionid")]
    [Spec("GEN-050")]
    public async Task Errors_are_those_of_the_table(string node, string? session, string action, string payload, string condition, string? specific)
    {
        string started = (await RunAsync("wizard")).Attribute("sessionid")!;
        var answer = await AskAsync(s_person, s_thing, node, session == "SESSION" ? started : session, action, payload);

        answer.Error!.Condition.Should().Be(condition);
        answer.Error.Application?.LocalName.Should().Be(specific);
        (answer.Error.Application?.Namespace ?? Ns.Commands).Should().Be(Ns.Commands);
        // An error ends nothing: the session goes on as if it had not been.
        Actions(await RunAsync("wizard", started, "next", "<field var='name'><value>x</value></field>")).Should().Be("complete: prev complete");
    }

    [Fact]
    [Spec("GEN-050", "GEN-053")]
    public async Task Ended_sessions_are_expired_and_forms_do_not_lie_for_ever()
    {
        string done = (await RunAsync("now")).Attribute("sessionid")!;
        string canceled = (await RunAsync("wizard")).Attribute("sessionid")!;
        await RunAsync("wizard", canceled, "cancel");
        string left = (await RunAsync("wizard")).Attribute("sessionid")!;
        _time.Advance(TimeSpan.FromMinutes(14));
        string worked = (await RunAsync("wizard")).Attribute("sessionid")!;
        _time.Advance(TimeSpan.FromMinutes(1));

        foreach (var (node, id) in new[] { ("now", done), ("wizard", canceled), ("wizard", left) })
        {
            var error = (await AskAsync(s_person, s_thing, node, id, "next", "<x xmlns='jabber:x:data' type='submit'/>")).Error!;
            (error.Type, error.Condition, error.Application!.LocalName).Should().Be((StanzaErrorType.Cancel, "not-allowed", "session-expired"));
        }

        (await RunAsync("wizard", worked, "next", "<field var='name'><value>x</value></field>")).Attribute("status").Should().Be("executing");
    }

    [Theory]
    [InlineData("alice@localhost/tablet", "board1@things.localhost")]
    [InlineData("mallory@localhost/phone", "board1@things.localhost")]
    [InlineData("alice@localhost/phone", "board2@things.localhost")]
    [Spec("GEN-053", "SEC-1")]
    public async Task A_session_belongs_to_one_full_jid_and_one_address(string from, string to)
    {
        string session = (await RunAsync("wizard")).Attribute("sessionid")!;
        var error = (await AskAsync(Jid.Parse(from), Jid.Parse(to), "wizard", session, "next", "<x xmlns='jabber:x:data' type='submit'><field var='name'><value>x</value></field></x>")).Error!;

        error.Application!.LocalName.Should().Be("bad-sessionid");
        (await RunAsync("wizard", session, "next", "<field var='name'><value>x</value></field>")).Attribute("status").Should().Be("executing");
    }

    [Fact]
    [Spec("GEN-053")]
    public async Task Rights_are_asked_for_at_every_stage()
    {
        string session = (await RunAsync("wizard")).Attribute("sessionid")!;
        _commands.Forbidden = "wizard";
        (await AskAsync(s_person, s_thing, "wizard", session, "next", "<x xmlns='jabber:x:data' type='submit'><field var='name'><value>x</value></field></x>")).Error!.Condition.Should().Be("forbidden");
        _commands.Completed.Should().Be(0);
    }

    [Fact]
    [Spec("GEN-053", "SEC-19")]
    public async Task One_person_cannot_keep_others_from_their_commands()
    {
        for (int i = 0; i < 10; i++)
            await RunAsync("wizard");
        var error = (await AskAsync(s_person.Bare.WithResource("tablet"), s_thing, "wizard", null, "execute", "")).Error!;

        (error.Type, error.Condition).Should().Be((StanzaErrorType.Wait, "resource-constraint"));
        (await AskAsync(Jid.Parse("bob@localhost/x"), s_thing, "wizard", null, "execute", "")).Error.Should().BeNull();
        (await AskAsync(s_person, s_thing, "now", null, "execute", "")).Error.Should().BeNull("what needs no session needs no room");
        _time.Advance(TimeSpan.FromMinutes(15));
        await RunAsync("wizard");
        _handler.SessionCount.Should().Be(1);
    }

    [Fact]
    [Spec("XEP-0050 3.5.1")]
    public async Task A_cancelled_form_counts_as_submitted()
    {
        string session = (await RunAsync("wizard")).Attribute("sessionid")!;
        var answer = await AskAsync(s_person, s_thing, "wizard", session, "next", "<x xmlns='jabber:x:data' type='cancel'><field var='name'><value>x</value></field></x>");
        Actions(answer.Request!).Should().Be("complete: prev complete");
    }

    [Fact]
    [Spec("GEN-048", "GEN-049", "GEN-053")]
    public Task No_order_of_actions_completes_twice_or_leaves_sessions_behind() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, s_actions.Length - 1], Gen.Int[0, 3]).Array[1, 40].SampleAsync(async steps =>
        {
            var test = new CommandHandlerTests();
            var sessions = new List<string>();
            var finished = new HashSet<string>();
            foreach (var (which, action, form) in steps)
            {
                string? session = which == 0 || sessions.Count == 0 ? null : sessions[(which * form) % sessions.Count];
                string payload = form == 0 ? "" : $"<x xmlns='jabber:x:data' type='submit'><field var='name'><value>n</value></field><field var='count'><value>{form}</value></field></x>";
                var answer = await test.AskAsync(s_person, s_thing, "wizard", session, s_actions[action], payload);
                if (answer.Error is not null)
                    continue;
                string id = answer.Request!.Attribute("sessionid")!;
                if (answer.Request.Attribute("status") == "executing")
                    finished.Contains(id).Should().BeFalse();
                else
                    finished.Add(id).Should().BeTrue("a session ends once");
                if (!sessions.Contains(id))
                    sessions.Add(id);
            }

            test._handler.SessionCount.Should().Be(sessions.Count - finished.Count).And.BeLessThanOrEqualTo(10);
        }, iter: 500);

    private static string Actions(XmppElement command)
    {
        var actions = command.Element("actions")!;
        return $"{actions.Attribute("execute")}: {string.Join(' ', actions.Elements.Select(child => child.LocalName))}";
    }

    private static DataForm Form(XmppElement command) => DataFormXml.Read(command.Element(Ns.DataForms, "x")!, DataFormLimits.Default);

    private async Task<XmppElement> RunAsync(string node, string? session = null, string? action = null, string? fields = null)
    {
        var answer = await AskAsync(s_person, s_thing, node, session, action ?? "", fields is null ? "" : $"<x xmlns='jabber:x:data' type='submit'>{fields}</x>");
        answer.Error.Should().BeNull();
        return answer.Request!;
    }

    private async Task<Iq> AskAsync(Jid from, Jid to, string node, string? session, string action, string payload)
    {
        string attributes = $"{(node.Length > 0 ? $"node='{node}'" : "")} {(session is null ? "" : $"sessionid='{session}'")} {(action.Length > 0 ? $"action='{action}'" : "")}";
        var request = XmppElement.Parse($"<command xmlns='{Ns.Commands}' {attributes}>{payload}</command>");
        return (await _dispatcher.DispatchAsync(new Iq { Type = IqType.Set, Id = $"c{++_id}", From = from, To = to, Payloads = [request] }, CancellationToken.None))!;
    }

    /// <summary>One command that answers at once, one with two stages, one that is for nobody.</summary>
    private sealed class ScriptedCommands : IAdHocCommands
    {
        public int Completed { get; private set; }

        public string Forbidden { get; set; } = "secret";

        public ValueTask<IReadOnlyList<AdHocCommand>> ListAsync(Jid requester, Jid address, CancellationToken ct) =>
            new([new AdHocCommand("now", "Now", _ => new(CommandStage.End.Said("It is noon.", new DataForm(DataFormType.Result)))), new AdHocCommand("wizard", "Wizard", _ => new(First()))]);

        public async ValueTask<AdHocCommand?> FindAsync(Jid requester, Jid address, string node, CancellationToken ct) => node == Forbidden
            ? throw new StanzaException(CommandErrors.Forbidden())
            : (await ListAsync(requester, address, ct)).FirstOrDefault(command => command.Node == node);

        private CommandStage.Ask First()
        {
            var form = new DataForm(DataFormType.Form) { Fields = [new FormField { Var = "name", Type = FormFieldType.TextSingle, Label = "Name", IsRequired = true }] };
            return new CommandStage.Ask(form, (submission, _) => new(Second(submission.Field("name")!.Value!))) { IsLast = false };
        }

        private CommandStage.Ask Second(string name)
        {
            var validation = new FormValidation { Datatype = "xs:int", Method = FormValidationMethod.Range, Minimum = "1", Maximum = "10" };
            var form = new DataForm(DataFormType.Form) { Fields = [new FormField { Var = "count", Type = FormFieldType.TextSingle, Label = "Count", Validation = validation }] };
            return new CommandStage.Ask(form, (submission, _) =>
            {
                if (submission.Field("count")?.Value == "7")
                    return new(new CommandStage.Refuse("Not seven."));
                Completed++;
                return new(CommandStage.End.Said($"{name} {submission.Field("count")?.Value}"));
            });
        }
    }
}
