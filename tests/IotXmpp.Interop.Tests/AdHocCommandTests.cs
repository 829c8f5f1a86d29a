using System.Text.Json;
using IotXmpp.Interop.Tests.Peers;
using IotXmpp.Testing;

namespace IotXmpp.Interop.Tests;

/// <summary>Ad-hoc commands (XEP-0050) as a program and as a person with a chat client run them.</summary>
[Spec("GEN-052")]
public sealed class AdHocCommandTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Upstream.LocalDomain)]
    [InlineData(Upstream.Prosody)]
    [InlineData(Upstream.Ejabberd)]
    [Spec("GEN-047", "GEN-048", "GEN-049", "GEN-050")]
    public async Task Slixmpp_finds_and_runs_commands_of_one_and_of_several_stages(Upstream upstream)
    {
        await using var world = await World.CreateAsync(upstream, Ct);
        var lines = await SlixmppClient.RunAsync("owner@localhost/test", IXmppServer.OwnerPassword, world.ClientPort, Ct,
            "commands", "board1@things.localhost",
            "commands", "things.localhost",
            "command", "board1@things.localhost", "read", "",
            "command", "board2@things.localhost", "set", "Relay=1;Brightness=33",
            "command", "board2@things.localhost", "read", "",
            "command", "board2@things.localhost", "set", "Brightness=101",
            "command", "board1@things.localhost", "history", "period=PT1H|fields=Temperature",
            "command", "things.localhost", "list", "",
            "command", "things.localhost", "add-board", "name=board9;kind=climate|owner=owner@localhost");
        var offered = lines.Where(line => Step(line) == "commands").Select(line => line.GetProperty("commands").EnumerateArray().Select(command => command.GetProperty("node").GetString()).ToList()).ToList();
        offered[0].Should().Contain(["read", "set", "history", "status", "describe"]);
        offered[1].Should().Contain(["list", "add-board"]);

        var runs = lines.Where(line => Step(line) == "command").ToList();
        Form(runs[0]).Should().ContainKeys("Temperature", "Humidity", "Pressure").And.Contain(field => field.Key == "Temperature" && field.Value.EndsWith("°C", StringComparison.Ordinal));
        Note(runs[1]).Should().Contain("Relay is now on.").And.Contain("Brightness is now 33 %.");
        Form(runs[2])["Relay"].Should().Be("on");
        (runs[3].GetProperty("status").GetString(), Note(runs[3])).Should().Be(("executing", "Brightness (%) must be a whole number from 0 to 100."));
        Note(runs[4]).Should().StartWith("board1 reported ");
        Form(runs[5]).Should().ContainKeys("board1", "board2", "board3");
        Form(runs[6])["address"].Should().Be("board9@things.localhost");
        Form(runs[6])["password"].Should().HaveLength(24);

        var stranger = await SlixmppClient.RunAsync("stranger@localhost/test", IXmppServer.StrangerPassword, world.ClientPort, Ct,
            "commands", "board1@things.localhost",
            "refused-command", "board1@things.localhost", "read",
            "refused-command", "board1@things.localhost", "set",
            "refused-command", "things.localhost", "add-board",
            "refused-command", "things.localhost", "dance");
        stranger.Single(line => Step(line) == "commands").GetProperty("commands").GetArrayLength().Should().Be(0);
        stranger.Where(line => Step(line) == "refused").Select(line => line.GetProperty("condition").GetString()).Should().Equal("forbidden", "forbidden", "forbidden", "item-not-found");
    }

    /// <summary>The forms as Gajim shows them. The pictures are for people: look at them after a change of the forms.</summary>
    [Fact]
    [Spec("GEN-034", "GEN-049", "GEN-051")]
    public async Task Gajim_shows_the_forms_and_runs_the_commands()
    {
        await using var world = await World.CreateAsync(Upstream.LocalDomain, Ct);
        var lines = await Gajim.RunAsync("owner@localhost", IXmppServer.OwnerPassword, world.ClientPort, Ct,
            "commands", "board1@things.localhost", "picture", "1-commands", "run", "Read all values", "until", "Humidity", "picture", "2-read",
            "commands", "board2@things.localhost", "run", "Set and switch", "until", "Brightness", "picture", "3-set",
            "check", "Relay", "type", "Brightness (%)", "101", "press", "Complete", "until", "must be", "picture", "4-refused",
            "type", "Brightness (%)", "70", "press", "Complete", "until", "Relay is now on.", "picture", "5-done",
            "commands", "board3@things.localhost", "run", "Show history", "until", "last hour", "picture", "6-history-time", "press", "Next", "until", "Energy", "picture", "7-history-fields",
            "press", "Previous", "until", "last hour", "press", "Next", "until", "Energy", "press", "Complete", "until", "board3 reported", "picture", "8-history",
            "commands", "things.localhost", "run", "List boards", "until", "3 boards", "picture", "9-boards");

        string Screen(string text) => string.Join('\n', lines.Last(line => Step(line) == "until" && line.GetProperty("text").GetString() == text).GetProperty("screen").EnumerateArray().Select(each => each.GetString()));
        lines.First(line => Step(line) == "commands").GetProperty("screen").EnumerateArray().Select(each => each.GetString())
            .Should().Contain(["Read all values", "Set and switch", "Show history", "Status", "Describe", "Execute"]);
        Screen("Humidity").Should().MatchRegex(@"Temperature\n-?\d+(\.\d+)? °C\n").And.MatchRegex(@"Humidity\n\d+(\.\d+)? %\n");
        Screen("Brightness").Should().MatchRegex(@"board2 \(relay\)\n.*\nRelay\n\[.\]\nBrightness \(%\)\n\d+\nLabel\n");
        Screen("must be").Should().StartWith("Brightness (%) must be a whole number from 0 to 100.").And.Contain("\nRelay\n[x]\nBrightness (%)\n101\n");
        Screen("Relay is now on.").Should().Contain("Brightness is now 70 %.");
        Screen("board3 reported").Should().Contain("kWh");
        Screen("3 boards").Should().Contain("up, climate sensor, simulated by the demo");
        TestContext.Current.TestOutputHelper?.WriteLine($"Pictures: {Gajim.Pictures}");
    }

    private static string Step(JsonElement line) => line.GetProperty("step").GetString()!;

    private static string Note(JsonElement run) => string.Join('\n', run.GetProperty("notes").EnumerateArray().Select(note => note.GetString()));

    private static Dictionary<string, string> Form(JsonElement run) =>
        run.GetProperty("form").EnumerateArray().ToDictionary(field => field.GetProperty("name").GetString()!, field => field.GetProperty("value").ToString());
}
