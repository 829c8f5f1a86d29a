using System.Globalization;
using System.Text.Json;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>Runs <c>Python/client.py</c>: slixmpp with its XEP-0323 and XEP-0325 plugins, as a user's program would.</summary>
internal static class SlixmppClient
{
    /// <summary>Starts the steps; the test watches what is printed.</summary>
    public static Program Start(string jid, string password, int port, params string[] steps) =>
        Program.Start(Peer.RequireSlixmpp(), Arguments(jid, password, port, steps));

    /// <summary>Runs the steps; returns what each printed.</summary>
    public static async Task<IReadOnlyList<JsonElement>> RunAsync(string jid, string password, int port, CancellationToken ct, params string[] steps)
    {
        var (code, output) = await Program.RunAsync(Peer.RequireSlixmpp(), Arguments(jid, password, port, steps), ct);
        if (code != 0)
            Assert.Fail($"slixmpp as {jid}: exit code {code}\n{output}");
        return JsonLines.Of(output);
    }

    private static IEnumerable<string> Arguments(string jid, string password, int port, string[] steps) =>
        [Path.Combine(AppContext.BaseDirectory, "Python", "client.py"), jid, password, "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), .. steps];
}
