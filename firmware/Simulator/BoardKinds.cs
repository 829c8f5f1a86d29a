namespace IotXmpp.Simulator;

/// <summary>Which kind the n-th board of a demonstration is, and what the service calls a kind.</summary>
public static class BoardKinds
{
    private const int OfDemonstration = 3;

    /// <summary>Kind of <c>board{number}</c>: climate, relay, energy meter, and again.</summary>
    /// <param name="number">1 for <c>board1</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is below 1.</exception>
    public static BoardKind For(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return (BoardKind)((number - 1) % OfDemonstration);
    }

    /// <summary>Name of the kind as stored with a device.</summary>
    public static string NameOf(BoardKind kind) => kind switch
    {
        BoardKind.Climate => "climate",
        BoardKind.Relay => "relay",
        BoardKind.EnergyMeter => "energy",
        BoardKind.ClimateDevkit => "climate-devkit",
        BoardKind.RelayDevkit => "relay-devkit",
        BoardKind.S0Meter => "energy-meter",
        BoardKind.AirQualityS3 => "air-quality-s3",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
