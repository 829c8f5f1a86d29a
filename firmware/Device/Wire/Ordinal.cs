#nullable disable

namespace IotXmpp.Device.Wire
{
    /// <summary>Comparisons by character: string.StartsWith follows the culture off the board, and StringComparison is not on it.</summary>
    internal static class Ordinal
    {
        /// <summary>Says whether a text begins with another.</summary>
        public static bool StartsWith(string text, string prefix)
        {
            if (text.Length < prefix.Length)
            {
                return false;
            }

            for (int i = 0; i < prefix.Length; i++)
            {
                if (text[i] != prefix[i])
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>Says whether bytes are the UTF-8 of an ASCII text.</summary>
        public static bool Equals(byte[] data, int offset, int count, string ascii)
        {
            if (count != ascii.Length)
            {
                return false;
            }

            for (int i = 0; i < count; i++)
            {
                if (data[offset + i] != ascii[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
