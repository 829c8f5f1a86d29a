using System.Globalization;
using System.Text.Json;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>Runs <c>Python/pubsub_session.py</c>: an owner's and a reader's client at one pub-sub service.</summary>
internal static class PubSubSession
{
    /// <summary>Result of each step, as JSON, by the step's name.</summary>
    public static async Task<IReadOnlyDictionary<string, JsonElement>> RunAsync(string service, int port, CancellationToken ct)
    {
        var (code, output) = await Program.RunAsync(
            Peer.RequireSlixmpp(),
            [
                Path.Combine(AppContext.BaseDirectory, "Python", "pubsub_session.py"), "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), service,
                "owner@localhost/session", IXmppServer.OwnerPassword, "stranger@localhost/session", IXmppServer.StrangerPassword,
            ],
            ct);
        if (code != 0)
            Assert.Fail($"The session at {service} ended with {code}:\n{output}");
        return JsonLines.Of(output).ToDictionary(line => line.GetProperty("step").GetString()!, line => line.GetProperty("result"));
    }
}
