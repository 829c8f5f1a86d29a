using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Xmpp.Client;

/// <summary>The server ended the stream, with a stream error (RFC 6120 4.9) or in the middle of something.</summary>
/// <param name="condition">Condition of its stream error; null if it gave none.</param>
/// <param name="text">Its explanation, or ours.</param>
public sealed class StreamClosedException(StreamErrorCondition? condition, string? text)
    : IOException(condition is { } known ? $"{known.WireName()}: {text}" : text)
{
    /// <summary>Condition of the stream error; null if there was none.</summary>
    public StreamErrorCondition? Condition { get; } = condition;
}
