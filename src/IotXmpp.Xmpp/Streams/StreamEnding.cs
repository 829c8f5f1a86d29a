namespace IotXmpp.Xmpp.Streams;

/// <summary>Why a connection ends, and what may still be done with it.</summary>
/// <param name="Error">What the peer is told; null closes without error.</param>
/// <param name="IsResumable">The session waits for its peer to come back, if that was agreed (XEP-0198 5).</param>
/// <param name="IsReachable">There is still someone to say goodbye to.</param>
internal readonly record struct StreamEnding(StreamException? Error, bool IsResumable, bool IsReachable)
{
    /// <summary>The network broke.</summary>
    public static StreamEnding Lost { get; } = new(null, IsResumable: true, IsReachable: false);

    /// <summary>Either side closed the stream in order.</summary>
    public static StreamEnding Orderly { get; } = new(null, IsResumable: false, IsReachable: true);

    /// <summary>The peer says nothing any more.</summary>
    public static StreamEnding Silent { get; } = new(new StreamException(StreamErrorCondition.ConnectionTimeout), IsResumable: true, IsReachable: true);

    /// <summary>The session has been resumed on another connection (XEP-0198 5).</summary>
    public static StreamEnding TakenOver { get; } = new(new StreamException(StreamErrorCondition.Conflict, "The session was resumed on another connection."), IsResumable: true, IsReachable: true);

    /// <summary>The stream cannot go on.</summary>
    public static StreamEnding Failed(StreamException error) => new(error, IsResumable: false, IsReachable: true);
}
