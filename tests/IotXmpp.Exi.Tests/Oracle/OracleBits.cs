using System.Numerics;
using System.Text;

namespace IotXmpp.Exi.Tests.Oracle;

/// <summary>EXI 7.1.6 and 7.1.9, one bit at a time.</summary>
internal sealed class OracleBits(byte[] data, bool byteAligned)
{
    private int _bit;

    public bool ByteAligned { get; set; } = byteAligned;

    public int Position => _bit;

    public int Bits(int width)
    {
        int value = 0;
        for (int i = 0; i < width; i++)
            value = (value << 1) | Bit();
        return value;
    }

    public int NBit(int width)
    {
        if (!ByteAligned)
            return Bits(width);
        int value = 0;
        for (int shift = 0; shift < width; shift += 8)
            value |= Bits(8) << shift;
        return value;
    }

    /// <summary>One of n possible values.</summary>
    public int OneOf(int n)
    {
        if (n < 1)
            throw new InvalidDataException($"no possible value at bit {_bit}");
        int value = NBit(BitOperations.Log2((uint)n * 2 - 1));
        return value < n ? value : throw new InvalidDataException($"{value} of {n} at bit {_bit}");
    }

    public bool Boolean() => NBit(1) == 1;

    public BigInteger Unsigned()
    {
        BigInteger value = 0;
        for (int shift = 0; ; shift += 7)
        {
            int octet = Bits(8);
            value |= (BigInteger)(octet & 0x7F) << shift;
            if (octet < 0x80)
                return value;
        }
    }

    public string Characters(int count, int[] set)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            int at = set.Length == 0 ? -1 : OneOf(set.Length + 1);
            text.Append(new Rune(at >= 0 && at < set.Length ? set[at] : (int)Unsigned()).ToString());
        }

        return text.ToString();
    }

    public string String() => Characters((int)Unsigned(), []);

    private int Bit()
    {
        if (_bit >= data.Length * 8)
            throw new InvalidDataException("past the end");
        int value = (data[_bit >> 3] >> (7 - (_bit & 7))) & 1;
        _bit++;
        return value;
    }
}
