using System.Globalization;
using System.Text.Json;
using IotXmpp.Interop.Tests.Peers;
using IotXmpp.Testing;

namespace IotXmpp.Interop.Tests;

/// <summary>The main job, as a program of the owner and a person in chat see it, with each kind of upstream.</summary>
public sealed class ReadAndControlTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Upstream.LocalDomain)]
    [InlineData(Upstream.Prosody)]
    [InlineData(Upstream.Ejabberd)]
    [Spec("SD-001", "SD-015", "SD-017", "SD-031", "SD-038", "EXI-063")]
    public async Task Owner_reads_switches_and_chats_through_slixmpp(Upstream upstream)
    {
        await using var world = await World.CreateAsync(upstream, Ct);
        string[] subscribe = upstream == Upstream.LocalDomain ? [] : ["subscribe", "board1@things.localhost", "subscribe", "board2@things.localhost"];
        var lines = await SlixmppClient.RunAsync("owner@localhost/test", IXmppServer.OwnerPassword, world.ClientPort, Ct,
        [
            .. subscribe,
            "presence", "board1@things.localhost",
            "presence", "board2@things.localhost",
            "disco", "board1@things.localhost",
            "read", "board1@things.localhost", "Temperature",
            "set", "board2@things.localhost", "Relay", "boolean", "true",
            "read", "board2@things.localhost", "Relay",
            "set", "board2@things.localhost", "Relay", "boolean", "false",
            "read", "board2@things.localhost", "Relay",
            "chat", "board1@things.localhost", "read temperature",
            "chat", "board2@things.localhost", "on relay",
            "chat", "board2@things.localhost", "read relay",
            "chat", "things.localhost", "board1 read Humidity",
            "chat", "things.localhost", "list",
            "chat", "board1@things.localhost", "what is this?",
        ]);
        var reads = lines.Where(line => line.GetProperty("step").GetString() == "read").ToList();

        reads[0].GetProperty("result").GetString().Should().Be("done");
        var temperature = reads[0].GetProperty("fields").EnumerateArray().Should().ContainSingle().Subject;
        temperature.GetProperty("name").GetString().Should().Be("Temperature");
        temperature.GetProperty("typename").GetString().Should().Be("numeric");
        temperature.GetProperty("unit").GetString().Should().Be("°C");
        temperature.GetProperty("node").GetString().Should().Be("board1");
        double.Parse(temperature.GetProperty("value").GetString()!, CultureInfo.InvariantCulture).Should().BeInRange(-40, 85);

        lines.Where(line => line.GetProperty("step").GetString() == "set").Should().AllSatisfy(line => line.GetProperty("result").GetString().Should().Be("OK"));
        Value(reads[1]).Should().Be("true");
        Value(reads[2]).Should().Be("false");

        string Answer(string sent) => lines.Single(line => line.GetProperty("step").GetString() == "chat" && line.GetProperty("sent").GetString() == sent).GetProperty("answer").GetString()!;
        Answer("read temperature").Should().MatchRegex(@"Temperature\b.*-?\d+\.\d.*°C");
        Answer("on relay").Should().Contain("Relay");
        Answer("read relay").Should().MatchRegex(@"Relay\b.*(on|true)");
        Answer("board1 read Humidity").Should().MatchRegex(@"Humidity\b.*\d+(\.\d+)?.*%");
        Answer("list").Should().Contain("board1").And.Contain("board2").And.Contain("board3");
        Answer("what is this?").Should().Contain("help");
    }

    [Theory]
    [InlineData(Upstream.LocalDomain)]
    [InlineData(Upstream.Prosody)]
    [InlineData(Upstream.Ejabberd)]
    [Spec("SD-003", "SD-022", "SD-045", "CT-009", "CT-011")]
    public async Task Owner_reads_history_cancels_and_submits_a_form_through_slixmpp(Upstream upstream)
    {
        await using var world = await World.CreateAsync(upstream, Ct);
        string[] subscribe = upstream == Upstream.LocalDomain ? [] : ["subscribe", "board1@things.localhost", "subscribe", "board2@things.localhost"];
        var lines = await SlixmppClient.RunAsync("owner@localhost/test", IXmppServer.OwnerPassword, world.ClientPort, Ct,
        [
            .. subscribe,
            "presence", "board1@things.localhost",
            "presence", "board2@things.localhost",
            "read", "board1@things.localhost", "Temperature",
            "history", "board1@things.localhost", "Temperature",
            "cancel", "board1@things.localhost", "Temperature",
            "form", "board2@things.localhost", "Relay", "1",
            "read", "board2@things.localhost", "Relay",
        ]);
        JsonElement Line(string step) => lines.Last(line => line.GetProperty("step").GetString() == step);

        Line("history").GetProperty("result").GetString().Should().Be("done");
        Line("history").GetProperty("fields").EnumerateArray().Should().NotBeEmpty("what was read has been stored").And.AllSatisfy(field =>
        {
            field.GetProperty("name").GetString().Should().Be("Temperature");
            field.GetProperty("flags").EnumerateObject().Should().Contain(flag => flag.Name.StartsWith("historical", StringComparison.Ordinal));
        });
        Line("cancel").GetProperty("results").EnumerateArray().Select(result => result.GetString()).Should().Equal("queued", "cancelled");
        Line("form").GetProperty("result").GetString().Should().Be("result");
        Line("form").GetProperty("shown").EnumerateArray().Select(name => name.GetString()).Should().Equal("Relay", "Brightness", "Label");
        Value(lines[^1]).Should().Be("true");
    }

    [Theory]
    [InlineData(Upstream.LocalDomain)]
    [InlineData(Upstream.Prosody)]
    [InlineData(Upstream.Ejabberd)]
    [Spec("SD-021", "SD-063")]
    public async Task Stranger_is_refused_and_the_owner_is_told(Upstream upstream)
    {
        await using var world = await World.CreateAsync(upstream, Ct);
        await using var owner = SlixmppClient.Start("owner@localhost/test", IXmppServer.OwnerPassword, world.ClientPort,
            "subscribe", "board1@things.localhost", "presence", "board1@things.localhost", "await", "board1@things.localhost", "stranger@localhost");
        await owner.UntilAsync("the owner sees board1", _ => Task.FromResult(owner.Output.Contains("\"step\": \"presence\"", StringComparison.Ordinal)), TimeSpan.FromSeconds(30), Ct);
        var stranger = await SlixmppClient.RunAsync("stranger@localhost/test", IXmppServer.StrangerPassword, world.ClientPort, Ct,
            "refused-read", "board1@things.localhost/board", "Temperature",
            "refused-set", "board2@things.localhost/board", "Relay", "true");
        stranger.Where(line => line.GetProperty("step").GetString() == "refused").Should().HaveCount(2).And.AllSatisfy(line =>
        {
            line.GetProperty("type").GetString().Should().Be("cancel");
            line.GetProperty("condition").GetString().Should().Be("forbidden");
        });
        await owner.UntilAsync("the owner is told", _ => Task.FromResult(owner.Output.Contains("\"step\": \"await\"", StringComparison.Ordinal)), TimeSpan.FromSeconds(30), Ct);
        owner.Output.Should().Contain("stranger@localhost").And.Contain("Temperature");
    }

    [Fact]
    public async Task Component_link_returns_after_prosody_restarts()
    {
        await using var world = await World.CreateAsync(Upstream.Prosody, Ct);
        await world.Server!.RestartAsync(Ct);
        await world.Service.UntilAsync("the component link is back",
            async c => await world.Service.HealthAsync(c) is { } health && health.GetProperty("upstream").GetProperty("connected").GetBoolean(), Ct);
        var lines = await SlixmppClient.RunAsync("owner@localhost/test", IXmppServer.OwnerPassword, world.ClientPort, Ct,
            "subscribe", "board1@things.localhost", "presence", "board1@things.localhost", "read", "board1@things.localhost", "Temperature");
        lines[^1].GetProperty("result").GetString().Should().Be("done");
    }

    private static string Value(JsonElement read) => read.GetProperty("fields").EnumerateArray().Single().GetProperty("value").GetString()!;
}
