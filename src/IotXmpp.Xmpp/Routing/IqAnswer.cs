using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Routing;

/// <summary>What became of a request.</summary>
public enum IqAnswerKind
{
    /// <summary>The peer answered with a result or an error.</summary>
    Answered,

    /// <summary>It could not be sent.</summary>
    NotSent,

    /// <summary>No answer in time: the peer may or may not have acted.</summary>
    TimedOut,

    /// <summary>The way to the peer ended before an answer: it may or may not have acted.</summary>
    Disconnected,
}

/// <summary>The end of a request.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Iq">The answer; null unless there is one.</param>
public readonly record struct IqAnswer(IqAnswerKind Kind, Iq? Iq = null);
