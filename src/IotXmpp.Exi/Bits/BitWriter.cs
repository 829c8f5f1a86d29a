using System.Buffers;
using System.Numerics;

namespace IotXmpp.Exi.Bits;

/// <summary>Writes bits, n-bit Unsigned Integers and Unsigned Integers (EXI 7.1.6, 7.1.9) into a growing buffer.</summary>
internal sealed class BitWriter(bool byteAligned)
{
    private bool _byteAligned = byteAligned;
    private byte[] _buffer = new byte[256];

    /// <summary>Bits written.</summary>
    public long Position { get; private set; }

    /// <summary>Whole and started bytes.</summary>
    public int Length => (int)((Position + 7) >> 3);

    /// <summary>What was written; the unused bits of the last byte are zero.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>Empties the buffer.</summary>
    public void Clear() => Truncate(0);

    /// <summary>Takes back everything from bit <paramref name="position"/> on.</summary>
    public void Truncate(long position)
    {
        int keep = (int)((position + 7) >> 3);
        Array.Clear(_buffer, keep, Length - keep);
        Position = position;
        if ((position & 7) != 0)
            _buffer[keep - 1] &= (byte)(0xFF00 >> (int)(position & 7));
    }

    /// <summary>Pads with zero bits to a byte boundary.</summary>
    public void Align() => Position = (Position + 7) & ~7L;

    /// <summary>Hands the complete bytes over and keeps the started one.</summary>
    public void DrainTo(IBufferWriter<byte> destination)
    {
        int whole = (int)(Position >> 3);
        if (whole == 0)
            return;
        destination.Write(_buffer.AsSpan(0, whole));
        int length = Length;
        if (length > whole)
            _buffer[0] = _buffer[whole];
        int kept = length - whole;
        Array.Clear(_buffer, kept, length - kept);
        Position &= 7;
    }

    /// <summary>Writes an n-bit Unsigned Integer, 0 to 32 bits.</summary>
    public void WriteNBit(uint value, int width)
    {
        if (width == 0)
            return;
        if (!_byteAligned)
        {
            WriteBits(value, width);
            return;
        }

        for (int left = width; left > 0; left -= 8, value >>= 8)
            WriteBits(value & 0xFF, 8);
    }

    /// <summary>Writes something bit-packed, as the options document always is.</summary>
    public void WritePacked(Action<BitWriter> write)
    {
        bool aligned = _byteAligned;
        _byteAligned = false;
        write(this);
        _byteAligned = aligned;
    }

    /// <summary>Writes a Boolean (EXI 7.1.2).</summary>
    public void WriteBoolean(bool value) => WriteNBit(value ? 1u : 0u, 1);

    /// <summary>Writes 1 to 32 bits, most significant first, whatever the alignment.</summary>
    public void WriteBits(uint value, int count)
    {
        Reserve(5);
        int index = (int)(Position >> 3);
        int offset = (int)(Position & 7);
        Position += count;
        int span = offset + count;
        int bytes = (span + 7) >> 3;
        ulong bits = (ulong)(value & (count == 32 ? uint.MaxValue : (1u << count) - 1)) << ((bytes * 8) - span);
        for (int i = bytes - 1; i >= 0; i--, bits >>= 8)
            _buffer[index + i] |= (byte)bits;
    }

    /// <summary>Writes octets, at any bit.</summary>
    public void WriteOctets(ReadOnlySpan<byte> octets)
    {
        Reserve(octets.Length + 1);
        if ((Position & 7) == 0)
        {
            octets.CopyTo(_buffer.AsSpan((int)(Position >> 3)));
            Position += (long)octets.Length * 8;
            return;
        }

        foreach (byte octet in octets)
            WriteBits(octet, 8);
    }

    /// <summary>Writes an Unsigned Integer.</summary>
    public void WriteUnsigned(ulong value)
    {
        while (value >= 0x80)
        {
            WriteBits((uint)(value & 0x7F) | 0x80, 8);
            value >>= 7;
        }

        WriteBits((uint)value, 8);
    }

    /// <summary>Writes an Unsigned Integer of any size.</summary>
    public void WriteUnsigned(BigInteger value)
    {
        while (value > ulong.MaxValue)
        {
            WriteBits((uint)(value & 0x7F) | 0x80, 8);
            value >>= 7;
        }

        WriteUnsigned((ulong)value);
    }

    private void Reserve(int bytes)
    {
        int needed = (int)(Position >> 3) + bytes + 1;
        if (needed > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(needed, _buffer.Length * 2));
    }
}
