#nullable disable

namespace IotXmpp.Device.Storage
{
    /// <summary>Numbers in bytes, little-endian; and of variable length, seven bits a byte, negative ones interleaved (0, -1, 1, -2 ...).</summary>
    internal static class PackedBytes
    {
        /// <summary>Most bytes of a number of variable length.</summary>
        public const int MaxVariable = 10;

        /// <summary>Writes the low <paramref name="bytes"/> bytes of a number.</summary>
        public static void Write(byte[] into, int at, ulong value, int bytes)
        {
            for (int i = 0; i < bytes; i++)
            {
                into[at + i] = (byte)(value >> (8 * i));
            }
        }

        /// <summary>Reads a number of <paramref name="bytes"/> bytes.</summary>
        public static ulong Read(byte[] from, int at, int bytes)
        {
            ulong value = 0;
            for (int i = 0; i < bytes; i++)
            {
                value |= (ulong)from[at + i] << (8 * i);
            }

            return value;
        }

        /// <summary>Writes a number of variable length; returns the position behind it.</summary>
        public static int WriteVariable(byte[] into, int at, long value)
        {
            ulong rest = ((ulong)value << 1) ^ (ulong)(value >> 63);
            while (rest >= 0x80)
            {
                into[at++] = (byte)(rest | 0x80);
                rest >>= 7;
            }

            into[at++] = (byte)rest;
            return at;
        }

        /// <summary>Reads a number of variable length and moves the position; false if it is not over before <paramref name="end"/>.</summary>
        public static bool TryReadVariable(byte[] from, ref int at, int end, out long value)
        {
            ulong rest = 0;
            for (int shift = 0; shift < 64 && at < end; shift += 7)
            {
                int next = from[at++];
                rest |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    value = (long)(rest >> 1) ^ -(long)(rest & 1);
                    return true;
                }
            }

            value = 0;
            return false;
        }
    }
}
