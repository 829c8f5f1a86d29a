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
}
