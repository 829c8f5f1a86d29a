using System.Globalization;
using System.Text.Json;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>Runs <c>Python/pubsub_client.py</c> as the owner: a subscriber with slixmpp.</summary>
internal static class PubSubClient
{
    /// <summary>Runs the steps; returns what each printed.</summary>
    public static async Task<IReadOnlyList<JsonElement>> RunAsync(int port, CancellationToken ct, params string[] steps)
    {
        var (code, output) = await Program.RunAsync(Peer.RequireSlixmpp(), Arguments(port, steps), ct);
        if (code != 0)
            Assert.Fail($"The subscriber ended with {code}:\n{output}");
        return JsonLines.Of(output);
    }

    /// <summary>Runs the steps; returns what each printed, or null if one was refused.</summary>
    public static async Task<IReadOnlyList<JsonElement>?> TryAsync(int port, CancellationToken ct, params string[] steps)
    {
        var (code, output) = await Program.RunAsync(Peer.RequireSlixmpp(), Arguments(port, steps), ct);
        return code == 0 ? JsonLines.Of(output) : null;
    }

    /// <summary>Starts the steps; the test watches what is printed.</summary>
    public static Program Start(int port, params string[] steps) => Program.Start(Peer.RequireSlixmpp(), Arguments(port, steps));

    private static IEnumerable<string> Arguments(int port, string[] steps) =>
        [Path.Combine(AppContext.BaseDirectory, "Python", "pubsub_client.py"), "owner@localhost/subscriber", IXmppServer.OwnerPassword, "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), .. steps];
}
