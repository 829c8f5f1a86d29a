namespace IotXmpp.Interop.Tests.Peers;

/// <summary>A running mosquitto_sub.</summary>
internal sealed class MosquittoSubscriber(Program program) : IAsyncDisposable
{
    /// <summary>What it has received, as topic and payload, in order.</summary>
    public IReadOnlyList<(string Topic, string Payload)> Received =>
    [
        .. program.Output.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.StartsWith("> ", StringComparison.Ordinal)).Select(line => line[2..].Split(' ', 2))
            .Select(parts => (parts[0], parts.Length > 1 ? parts[1] : "")),
    ];

    /// <summary>Waits until something has been received.</summary>
    public Task UntilAsync(string what, Func<IReadOnlyList<(string Topic, string Payload)>, bool> condition, CancellationToken ct) =>
        program.UntilAsync(what, _ => Task.FromResult(condition(Received)), TimeSpan.FromSeconds(60), ct);

    public ValueTask DisposeAsync() => program.DisposeAsync();
}
