using IotXmpp.Device.Boards;

namespace IotXmpp.Simulator.Physics;

/// <summary>A household behind an energy meter: the power wanders, the meter counts its pulses.</summary>
internal sealed class SimulatedMeter(int seed, TimeSpan sampleInterval, TimeProvider time)
    : SimulatedHardware(BoardDefinitions.MeterFields(), BoardDefinitions.MeterParameters(), seed, sampleInterval, time)
{
    private const long WattSecondsPerKwh = 3_600_000;

    private long _power = 400; // W
    private long _wattSeconds; // since the last whole pulse, times pulses per kWh
    private long _wattHours = 1_234_567; // counted so far: 0.001 kWh
    private long _pulsesPerKwh = 1000;
    private long _pulseRemainder; // thousandths of a pulse's energy not yet in _wattHours

    /// <inheritdoc/>
    public override void SetNumber(int parameter, long value)
    {
        _pulsesPerKwh = value;
        _wattSeconds = 0;
    }

    /// <inheritdoc/>
    protected override void Step()
    {
        _power = Walk(_power, 50, 3000, 20);
        _wattSeconds += _power * _pulsesPerKwh;
        long pulses = _wattSeconds / WattSecondsPerKwh;
        _wattSeconds %= WattSecondsPerKwh;
        _pulseRemainder += pulses * 1000;
        _wattHours += _pulseRemainder / _pulsesPerKwh;
        _pulseRemainder %= _pulsesPerKwh;
    }

    /// <inheritdoc/>
    protected override long Value(int field) => field == BoardDefinitions.Energy ? _wattHours : _power;
}
