using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace IotXmpp.Exi.Bits;

/// <summary>
/// Writes bits, n-bit Unsigned Integers and Unsigned Integers (EXI 7.1.6, 7.1.9) into a growing buffer. The bits of the started byte
/// stand at the top of a register; every write stores eight bytes from the started one on, so that none has to look at a single bit.
/// </summary>
internal sealed class BitWriter(bool byteAligned)
{
    /// <summary>Bytes behind the started one that a write may touch.</summary>
    private const int Slack = 16;

    /// <summary>A buffer that grew beyond this is given back when it is cleared.</summary>
    private const int LargestKept = 256 * 1024;

    private bool _byteAligned = byteAligned;
    private byte[] _buffer = new byte[256];

    /// <summary>Whole bytes.</summary>
    private int _index;

    /// <summary>Bits of the started byte, 0 to 7.</summary>
    private int _used;

    /// <summary>The started byte, at the top; zeros below its bits. It also stands in the buffer.</summary>
    private ulong _pending;

    /// <summary>Bits written.</summary>
    public long Position => ((long)_index << 3) + _used;

    /// <summary>Whole and started bytes.</summary>
    public int Length => _index + ((_used + 7) >> 3);

    /// <summary>What was written; the unused bits of the last byte are zero.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>This place, to come back to before the next <see cref="DrainTo"/>.</summary>
    public BitMark Mark => new(_index, _used, _pending);

    /// <summary>Empties the buffer.</summary>
    public void Clear()
    {
        _index = 0;
        _used = 0;
        _pending = 0;
        if (_buffer.Length > LargestKept)
            _buffer = new byte[256];
    }

    /// <summary>Takes back everything written since a mark.</summary>
    public void Rewind(BitMark mark)
    {
        (_index, _used, _pending) = mark;
        _buffer[_index] = (byte)(_pending >> 56);
    }

    /// <summary>Pads with zero bits to a byte boundary.</summary>
    public void Align()
    {
        if (_used == 0)
            return;
        _index++;
        _used = 0;
        _pending = 0;
        Reserve(0);
    }

    /// <summary>Hands the complete bytes over and keeps the started one.</summary>
    public void DrainTo(IBufferWriter<byte> destination)
    {
        if (_index == 0)
            return;
        destination.Write(_buffer.AsSpan(0, _index));
        _index = 0;
        _buffer[0] = (byte)(_pending >> 56);
    }

    /// <summary>Writes an n-bit Unsigned Integer, 0 to 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteNBit(uint value, int width)
    {
        if (_byteAligned)
            WriteAligned(value, width);
        else
            WriteBits(value, width);
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

    /// <summary>Writes 0 to 32 bits, most significant first, whatever the alignment. The value has no others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBits(uint value, int count)
    {
        if (_index + Slack > _buffer.Length)
            Reserve(0);
        // No bits at all have no value, so that a shift by 64, which is one by 0, does no harm.
        ulong bits = _pending | ((ulong)value << (64 - _used - count));
        Store(_index, bits);
        int used = _used + count;
        _index += used >> 3;
        _pending = bits << (used & ~7);
        _used = used & 7;
    }

    /// <summary>Writes octets, at any bit.</summary>
    public void WriteOctets(ReadOnlySpan<byte> octets)
    {
        Reserve(octets.Length);
        octets.CopyTo(_buffer.AsSpan(_used == 0 ? _index : _index + 8));
        Shift(octets.Length);
    }

    /// <summary>Writes one octet for each character. False: they are not all ASCII, and nothing was written.</summary>
    public bool TryWriteAscii(ReadOnlySpan<char> text)
    {
        Reserve(text.Length);
        if (Ascii.FromUtf16(text, _buffer.AsSpan(_used == 0 ? _index : _index + 8), out _) != OperationStatus.Done)
        {
            _buffer[_index] = (byte)(_pending >> 56);
            return false;
        }

        Shift(text.Length);
        return true;
    }

    /// <summary>Writes an Unsigned Integer.</summary>
    public void WriteUnsigned(ulong value)
    {
        if (value < 0x80)
        {
            WriteBits((uint)value, 8);
            return;
        }

        if (value < 0x4000)
        {
            WriteBits((((uint)value & 0x7F) << 8) | 0x8000 | (uint)(value >> 7), 16);
            return;
        }

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

    /// <summary>
    /// Moves octets that were copied to eight bytes behind the started byte (or, without one, to their place) to where they belong.
    /// What is stored never reaches octets that are still to be read.
    /// </summary>
    private void Shift(int count)
    {
        if (_used == 0)
        {
            _index += count;
            return;
        }

        int from = _index + 8;
        for (; count >= 8; count -= 8, from += 8, _index += 8)
        {
            ulong octets = BinaryPrimitives.ReadUInt64BigEndian(_buffer.AsSpan(from));
            Store(_index, _pending | (octets >> _used));
            _pending = octets << (64 - _used);
        }

        if (count > 0)
        {
            ulong octets = BinaryPrimitives.ReadUInt64BigEndian(_buffer.AsSpan(from)) & (ulong.MaxValue << (64 - (8 * count)));
            ulong bits = _pending | (octets >> _used);
            Store(_index, bits);
            _pending = bits << (8 * count);
            _index += count;
        }
        else
        {
            _buffer[_index] = (byte)(_pending >> 56);
        }
    }

    private void WriteAligned(uint value, int width)
    {
        for (; width > 0; width -= 8, value >>= 8)
            WriteBits(value & 0xFF, 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(int index, ulong bits) => Unsafe.WriteUnaligned(
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_buffer), index),
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits);

    private void Reserve(int bytes)
    {
        int needed = checked(_index + bytes + (2 * Slack));
        if (needed > _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(Math.Max(needed, _buffer.Length * 2L), Array.MaxLength));
    }
}
