using IotXmpp.Node.Drivers;
using IotXmpp.Simulator.Physics;

namespace IotXmpp.Simulator.Chips;

/// <summary>An SHT31 in a simulated room: single shot, high repeatability.</summary>
internal sealed class Sht3xChip(SimulatedRoom room) : BusDevice
{
    private bool _triggered;

    /// <inheritdoc/>
    public override int Write(byte[] data, int count)
    {
        _triggered = count == 2 && data[0] == 0x24 && data[1] == 0;
        return DriverError.None;
    }

    /// <inheritdoc/>
    public override int Read(byte[] data, int count)
    {
        if (!_triggered)
            return DriverError.NoAnswer;
        SensirionWords.Write(data.AsSpan(0, count), SensirionWords.Temperature(room.Temperature), SensirionWords.Humidity(room.Humidity));
        return DriverError.None;
    }
}
