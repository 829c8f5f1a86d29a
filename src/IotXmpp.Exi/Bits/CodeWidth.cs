using System.Numerics;

namespace IotXmpp.Exi.Bits;

/// <summary>Widths of n-bit Unsigned Integers (EXI 6.2, 7.1.9).</summary>
internal static class CodeWidth
{
    /// <summary>Bits for one of <paramref name="count"/> distinct values: the ceiling of log2(count); 0 for one value or none.</summary>
    public static int Of(int count) => count <= 1 ? 0 : 32 - BitOperations.LeadingZeroCount((uint)(count - 1));
}
