using System.Numerics;

namespace IotXmpp.Exi.Bits;

/// <summary>
/// Reads bits, n-bit Unsigned Integers and Unsigned Integers (EXI 7.1.6, 7.1.9) from bytes that may end early. A read past the
/// end sets <see cref="Starved"/> and yields zero, and so does every read after it: callers check once, before they act on
/// what they read, and go back to a <see cref="Position"/> they noted.
/// </summary>
internal ref struct BitReader
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly bool _byteAligned;
    private readonly long _end;

    /// <summary>Opens <paramref name="data"/> at bit <paramref name="position"/>.</summary>
    /// <param name="data">The bytes at hand.</param>
    /// <param name="position">Bit of the first read, counted from the start of <paramref name="data"/>.</param>
    /// <param name="byteAligned">n-bit Unsigned Integers take whole bytes, least significant first.</param>
    public BitReader(ReadOnlySpan<byte> data, long position, bool byteAligned)
    {
        _data = data;
        _byteAligned = byteAligned;
        _end = (long)data.Length * 8;
        Position = position;
    }

    /// <summary>The next bit, counted from the start of the data.</summary>
    public long Position { get; private set; }

    /// <summary>A read went past the end; everything read since then is zero.</summary>
    public bool Starved { get; private set; }

    /// <summary>How many reads were made: the measure of work for "linear however the bytes drip".</summary>
    public int Reads { get; private set; }

    /// <summary>Goes back to a position noted before: where to go on with more bytes. Starvation is not forgotten.</summary>
    public void Rewind(long position) => Position = position;

    /// <summary>Skips to the next byte boundary.</summary>
    public void Align() => Position = (Position + 7) & ~7L;

    /// <summary>Reads an n-bit Unsigned Integer, 0 to 32 bits.</summary>
    public uint ReadNBit(int width)
    {
        if (width == 0)
            return 0;
        return _byteAligned ? ReadBytesLeastFirst((width + 7) >> 3) : ReadBits(width);
    }

    /// <summary>Reads a Boolean (EXI 7.1.2).</summary>
    public bool ReadBoolean() => ReadNBit(1) != 0;

    /// <summary>Reads 0 to 32 bits, most significant first, whatever the alignment.</summary>
    public uint ReadBits(int count)
    {
        Reads++;
        if (Starved || Position + count > _end)
        {
            Starved = true;
            return 0;
        }

        int index = (int)(Position >> 3);
        int offset = (int)(Position & 7);
        Position += count;
        int needed = (offset + count + 7) >> 3;
        ulong bits = 0;
        for (int i = 0; i < needed; i++)
            bits = (bits << 8) | _data[index + i];
        bits >>= (needed * 8) - offset - count;
        return (uint)(bits & ((1UL << count) - 1));
    }

    /// <summary>Reads an octet, at any bit.</summary>
    public uint ReadOctet() => ReadBits(8);

    /// <summary>Reads an Unsigned Integer that fits 64 bits; <paramref name="overflow"/> tells when it does not.</summary>
    public ulong ReadUnsigned(out bool overflow)
    {
        overflow = false;
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            uint octet = ReadBits(8);
            ulong low = octet & 0x7F;
            if (low != 0 && (shift > 63 || (low << shift) >> shift != low))
            {
                overflow = true;
                return 0;
            }

            if (shift <= 63)
                value |= low << shift;
            if (octet < 0x80)
                return value;
            if (shift > 7 * 64)
            {
                overflow = true; // a tail of empty groups is no number worth reading on
                return 0;
            }
        }
    }

    /// <summary>Reads an Unsigned Integer of any size up to <paramref name="maxOctets"/>.</summary>
    public BigInteger ReadBigUnsigned(int maxOctets, out bool tooLong)
    {
        tooLong = false;
        byte[] groups = new byte[Math.Min(maxOctets, 128)];
        int count = 0;
        while (true)
        {
            uint octet = ReadBits(8);
            if (count == maxOctets)
            {
                tooLong = true;
                return BigInteger.Zero;
            }

            if (count == groups.Length)
                Array.Resize(ref groups, Math.Min(groups.Length * 2, maxOctets));
            groups[count++] = (byte)(octet & 0x7F);
            if (octet < 0x80)
                break;
        }

        byte[] bytes = new byte[((count * 7) / 8) + 2];
        for (int i = 0; i < count; i++)
        {
            int bit = i * 7;
            int shifted = groups[i] << (bit & 7);
            bytes[bit >> 3] |= (byte)shifted;
            bytes[(bit >> 3) + 1] |= (byte)(shifted >> 8);
        }

        return new BigInteger(bytes, isUnsigned: true);
    }

    private uint ReadBytesLeastFirst(int count)
    {
        uint value = 0;
        for (int i = 0; i < count; i++)
            value |= ReadBits(8) << (8 * i);
        return value;
    }
}
