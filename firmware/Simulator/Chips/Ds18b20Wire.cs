using IotXmpp.Node.Drivers;
using IotXmpp.Simulator.Physics;

namespace IotXmpp.Simulator.Chips;

/// <summary>A 1-Wire bus with one DS18B20 in a simulated room.</summary>
internal sealed class Ds18b20Wire(SimulatedRoom room) : OneWireBus
{
    // Data sheet, figure 7: temperature at power-up, alarms, configuration for 12 bits.
    private readonly byte[] _scratchpad = [0x50, 0x05, 0x4B, 0x46, 0x7F, 0xFF, 0x0C, 0x10, 0];
    private int _reading = -1;

    /// <inheritdoc/>
    public override bool Reset()
    {
        _reading = -1;
        return true;
    }

    /// <inheritdoc/>
    public override byte Touch(byte value)
    {
        if (_reading >= 0)
            return _reading < _scratchpad.Length ? _scratchpad[_reading++] : (byte)0xFF;
        switch (value)
        {
            case 0x44:
                int raw = (int)Math.Round(room.Temperature * 16 / 1000.0);
                _scratchpad[0] = (byte)raw;
                _scratchpad[1] = (byte)(raw >> 8);
                _scratchpad[6] = 0x10;
                break;
            case 0xBE:
                _scratchpad[8] = Checksum(_scratchpad.AsSpan(0, 8));
                _reading = 0;
                break;
        }

        return value;
    }

    /// <summary>Polynomial 0x31, lowest bit first (application note 27).</summary>
    private static byte Checksum(ReadOnlySpan<byte> data)
    {
        int crc = 0;
        foreach (byte octet in data)
        {
            crc ^= octet;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x8C : crc >> 1;
        }

        return (byte)crc;
    }
}
