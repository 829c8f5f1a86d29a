namespace IotXmpp.Concentrator.Nodes;

/// <summary>Several observers, told in order.</summary>
internal sealed class BoardObservers(params IReadOnlyList<IBoardObserver> observers) : IBoardObserver
{
    /// <inheritdoc/>
    public async ValueTask OnAvailabilityAsync(Board board, CancellationToken ct)
    {
        foreach (var observer in observers)
            await observer.OnAvailabilityAsync(board, ct);
    }

    /// <inheritdoc/>
    public async ValueTask OnValuesAsync(Board board, bool switched, CancellationToken ct)
    {
        foreach (var observer in observers)
            await observer.OnValuesAsync(board, switched, ct);
    }
}
