namespace IotXmpp.Simulator;

/// <summary>Which kind the n-th board of a demonstration is.</summary>
public static class BoardKinds
{
    /// <summary>Kind of <c>board{number}</c>: climate, relay, energy meter, and again.</summary>
    /// <param name="number">1 for <c>board1</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is below 1.</exception>
    public static BoardKind For(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return (BoardKind)((number - 1) % 3);
    }
}
