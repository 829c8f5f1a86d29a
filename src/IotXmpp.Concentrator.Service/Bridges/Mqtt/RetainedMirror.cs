namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>
/// What the broker holds of ours: taken from it after each connect, since a broker may have lost everything or restored something older. What it holds already
/// is not sent again.
/// </summary>
internal sealed class RetainedMirror(TimeProvider time)
{
    /// <summary>Topics remembered; what is beyond is sent again rather than remembered.</summary>
    private const int MaxTopics = 200_000;

    /// <summary>A topic that was just published is left alone: who lists the boards may not have seen its reading yet.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (byte[] Payload, DateTimeOffset? Published)> _topics = new(StringComparer.Ordinal);

    /// <summary>Topics the broker holds a message for, in no order.</summary>
    public IReadOnlyList<string> Topics => [.. _topics.Keys];

    /// <summary>True if it holds exactly that.</summary>
    public bool Holds(string topic, byte[] payload) => _topics.TryGetValue(topic, out var held) && held.Payload.AsSpan().SequenceEqual(payload);

    /// <summary>What it holds; null for nothing.</summary>
    public byte[]? Find(string topic) => _topics.TryGetValue(topic, out var held) ? held.Payload : null;

    /// <summary>True if we have published there just now.</summary>
    public bool IsFresh(string topic) => _topics.TryGetValue(topic, out var held) && time.GetUtcNow() - held.Published < Fresh;

    /// <summary>The broker sent us what it holds.</summary>
    public void Learn(string topic, byte[] payload) => Set(topic, payload, null);

    /// <summary>The broker has acknowledged a retained message; an empty one deletes.</summary>
    public void Published(string topic, byte[] payload)
    {
        if (payload.Length == 0)
            _topics.Remove(topic);
        else
            Set(topic, payload, time.GetUtcNow());
    }

    private void Set(string topic, byte[] payload, DateTimeOffset? at)
    {
        if (_topics.Count < MaxTopics || _topics.ContainsKey(topic))
            _topics[topic] = (payload, at);
    }
}
