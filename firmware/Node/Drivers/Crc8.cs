#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>The two CRC-8 of sensor chips. Both have the polynomial x^8 + x^5 + x^4 + 1; they differ in the order of bits and the start.</summary>
    internal static class Crc8
    {
        /// <summary>Sensirion (SHT3x 4.12, SCD4x 3.12) and Aosong (AHT20 5.4.4): highest bit first, starts at 0xFF.</summary>
        public static byte Sensirion(byte[] data, int offset, int count)
        {
            int crc = 0xFF;
            for (int i = offset; i < offset + count; i++)
            {
                crc ^= data[i];
                for (int bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 0x80) != 0 ? ((crc << 1) ^ 0x31) & 0xFF : (crc << 1) & 0xFF;
                }
            }

            return (byte)crc;
        }

        /// <summary>Maxim 1-Wire (DS18B20, application note 27): lowest bit first, starts at 0.</summary>
        public static byte OneWire(byte[] data, int offset, int count)
        {
            int crc = 0;
            for (int i = offset; i < offset + count; i++)
            {
                crc ^= data[i];
                for (int bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x8C : crc >> 1;
                }
            }

            return (byte)crc;
        }
    }
}
