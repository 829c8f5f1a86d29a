using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace IotXmpp.Tool.FakeHub;

/// <summary>A device known to the hub: its twin, its waiting messages, its connection. Guarded by its own lock.</summary>
internal sealed class HubDevice(string id, string key)
{
    /// <summary>Device id.</summary>
    public string Id { get; } = id;

    /// <summary>Base64; empty if it logs in by certificate.</summary>
    public string Key { get; } = key;

    /// <summary>Guards everything below.</summary>
    public Lock Sync { get; } = new();

    /// <summary>Its twin.</summary>
    public Twin Twin { get; } = new();

    /// <summary>Topic filters subscribed to; they survive a disconnection without clean session.</summary>
    public HashSet<string> Subscriptions { get; } = new(StringComparer.Ordinal);

    /// <summary>Cloud-to-device messages not yet acknowledged, oldest first, by message id.</summary>
    public List<(string MessageId, string Topic, byte[] Body, DateTimeOffset Expiry)> Waiting { get; } = [];

    /// <summary>Methods that wait for an answer, by request id.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource<(int Status, JsonNode? Payload)>> Methods { get; } = new();

    /// <summary>Number of the connection; 0 before the first. A timer of an older one changes nothing.</summary>
    public int Epoch { get; set; }

    /// <summary>True while connected.</summary>
    public bool IsConnected { get; set; }

    /// <summary>Ends the connection when its token does.</summary>
    public ITimer? Expiry { get; set; }

    /// <summary>Drops messages whose time has passed.</summary>
    public void RemoveExpired(DateTimeOffset now) => Waiting.RemoveAll(message => message.Expiry <= now);
}
