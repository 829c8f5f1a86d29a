namespace IotXmpp.Concentrator.Nodes;

/// <summary>Several observers as one, told in order.</summary>
internal sealed class BoardObservers(IReadOnlyList<IBoardObserver> observers) : IBoardObserver
{
    public async ValueTask OnAvailabilityAsync(Board board, CancellationToken ct)
    {
        foreach (var observer in observers)
            await observer.OnAvailabilityAsync(board, ct);
    }

    public async ValueTask OnValuesAsync(Board board, bool switched, CancellationToken ct)
    {
        foreach (var observer in observers)
            await observer.OnValuesAsync(board, switched, ct);
    }
}
