using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IotXmpp.Exi.Bits;

/// <summary>
/// Reads bits, n-bit Unsigned Integers and Unsigned Integers (EXI 7.1.6, 7.1.9) from bytes that may end early. A read past the
/// end sets <see cref="Starved"/> and yields zero, and so does every read after it: callers check once, before they act on
/// what they read, and go back to a <see cref="Position"/> they noted.
/// </summary>
/// <remarks>
/// The position is all the state there is: a read loads the eight bytes around it and shifts, so that going back costs nothing and there is no
/// buffer to refill.
/// </remarks>
internal ref struct BitReader
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly bool _byteAligned;

    /// <summary>Bits there are; -1 once a read has asked for more, so that every later one does too.</summary>
    private long _end;

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
    public readonly bool Starved => _end < 0;

    /// <summary>Bits that are left; 0 when starved.</summary>
    public readonly long Available => Math.Max(0, _end - Position);

    /// <summary>The bytes from the position on, which is at one.</summary>
    public readonly ReadOnlySpan<byte> RemainingBytes => _data[Math.Min((int)(Position >> 3), _data.Length)..];

    /// <summary>Goes back to a position noted before: where to go on with more bytes. Starvation is not forgotten.</summary>
    public void Rewind(long position) => Position = position;

    /// <summary>What is left does not suffice.</summary>
    public void Starve() => _end = -1;

    /// <summary>Skips to the next byte boundary.</summary>
    public void Align() => Position = (Position + 7) & ~7L;

    /// <summary>Reads an n-bit Unsigned Integer, 0 to 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadNBit(int width)
    {
        if (!_byteAligned)
            return ReadBits(width);
        return ReadBytesLeastFirst((width + 7) >> 3);
    }

    /// <summary>Reads a Boolean (EXI 7.1.2).</summary>
    public bool ReadBoolean() => ReadNBit(1) != 0;

    /// <summary>Reads 0 to 32 bits, most significant first, whatever the alignment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadBits(int count)
    {
        long end = Position + count;
        if (end > _end)
            return StarveFor(count);
        uint value = (uint)(Peek() >> 1 >> (63 - count)); // in two shifts, because 0 bits are a shift by 64
        Position = end;
        return value;
    }

    /// <summary>Reads an octet, at any bit.</summary>
    public uint ReadOctet() => ReadBits(8);

    /// <summary>Reads an Unsigned Integer that fits 64 bits; <paramref name="overflow"/> tells when it does not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadUnsigned(out bool overflow)
    {
        overflow = false;
        ulong word = Peek();
        if ((long)word < 0 || Position + 8 > _end)
            return ReadLongUnsigned(out overflow);
        Position += 8;
        return word >> 56;
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

    /// <summary>
    /// Reads characters of a String (EXI 7.1.10) as long as each is an octet: code points U+0020 to U+007F. Stops before any other,
    /// and before the end of the bytes, without starving.
    /// </summary>
    /// <param name="destination">Room for all that is wanted and seven more, which may be written over.</param>
    /// <param name="wanted">Characters wanted, no more than <see cref="Available"/> has octets.</param>
    /// <returns>Characters read.</returns>
    public int ReadAscii(Span<char> destination, int wanted)
    {
        const ulong highBits = 0x8080_8080_8080_8080;
        const ulong spaces = 0x2020_2020_2020_2020;
        int index = (int)(Position >> 3);
        int offset = (int)(Position & 7);
        ReadOnlySpan<byte> data = _data;
        int read = 0;
        while (read < wanted)
        {
            ulong word = index <= data.Length - 8 ? BinaryPrimitives.ReadUInt64BigEndian(data.Slice(index, 8)) : PeekNearEnd(index);
            if (offset > 0)
                word = (word << offset) | ((uint)index + 8 < (uint)data.Length ? (uint)data[index + 8] >> (8 - offset) : 0);

            // A borrow can only make this stop early.
            ulong others = (word | ((word - spaces) & ~word)) & highBits;
            Vector128<ushort> units = Vector128.WidenLower(Vector128.CreateScalar(BinaryPrimitives.ReverseEndianness(word)).AsByte());
            units.CopyTo(MemoryMarshal.Cast<char, ushort>(destination.Slice(read, 8)));
            int count = Math.Min(BitOperations.LeadingZeroCount(others) >> 3, wanted - read);
            read += count;
            index += count;
            if (count < 8)
                break;
        }

        Position += read * 8L;
        return read;
    }

    /// <summary>Reads octets, as many as there are whole ones.</summary>
    /// <returns>Octets read.</returns>
    public int ReadOctets(Span<byte> destination)
    {
        int count = (int)Math.Min(destination.Length, Available >> 3);
        if (count == 0)
            return 0;
        int index = (int)(Position >> 3);
        int offset = (int)(Position & 7);
        if (offset == 0)
        {
            _data.Slice(index, count).CopyTo(destination);
        }
        else
        {
            for (int i = 0; i < count; i++)
                destination[i] = (byte)((_data[index + i] << offset) | (_data[index + i + 1] >> (8 - offset)));
        }

        Position += count * 8L;
        return count;
    }

    /// <summary>The bits from the position on, the first one leftmost: at least 57, and zeros behind the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ulong Peek()
    {
        int index = (int)(Position >> 3);
        ulong word = index <= _data.Length - 8
            ? BinaryPrimitives.ReadUInt64BigEndian(_data.Slice(index, 8))
            : PeekNearEnd(index);
        return word << (int)(Position & 7);
    }

    private readonly ulong PeekNearEnd(int index)
    {
        if (index >= _data.Length)
            return 0;
        if (_data.Length >= 8)
            return BinaryPrimitives.ReadUInt64BigEndian(_data[^8..]) << ((index - (_data.Length - 8)) * 8);
        ulong word = 0;
        for (int i = 0; i < 8; i++)
            word = (word << 8) | (index + i < _data.Length ? _data[index + i] : 0u);
        return word;
    }

    private ulong ReadLongUnsigned(out bool overflow)
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

    /// <summary>Nothing is asked of the bytes for a code of no bits.</summary>
    private uint StarveFor(int count)
    {
        if (count > 0)
            _end = -1;
        return 0;
    }

    private uint ReadBytesLeastFirst(int count)
    {
        uint value = 0;
        for (int i = 0; i < count; i++)
            value |= ReadBits(8) << (8 * i);
        return value;
    }
}
