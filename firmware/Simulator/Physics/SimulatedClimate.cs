using IotXmpp.Device.Boards;

namespace IotXmpp.Simulator.Physics;

/// <summary>A room: temperature, humidity and air pressure wander slowly.</summary>
internal sealed class SimulatedClimate(int seed, TimeSpan sampleInterval, TimeProvider time)
    : SimulatedHardware(BoardDefinitions.ClimateFields(), BoardDefinitions.ClimateParameters(), seed, sampleInterval, time)
{
    private long _temperature = 215; // 0.1 °C
    private long _humidity = 450; // 0.1 %
    private long _pressure = 10132; // 0.1 hPa

    /// <inheritdoc/>
    public override void SetNumber(int parameter, long value) => Interval = (int)value * 1000;

    /// <inheritdoc/>
    protected override void Step()
    {
        if (Random.Next(5) == 0)
        {
            _temperature = Walk(_temperature, 180, 260, 1);
            _humidity = Walk(_humidity, 300, 650, 2);
            _pressure = Walk(_pressure, 9850, 10350, 1);
        }
    }

    /// <inheritdoc/>
    protected override long Value(int field) => field switch
    {
        BoardDefinitions.Temperature => _temperature,
        BoardDefinitions.Humidity => _humidity,
        _ => _pressure,
    };
}
