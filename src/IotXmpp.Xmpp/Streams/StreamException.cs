namespace IotXmpp.Xmpp.Streams;

/// <summary>The peer broke the stream: it is answered with a stream error and closed (RFC 6120 4.9).</summary>
public sealed class StreamException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="condition">What the peer is told.</param>
    /// <param name="text">Why, in English; sent to the peer.</param>
    /// <param name="innerException">The failure behind it; not sent.</param>
    public StreamException(StreamErrorCondition condition, string? text = null, Exception? innerException = null)
        : base(text is null ? condition.WireName() : $"{condition.WireName()}: {text}", innerException)
    {
        Condition = condition;
        Text = text;
    }

    /// <summary>What the peer is told.</summary>
    public StreamErrorCondition Condition { get; }

    /// <summary>Why, in English; null if the condition says it all.</summary>
    public string? Text { get; }
}
