#nullable disable

namespace IotXmpp.Device.Storage
{
    /// <summary>
    /// The cyclic redundancy check of ISO-HDLC (polynomial 0x04C11DB7, reflected), which Ethernet and ZIP use, four bits at a time: a table of
    /// sixteen words instead of 256.
    /// </summary>
    internal static class Crc32
    {
        private static readonly uint[] Table = new uint[]
        {
            0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
            0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
        };

        /// <summary>Checksum of bytes.</summary>
        public static uint Of(byte[] data, int offset, int count)
        {
            uint crc = 0xFFFFFFFF;
            for (int i = 0; i < count; i++)
            {
                crc ^= data[offset + i];
                crc = (crc >> 4) ^ Table[(int)(crc & 15)];
                crc = (crc >> 4) ^ Table[(int)(crc & 15)];
            }

            return ~crc;
        }
    }
}
