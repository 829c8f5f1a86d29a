using System.Buffers.Binary;
using IotXmpp.Node.Drivers;
using IotXmpp.Simulator.Physics;

namespace IotXmpp.Simulator.Chips;

/// <summary>
/// A BME280 that measures a simulated room: its registers, with the calibration of the data sheet's worked example. What it puts into them is found by
/// searching the compensation in floating point (BST-BME280-DS002 8.1), which is not the one the driver has.
/// </summary>
internal sealed class Bme280Chip(SimulatedRoom room) : BusDevice
{
    private const double T1 = 27504, T2 = 26435, T3 = -1000;
    private const double P1 = 36477, P2 = -10685, P3 = 3024, P4 = 2855, P5 = 140, P6 = -7, P7 = 15500, P8 = -14600, P9 = 6000;
    private const int H1 = 75, H2 = 361, H3 = 0, H4 = 340, H5 = 50, H6 = 30;

    private readonly byte[] _data = [0x80, 0, 0, 0x80, 0, 0, 0x80, 0];
    private byte _register;

    /// <inheritdoc/>
    public override int Write(byte[] data, int count)
    {
        _register = data[0];
        if (count == 2 && _register == 0xF4 && (data[1] & 3) == 1)
            Measure();
        return DriverError.None;
    }

    /// <inheritdoc/>
    public override int Read(byte[] data, int count)
    {
        var into = data.AsSpan(0, count);
        switch (_register)
        {
            case 0xD0:
                into[0] = 0x60;
                break;
            case 0x88:
                BinaryPrimitives.WriteUInt16LittleEndian(into, (ushort)T1);
                double[] words = [T2, T3, P1, P2, P3, P4, P5, P6, P7, P8, P9];
                for (int i = 0; i < words.Length; i++)
                    BinaryPrimitives.WriteUInt16LittleEndian(into[(2 + (2 * i))..], unchecked((ushort)(int)words[i]));
                into[25] = H1;
                break;
            case 0xE1:
                BinaryPrimitives.WriteInt16LittleEndian(into, H2);
                into[2] = H3;
                into[3] = H4 >> 4;
                into[4] = (H4 & 0xF) | ((H5 & 0xF) << 4);
                into[5] = H5 >> 4;
                into[6] = H6;
                break;
            case 0xF7:
                _data.CopyTo(into);
                break;
            default:
                into.Clear();
                break;
        }

        return DriverError.None;
    }

    private static double Fine(double raw)
    {
        double difference = (raw / 131072.0) - (T1 / 8192.0);
        return (((raw / 16384.0) - (T1 / 1024.0)) * T2) + (difference * difference * T3);
    }

    private static double Pressure(double raw, double fine)
    {
        double var1 = (fine / 2.0) - 64000.0;
        double var2 = var1 * var1 * P6 / 32768.0;
        var2 += var1 * P5 * 2.0;
        var2 = (var2 / 4.0) + (P4 * 65536.0);
        var1 = ((P3 * var1 * var1 / 524288.0) + (P2 * var1)) / 524288.0;
        var1 = (1.0 + (var1 / 32768.0)) * P1;
        double p = (1048576.0 - raw - (var2 / 4096.0)) * 6250.0 / var1;
        return p + (((P9 * p * p / 2147483648.0) + (p * P8 / 32768.0) + P7) / 16.0);
    }

    private static double Humidity(double raw, double fine)
    {
        double h = fine - 76800.0;
        h = (raw - ((H4 * 64.0) + (H5 / 16384.0 * h))) * (H2 / 65536.0 * (1.0 + (H6 / 67108864.0 * h * (1.0 + (H3 / 67108864.0 * h)))));
        return h * (1.0 - (H1 * h / 524288.0));
    }

    /// <summary>The raw value at which something that grows with it reaches a value.</summary>
    private static int Search(int bits, Func<double, double> growing, double value)
    {
        int raw = 0;
        for (int bit = 1 << (bits - 1); bit > 0; bit >>= 1)
        {
            if (growing(raw + bit) <= value)
                raw += bit;
        }

        return raw;
    }

    private void Measure()
    {
        int temperature = Search(20, raw => Fine(raw) / 5120.0, room.Temperature / 1000.0);
        double fine = Fine(temperature);
        Twenty(0, Search(20, raw => -Pressure(raw, fine), -room.Pressure / 10.0));
        Twenty(3, temperature);
        BinaryPrimitives.WriteUInt16BigEndian(_data.AsSpan(6), (ushort)Search(16, raw => Humidity(raw, fine), room.Humidity / 1000.0));
    }

    private void Twenty(int at, int value)
    {
        _data[at] = (byte)(value >> 12);
        _data[at + 1] = (byte)(value >> 4);
        _data[at + 2] = (byte)(value << 4);
    }
}
