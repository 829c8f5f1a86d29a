namespace IotXmpp.Concentrator.Nodes;

/// <summary>Learns what happens at boards, after it is stored.</summary>
internal interface IBoardObserver
{
    /// <summary>A board came up or went away.</summary>
    ValueTask OnAvailabilityAsync(Board board, CancellationToken ct);

    /// <summary>A board has new last values.</summary>
    /// <param name="board">The board.</param>
    /// <param name="switched">True if a boolean changed.</param>
    /// <param name="ct">Cancels.</param>
    ValueTask OnValuesAsync(Board board, bool switched, CancellationToken ct);
}
