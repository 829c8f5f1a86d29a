using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IotXmpp.Exi.Strings;

/// <summary>
/// A hash of text for the tables of an encoder, which look up every value of a document. Multiplications folded to 64 bits, with a secret of the
/// process: peers whose text is passed on cannot choose values that collide.
/// </summary>
internal static class TextHash
{
    private const ulong Multiplier = 0x9FB21C651E98DF25;

    private static readonly ulong s_secret = (ulong)Random.Shared.NextInt64() | 1;
    private static readonly ulong s_second = (ulong)Random.Shared.NextInt64() | 1;

    /// <summary>The hash.</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        ref byte start = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(text));
        int length = text.Length * 2;
        ulong hash = s_secret ^ ((ulong)length * Multiplier);
        if (length >= 8)
        {
            for (int at = 0; at < length - 8; at += 8)
                hash = Fold(hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at)), s_second);
            // The last eight bytes, some of them perhaps once more.
            hash = Fold(hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, length - 8)), s_second);
        }
        else
        {
            ulong rest = 0;
            foreach (char c in text)
                rest = (rest << 16) | c;
            hash = Fold(hash ^ rest, s_second);
        }

        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Fold(ulong x, ulong y)
    {
        ulong high = Math.BigMul(x, y, out ulong low);
        return high ^ low;
    }
}
