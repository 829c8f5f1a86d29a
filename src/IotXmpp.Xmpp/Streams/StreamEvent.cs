using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams;

/// <summary>What a <see cref="StreamFraming"/> found in the bytes.</summary>
internal enum StreamEventKind
{
    /// <summary>No complete event yet; nothing has changed for the application.</summary>
    NeedMoreData,

    /// <summary>The stream was opened.</summary>
    Header,

    /// <summary>A complete first-level element.</summary>
    Element,

    /// <summary>The peer closed its direction of the stream.</summary>
    End,
}

/// <summary>One event of a stream.</summary>
internal readonly record struct StreamEvent(StreamEventKind Kind, StreamHeader? Header = null, XmppElement? Element = null);
