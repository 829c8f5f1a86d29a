using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.PubSub;

/// <summary>A service elsewhere does not take something.</summary>
internal sealed class RemotePubSubException : Exception
{
    /// <param name="what">What was tried, for people.</param>
    /// <param name="error">The service's answer; null if there was none.</param>
    public RemotePubSubException(string what, StanzaError? error)
        : base(error is null ? $"{what}: no answer" : error.Text is { Length: > 0 and <= 200 } text ? $"{what}: {error.Condition} ({text})" : $"{what}: {error.Condition}") => Error = error;

    /// <summary>The service's answer; null if there was none.</summary>
    public StanzaError? Error { get; }

    /// <summary>True if the same will be refused again, however long one waits: what is wrong is the item.</summary>
    public bool IsForGood => Error?.Condition is "bad-request" or "not-acceptable";
}
