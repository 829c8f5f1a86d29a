extern alias simulator;

using System.Net.Sockets;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using simulator::IotXmpp.Simulator;

namespace IotXmpp.Service.Tests.Boards;

/// <summary>
/// An hour in which everything goes wrong once: all four boards of <c>hardware/</c>, with their own drivers, grammars and sessions, against the real service over TLS.
/// </summary>
public sealed class ScriptedDayTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Every_sample_arrives_once_with_its_own_time_through_a_day_of_outages()
    {
        await using var world = await DayWorld.StartAsync();
        var buffers = world.Boards.Select(board => board.Board.Session.Output.Data.Length).ToList();

        // Switched on without knowing the time: no certificate is valid yet.
        foreach (var board in world.Boards)
        {
            board.KnowsTime = false;
            board.Start();
        }

        await world.GoToAsync(2 * Minute);
        foreach (var board in world.Boards)
        {
            board.Board.Counters.ReadingsPending.Should().BePositive("{0} samples while it knows no time", board.Name);
            board.KnowsTime = true;
        }

        // The access point is gone.
        await world.GoToAsync(10 * Minute);
        await world.BreakAsync(SocketError.NetworkUnreachable);
        await world.GoToAsync(13 * Minute);
        world.Mend();

        // It is back with a wrong name server.
        await world.GoToAsync(20 * Minute);
        await world.BreakAsync(SocketError.HostNotFound);
        await world.GoToAsync(23 * Minute);
        world.Mend();

        // The service is restarted.
        await world.GoToAsync(30 * Minute);
        await world.StopServiceAsync();
        await world.GoToAsync(31 * Minute);
        await world.StartServiceAsync();

        // A router forgets the connections, and tells nobody.
        await world.GoToAsync(40 * Minute);
        foreach (var board in world.Boards)
            board.Link.Current.GoHalfOpen();

        // A command is carried out, but its answer is lost.
        await world.GoToAsync(50 * Minute);
        await using (var owner = await world.LoginAsync())
            await LoseAnswersAsync(world, owner);

        await world.GoToAsync(60 * Minute);
        for (int i = 0; i < world.Boards.Count; i++)
        {
            var board = world.Boards[i];
            var stored = await world.StoredAsync(board);
            long taken = board.Board.Session.Outbox.End;
            output.WriteLine($"{board.Name}: {taken} samples sent, {stored.Count} stored, {board.Board.Counters.ConnectAttempts} connections tried, {board.Board.Counters.SessionsResumed} sessions resumed, {board.Board.Counters.BytesOut} bytes out");
            stored.Should().OnlyHaveUniqueItems();
            // Two samples of one millisecond are told apart by a millisecond: a reading is known by its field and time.
            var given = board.Samples.ToHashSet();
            stored.Where(sample => !given.Contains(sample) && !given.Contains(sample with { Time = sample.Time.AddMilliseconds(-1) })).Should().BeEmpty("each has the value and the time that {0}'s driver gave it", board.Name);
            stored.Should().HaveCount((int)taken, "{0} loses none and sends none twice", board.Name);
            stored.Should().Contain(sample => sample.Time < world.Time.GetUtcNow() - (58 * Minute), "what was sampled before the time was known has its time too");
            board.Board.Counters.ReadingsAcknowledged.Should().Be(taken);
            board.Board.Counters.ReadingsDropped.Should().Be(0);
            board.Board.Counters.ReadingsPending.Should().Be(0);
            board.Board.Session.Output.Data.Should().HaveCount(buffers[i], "no buffer grows");
            board.Trace.Select(Told).Should().Equal(Trace, "{0} knows at each time what is wrong", board.Name);
        }
    }

    /// <summary>What each board goes through, from one outage to the next.</summary>
    private static IReadOnlyList<string> Trace { get; } =
    [
        "no valid certificate",
        "ready",
        "connection lost: the network is gone",
        Unreachable(SocketError.NetworkUnreachable),
        "ready",
        "connection lost: the network is gone",
        Unreachable(SocketError.HostNotFound),
        "ready",
        "ended by the service",
        Unreachable(SocketError.ConnectionRefused),
        "ready",
        "the server does not answer",
        "ready",
        "connection lost: the network is gone",
        "ready",
    ];

    private static string Unreachable(SocketError error) => $"cannot connect: {new SocketException((int)error).Message}";

    // The words for a certificate are the platform's; a service that stops says goodbye, or its connection just ends.
    private static string Told(string line) =>
        line.StartsWith("cannot connect: ", StringComparison.Ordinal) && line.Contains("certificate", StringComparison.Ordinal) ? "no valid certificate"
        : line is "the server ended the stream" or "the server closed the connection" ? "ended by the service"
        : line;

    private static async Task LoseAnswersAsync(DayWorld world, TestXmppClient owner)
    {
        foreach (var board in world.Boards)
        {
            board.Link.Current.Mute();
            var command = SetAsync(owner, board);
            await world.UntilAsync(() => board.Board.Counters.ControlsApplied == 1, $"{board.Name} has done it");
            board.Link.Current.Cut();
            (await command).Type.Should().Be(IqType.Error, "nobody knows here whether {0} has done it", board.Name);
        }

        await world.GoToAsync(world.Elapsed + Minute);
        foreach (var board in world.Boards)
        {
            board.Board.State.Should().Be("ready");
            board.Board.Counters.ControlsApplied.Should().Be(1, "what {0} was told is not told again behind its owner's back", board.Name);
            (await SetAsync(owner, board)).Type.Should().Be(IqType.Result);
            await world.UntilAsync(() => board.Board.Counters.ControlsApplied == 2, $"{board.Name} has done it again");
        }
    }

    private static Task<Iq> SetAsync(TestXmppClient owner, HardwareBoard board)
    {
        (string element, string name, string value) = board.Kind switch
        {
            BoardKind.RelayDevkit => ("boolean", "Relay 1", "true"),
            BoardKind.S0Meter => ("string", "Label", "Cellar"),
            BoardKind.AirQualityS3 => ("color", "Lamp", "00FF00"),
            _ => ("int", "Interval", "30"),
        };
        var set = XmppElement.Parse($"<set xmlns='{Ns.Control}'><{element} name='{name}' value='{value}'/></set>");
        return owner.RequestAsync(IqType.Set, $"{board.Name}@things.localhost", set);
    }
}
