using IotXmpp.Node.Drivers;
using IotXmpp.Simulator.Physics;

namespace IotXmpp.Simulator.Chips;

/// <summary>An SCD41 in a simulated room: periodic measurement, which it refuses to start twice.</summary>
internal sealed class Scd4xChip(SimulatedRoom room) : BusDevice
{
    private int _command;
    private bool _measuring;

    /// <inheritdoc/>
    public override int Write(byte[] data, int count)
    {
        _command = (data[0] << 8) | data[1];
        if (_command == 0x21B1 && _measuring)
            return DriverError.NoAnswer;
        _measuring = _command == 0x21B1 || (_measuring && _command != 0x3F86);
        return DriverError.None;
    }

    /// <inheritdoc/>
    public override int Read(byte[] data, int count)
    {
        if (!_measuring)
            return DriverError.NoAnswer;
        var into = data.AsSpan(0, count);
        if (_command == 0xE4B8)
            SensirionWords.Write(into, 0x8006);
        else
            SensirionWords.Write(into, (int)room.CarbonDioxide, SensirionWords.Temperature(room.Temperature), SensirionWords.Humidity(room.Humidity));
        return DriverError.None;
    }
}
