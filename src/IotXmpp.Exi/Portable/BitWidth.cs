#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>Width of n-bit Unsigned Integers (EXI 7.1.9).</summary>
    internal static class BitWidth
    {
        /// <summary>Bits that tell <paramref name="values"/> values apart: ceil(log2(values)); 0 for one or none.</summary>
        internal static int Of(int values)
        {
            int width = 0;
            values--;
            while (values > 0)
            {
                width++;
                values >>= 1;
            }

            return width;
        }
    }
}
