
namespace IotXmpp.Exi.Channels;

/// <summary>
/// A Huffman code of DEFLATE (RFC 1951 3.2.2) for decoding. Codes of up to <see cref="FastBits"/> bits are found in one look, longer ones
/// length by length.
/// </summary>
internal sealed class HuffmanCode(int symbols)
{
    /// <summary>Longest code.</summary>
    public const int MaxLength = 15;

    private const int FastBits = 10;

    /// <summary>By the next bits, first one lowest: symbol times 16 plus length; 0 for a longer code or none.</summary>
    private readonly ushort[] _fast = new ushort[1 << FastBits];
    private readonly int[] _counts = new int[MaxLength + 1];
    private readonly ushort[] _symbols = new ushort[symbols];

    /// <summary>Makes the code from the lengths of its symbols' codes. False: there is no such code.</summary>
    /// <param name="lengths">The length of each symbol's code, 0 for symbols without one.</param>
    /// <param name="mayBeIncomplete">A code of one symbol, or of none, will do: distances that are not used, a block that is empty.</param>
    public bool TryBuild(ReadOnlySpan<byte> lengths, bool mayBeIncomplete)
    {
        Array.Clear(_counts);
        foreach (byte length in lengths)
            _counts[length]++;
        _counts[0] = 0;

        Span<int> next = stackalloc int[MaxLength + 2];
        Span<int> place = stackalloc int[MaxLength + 2];
        int code = 0;
        int left = 1;
        int used = 0;
        for (int length = 1; length <= MaxLength; length++)
        {
            left = (left << 1) - _counts[length];
            if (left < 0)
                return false;
            code = (code + (length > 1 ? _counts[length - 1] : 0)) << 1;
            next[length] = code;
            place[length] = used;
            used += _counts[length];
        }

        if (left > 0 && !(mayBeIncomplete && (used == 0 || (used == 1 && _counts[1] == 1))))
            return false;

        Array.Clear(_fast);
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length == 0)
                continue;
            _symbols[place[length]++] = (ushort)symbol;
            int bits = Reverse(next[length]++, length);
            if (length > FastBits)
                continue;
            for (; bits < _fast.Length; bits += 1 << length)
                _fast[bits] = (ushort)((symbol << 4) | length);
        }

        return true;
    }

    /// <summary>The symbol that begins the bits, first one lowest, and the length of its code; length 0: there is none.</summary>
    public int Decode(ulong bits, out int length)
    {
        int entry = _fast[(int)bits & ((1 << FastBits) - 1)];
        length = entry & 15;
        return length > 0 ? entry >> 4 : DecodeLong(bits, out length);
    }

    private int DecodeLong(ulong bits, out int length)
    {
        int code = 0;
        int first = 0;
        int index = 0;
        for (length = 1; length <= MaxLength; length++)
        {
            code |= (int)(bits & 1);
            bits >>= 1;
            int count = _counts[length];
            if (code - count < first)
                return _symbols[index + code - first];
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        length = 0;
        return 0;
    }

    private static int Reverse(int code, int length)
    {
        int reversed = 0;
        for (int i = 0; i < length; i++)
            reversed |= ((code >> i) & 1) << (length - 1 - i);
        return reversed;
    }
}
