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

    /// <summary>Application-specific condition (RFC 6120 4.9.4); null if none.</summary>
    public Stanzas.XmppElement? Application { get; init; }

    /// <summary>An element sent before the error, such as the failure that was one too many; null if none.</summary>
    internal Stanzas.XmppElement? LastWords { get; init; }

    /// <summary>The <c>stream:error</c> element to send.</summary>
    public Stanzas.XmppElement ToElement() => Condition.ToElement(Text, Application);
}
