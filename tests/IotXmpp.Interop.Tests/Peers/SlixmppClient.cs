using System.Globalization;
using System.Text.Json;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>Runs <c>Python/client.py</c>: slixmpp with its XEP-0323 and XEP-0325 plugins, as a user's program would.</summary>
internal static class SlixmppClient
{
    /// <summary>Runs the steps; returns what each printed.</summary>
    public static async Task<IReadOnlyList<JsonElement>> RunAsync(string jid, string password, int port, CancellationToken ct, params string[] steps)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Python", "client.py");
        var (code, output) = await Program.RunAsync(Peer.RequireSlixmpp(), [script, jid, password, "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), .. steps], ct);
        var lines = new List<JsonElement>();
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('{'))
                lines.Add(JsonDocument.Parse(line).RootElement);
        }

        if (code != 0)
            Assert.Fail($"slixmpp as {jid}: exit code {code}\n{output}");
        return lines;
    }
}
