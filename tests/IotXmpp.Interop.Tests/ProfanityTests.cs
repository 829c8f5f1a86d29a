using IotXmpp.Interop.Tests.Peers;

namespace IotXmpp.Interop.Tests;

/// <summary>A person with an ordinary chat client.</summary>
public sealed class ProfanityTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Owner_types_in_profanity_and_reads_sentences()
    {
        await using var world = await World.CreateAsync(Upstream.LocalDomain, Ct);
        await using var person = await Profanity.LoginAsync("owner@localhost", IXmppServer.OwnerPassword, world.ClientPort, Ct);
        await person.TypeAsync("/msg board1@things.localhost read", Ct);
        string screen = await person.UntilAsync("hPa", Ct);
        screen.Should().Contain("Temperature").And.Contain("°C").And.Contain("Humidity");
        await person.TypeAsync("/msg board2@things.localhost on relay", Ct);
        await person.UntilAsync("Relay is", Ct);
        await person.TypeAsync("/msg things.localhost status", Ct);
        screen = await person.UntilAsync("board3", Ct);
        TestContext.Current.TestOutputHelper?.WriteLine(screen);
    }

    [Theory]
    [InlineData(Upstream.LocalDomain)]
    [InlineData(Upstream.Prosody)]
    public async Task The_owner_decides_in_profanity_what_a_stranger_reads(Upstream upstream)
    {
        await using var world = await World.CreateAsync(upstream, Ct);
        await using var owner = await Profanity.LoginAsync("owner@localhost", IXmppServer.OwnerPassword, world.ClientPort, Ct);
        await using var stranger = await Profanity.LoginAsync("stranger@localhost", IXmppServer.StrangerPassword, world.ClientPort, Ct);

        await stranger.TypeAsync("/msg board1@things.localhost read pressure", Ct);
        await stranger.UntilAsync("Its owner has been asked", Ct);
        await owner.TypeAsync("/msg board1@things.localhost questions", Ct);
        await owner.UntilAsync("asks to read Pressure of board1: 1 once", Ct);
        await owner.TypeAsync("1", Ct);
        await owner.UntilAsync("stranger@localhost may read Pressure of board1, once.", Ct);
        await stranger.UntilAsync("you may read Pressure of board1, once.", Ct);
        await stranger.TypeAsync("read", Ct);
        string screen = await stranger.UntilAsync("hPa", Ct);
        screen.Should().NotContain("Temperature").And.NotContain("Humidity");
        TestContext.Current.TestOutputHelper?.WriteLine(screen);

        // Once was once: the next reading is the next question.
        await stranger.TypeAsync("read humidity", Ct);
        await owner.TypeAsync("questions", Ct);
        await owner.UntilAsync("asks to read Humidity of board1: 11 once", Ct);
        await owner.TypeAsync("15", Ct);
        await owner.UntilAsync("stranger@localhost may not read board1.", Ct);
        await owner.TypeAsync("who can board1", Ct);
        screen = await owner.UntilAsync("(rule 2)", Ct);
        TestContext.Current.TestOutputHelper?.WriteLine(screen);
    }
}
