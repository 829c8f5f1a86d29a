namespace IotXmpp.Simulator.Physics;

/// <summary>
/// What the simulated chips of one board measure. It advances in steps of one second of the given clock, so the same seed and the same times give
/// the same readings, however often they are read.
/// </summary>
internal sealed class SimulatedRoom(int seed, TimeProvider time)
{
    private const long WattSecondsPerKwh = 3_600_000;

    // After a long pause an hour of steps is as good as a day; energy is counted through.
    private const int MaxSteps = 3600;

    private readonly Random _random = new(seed);
    private long _last = time.GetTimestamp();
    private long _temperature = 21_500;
    private long _humidity = 45_000;
    private long _pressure = 1_013_250;
    private long _carbonDioxide = 620;
    private long _watts = 400;
    private long _wattSeconds;

    /// <summary>Thousandths of a degree Celsius.</summary>
    public long Temperature => Now()._temperature;

    /// <summary>Thousandths of a percent.</summary>
    public long Humidity => Now()._humidity;

    /// <summary>Thousandths of a hPa.</summary>
    public long Pressure => Now()._pressure;

    /// <summary>ppm.</summary>
    public long CarbonDioxide => Now()._carbonDioxide;

    /// <summary>Pulses of a meter with 1000 pulses for a kWh, since the beginning.</summary>
    public long Pulses => Now()._wattSeconds * 1000 / WattSecondsPerKwh;

    private SimulatedRoom Now()
    {
        long now = time.GetTimestamp();
        long seconds = (long)time.GetElapsedTime(_last, now).TotalSeconds;
        if (seconds == 0)
            return this;
        _last += seconds * time.TimestampFrequency;
        _wattSeconds += Math.Max(0, seconds - MaxSteps) * _watts;
        for (long i = Math.Min(seconds, MaxSteps); i > 0; i--)
        {
            _temperature = _random.Walk(_temperature, 18_000, 26_000, 20);
            _humidity = _random.Walk(_humidity, 30_000, 65_000, 40);
            _pressure = _random.Walk(_pressure, 985_000, 1_035_000, 20);
            _carbonDioxide = _random.Walk(_carbonDioxide, 420, 1600, 2);
            _watts = _random.Walk(_watts, 50, 3000, 20);
            _wattSeconds += _watts;
        }

        return this;
    }
}
