using System.Diagnostics;

namespace IotXmpp.Concentrator.Diagnostics;

/// <summary>
/// Traces of the road of a reading: <c>reading.receive</c> with <c>reading.decode</c>, <c>reading.access</c>, <c>reading.store</c> and <c>reading.observe</c> in it, and
/// <c>reading.pass_on</c> for each follower of the feed that has passed it on (<see cref="TracedFeed"/>). Without a listener nothing is made.
/// </summary>
public static class ReadingTraces
{
    /// <summary>Name of the source, to be given to a listener.</summary>
    public const string SourceName = "IotXmpp.Concentrator";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Readings came in, with the connection's framing behind them.</summary>
    internal static Activity? Receive(string board) => Source.StartActivity("reading.receive", ActivityKind.Consumer)?.SetTag("iotxmpp.board", board);

    /// <summary>Elements become fields.</summary>
    internal static Activity? Decode() => Source.StartActivity("reading.decode");

    /// <summary>Does the board speak of nodes of its own?</summary>
    internal static Activity? Access() => Source.StartActivity("reading.access");

    /// <summary>Until the readings are durable.</summary>
    internal static Activity? Store(int fields) => Source.StartActivity("reading.store")?.SetTag("iotxmpp.fields", fields);

    /// <summary>Those who watch the board are told.</summary>
    internal static Activity? Observe() => Source.StartActivity("reading.observe");

    /// <summary>A follower has passed readings on.</summary>
    /// <param name="follower">Its name.</param>
    /// <param name="received">Where the readings came in; the first is the parent, the others are linked to.</param>
    /// <param name="since">When it got them.</param>
    internal static void PassedOn(string follower, IReadOnlyList<ActivityContext> received, DateTimeOffset since)
    {
        using var activity = Source.StartActivity(ActivityKind.Producer, received[0], links: received.Skip(1).Select(context => new ActivityLink(context)), startTime: since, name: "reading.pass_on");
        activity?.SetTag("iotxmpp.follower", follower);
    }
}
