using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using IotXmpp.Exi.Bits;

namespace IotXmpp.Exi.Channels;

/// <summary>
/// Inflates DEFLATE streams (RFC 1951) that follow one another without lengths, and knows to the byte where each one ends; the platform's
/// inflater reads ahead and does not tell. A symbol, or the head of a block, is a step: without all its bytes it changes nothing and is
/// taken again. What is inflated stays here until it is consumed, and as long as the stream may refer back to it.
/// </summary>
internal sealed class Inflater
{
    private const int HistorySize = 32 * 1024;
    private const int InitialSize = 1024;
    private const int LongestCopy = 258;

    /// <summary>Bytes after which somebody else gets a turn.</summary>
    private const int Portion = 16 * 1024;

    private static readonly HuffmanCode FixedLiterals = Fixed(288, static symbol => symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8);
    private static readonly HuffmanCode FixedDistances = Fixed(32, static _ => 5);

    private static readonly byte[] LengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    private static readonly ushort[] LengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
    private static readonly byte[] LengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
    private static readonly ushort[] DistanceBase = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
    private static readonly byte[] DistanceExtra = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    private readonly HuffmanCode _lengthCode = new(19);
    private readonly HuffmanCode _ownLiterals = new(288);
    private readonly HuffmanCode _ownDistances = new(32);
    private HuffmanCode _literals = FixedLiterals;
    private HuffmanCode _distances = FixedDistances;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _streamStart;
    private int _bitOffset;
    private int _storedLeft;
    private bool _isLast;
    private Phase _phase;

    private enum Phase : byte
    {
        /// <summary>Between streams.</summary>
        Closed,
        Block,
        Stored,
        Codes,
    }

    /// <summary>Inside a stream.</summary>
    public bool IsOpen => _phase != Phase.Closed;

    /// <summary>What was inflated and not consumed.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>The first bytes of <see cref="Unread"/> are done with.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>Forgets everything, and gives a huge buffer back.</summary>
    public void Reset()
    {
        _phase = Phase.Closed;
        _start = 0;
        _end = 0;
        _streamStart = 0;
        _bitOffset = 0;
        if (_buffer.Length > 4 * HistorySize)
            _buffer = [];
    }

    /// <summary>
    /// Inflates some bytes; opens a stream if none is open. <paramref name="count"/> 0 with the result true: the stream has ended. False: more
    /// input is needed.
    /// </summary>
    /// <param name="bits">The input, at a byte.</param>
    /// <param name="count">Bytes that <see cref="Unread"/> grew by.</param>
    /// <exception cref="InvalidDataException">The input is no DEFLATE stream.</exception>
    public bool TryInflate(ref BitReader bits, out int count)
    {
        var input = new Input(bits.RemainingBytes, _bitOffset);
        if (!IsOpen)
        {
            _phase = Phase.Block;
            _isLast = false;
            _streamStart = _end;
        }

        int before = _end - _start;
        bool starved = false;
        while (IsOpen && !starved && _end - _start - before < Portion)
        {
            starved = _phase switch
            {
                Phase.Block => !TryReadHead(ref input),
                Phase.Stored => !TryCopyStored(ref input),
                _ => !TryReadCodes(ref input, Portion - (_end - _start - before)),
            };
        }

        count = _end - _start - before;
        _bitOffset = IsOpen ? (int)(input.Position & 7) : 0;
        bits.Rewind(bits.Position + ((IsOpen ? input.Position >> 3 : (input.Position + 7) >> 3) * 8));
        return !starved || count > 0;
    }

    private static HuffmanCode Fixed(int symbols, Func<int, int> length)
    {
        var lengths = new byte[symbols];
        for (int i = 0; i < symbols; i++)
            lengths[i] = (byte)length(i);
        var code = new HuffmanCode(symbols);
        code.TryBuild(lengths, mayBeIncomplete: false);
        return code;
    }

    /// <summary>The head of a block (RFC 1951 3.2.3).</summary>
    private bool TryReadHead(ref Input input)
    {
        Input at = input;
        if (_isLast)
        {
            _phase = Phase.Closed;
            return true;
        }

        bool isLast = at.Read(1) != 0;
        uint kind = at.Read(2);
        if (kind == 3 && !at.IsOver)
            throw new InvalidDataException("a block of the reserved kind");
        if (kind == 0)
        {
            at.Align();
            uint length = at.Read(16);
            uint complement = at.Read(16);
            if (at.IsOver)
                return false;
            if ((length ^ complement) != 0xFFFF)
                throw new InvalidDataException("a stored block whose length is garbled");
            _storedLeft = (int)length;
            _phase = Phase.Stored;
        }
        else
        {
            if (kind == 1)
                (_literals, _distances) = (FixedLiterals, FixedDistances);
            else if (!TryReadCodeLengths(ref at))
                return false;
            if (at.IsOver)
                return false;
            _phase = Phase.Codes;
        }

        _isLast = isLast;
        input = at;
        return true;
    }

    /// <summary>The codes of a block that brings its own (RFC 1951 3.2.7).</summary>
    private bool TryReadCodeLengths(ref Input at)
    {
        int literals = (int)at.Read(5) + 257;
        int distances = (int)at.Read(5) + 1;
        int given = (int)at.Read(4) + 4;
        Span<byte> lengths = stackalloc byte[288 + 32];
        lengths[..19].Clear();
        for (int i = 0; i < given; i++)
            lengths[LengthOrder[i]] = (byte)at.Read(3);
        if (at.IsOver)
            return false;
        if (literals > 286 || distances > 30 || !_lengthCode.TryBuild(lengths[..19], mayBeIncomplete: false))
            throw new InvalidDataException("a block with impossible code lengths");

        for (int i = 0; i < literals + distances;)
        {
            int symbol = _lengthCode.Decode(at.Peek(), out int length);
            if (length == 0)
                throw new InvalidDataException("a code length without meaning");
            at.Skip(length);
            if (symbol < 16)
            {
                lengths[i++] = (byte)symbol;
                continue;
            }

            if (symbol == 16 && i == 0 && !at.IsOver)
                throw new InvalidDataException("a repeated code length without one before");
            byte repeated = symbol == 16 && i > 0 ? lengths[i - 1] : (byte)0;
            int times = symbol == 16 ? 3 + (int)at.Read(2) : symbol == 17 ? 3 + (int)at.Read(3) : 11 + (int)at.Read(7);
            if (at.IsOver)
                return false;
            if (i + times > literals + distances)
                throw new InvalidDataException("more code lengths than codes");
            lengths.Slice(i, times).Fill(repeated);
            i += times;
        }

        if (at.IsOver)
            return false;
        if (lengths[256] == 0
            || !_ownLiterals.TryBuild(lengths[..literals], mayBeIncomplete: true)
            || !_ownDistances.TryBuild(lengths.Slice(literals, distances), mayBeIncomplete: true))
            throw new InvalidDataException("code lengths that make no code");
        (_literals, _distances) = (_ownLiterals, _ownDistances);
        return true;
    }

    private bool TryCopyStored(ref Input input)
    {
        int count = Math.Min(Math.Min(_storedLeft, input.WholeBytes), Portion);
        if (count == 0 && _storedLeft > 0)
            return false;
        MakeRoom(count);
        input.Copy(_buffer.AsSpan(_end, count));
        _end += count;
        _storedLeft -= count;
        if (_storedLeft == 0)
            _phase = Phase.Block;
        return true;
    }

    private bool TryReadCodes(ref Input input, int portion)
    {
        int stop = _end + portion;
        while (_end < stop)
        {
            if (_buffer.Length - _end < LongestCopy)
            {
                int moved = _end;
                MakeRoom(LongestCopy);
                stop -= moved - _end;
            }

            ulong word = input.Peek();
            int symbol = _literals.Decode(word, out int used);
            if (used == 0 || !input.Has(used))
                return Stop(input, used, "a code without meaning");
            if (symbol < 256)
            {
                _buffer[_end++] = (byte)symbol;
                input.Skip(used);
                continue;
            }

            if (symbol == 256)
            {
                input.Skip(used);
                _phase = Phase.Block;
                return true;
            }

            symbol -= 257;
            if (symbol >= LengthBase.Length)
                throw new InvalidDataException("a length without meaning");
            int extra = LengthExtra[symbol];
            int length = LengthBase[symbol] + (int)((word >> used) & ((1UL << extra) - 1));
            used += extra;
            symbol = _distances.Decode(word >> used, out int distanceBits);
            if (distanceBits == 0)
                return Stop(input, 0, "a distance without meaning");
            used += distanceBits;
            if (symbol >= DistanceBase.Length)
                return Stop(input, 0, "a distance without meaning");
            extra = DistanceExtra[symbol];
            int distance = DistanceBase[symbol] + (int)((word >> used) & ((1UL << extra) - 1));
            used += extra;
            if (!input.Has(used))
                return false;
            if (distance > _end - _streamStart)
                throw new InvalidDataException("a distance that reaches in front of the stream");
            input.Skip(used);
            Repeat(distance, length);
        }

        return true;
    }

    /// <summary>Too few bits, or enough of them to say that they are wrong.</summary>
    private static bool Stop(in Input input, int used, string message)
    {
        const int longestPair = 48;
        return used == 0 && input.Has(longestPair) ? throw new InvalidDataException(message) : false;
    }

    private void Repeat(int distance, int length)
    {
        Span<byte> target = _buffer.AsSpan(_end, length);
        ReadOnlySpan<byte> source = _buffer.AsSpan(_end - distance);
        if (distance >= length)
        {
            source[..length].CopyTo(target);
        }
        else if (distance == 1)
        {
            target.Fill(source[0]);
        }
        else
        {
            for (int i = 0; i < length; i++)
                target[i] = source[i];
        }

        _end += length;
    }

    /// <summary>Room behind what was inflated: what nobody needs any more goes first, then the buffer grows.</summary>
    private void MakeRoom(int count)
    {
        if (_buffer.Length - _end >= count)
            return;
        int keep = Math.Min(_start, Math.Max(_streamStart, _end - HistorySize));
        if (keep > _buffer.Length / 2)
        {
            _buffer.AsSpan(keep, _end - keep).CopyTo(_buffer);
            _start -= keep;
            _end -= keep;
            _streamStart = Math.Max(0, _streamStart - keep);
        }

        if (_buffer.Length - _end < count)
            Array.Resize(ref _buffer, Math.Max(_end + count, Math.Max(InitialSize, _buffer.Length * 2)));
    }

    /// <summary>Bits of the input, the first one of a byte lowest (RFC 1951 3.1.1).</summary>
    private ref struct Input(ReadOnlySpan<byte> data, int offset)
    {
        private readonly ReadOnlySpan<byte> _data = data;

        public long Position { get; private set; } = offset;

        /// <summary>More was read than there is.</summary>
        public readonly bool IsOver => Position > _data.Length * 8L;

        /// <summary>Bytes from here on; the position is at a byte.</summary>
        public readonly int WholeBytes => _data.Length - (int)(Position >> 3);

        public readonly bool Has(int count) => Position + count <= _data.Length * 8L;

        public void Skip(int count) => Position += count;

        public void Align() => Position = (Position + 7) & ~7L;

        public uint Read(int count)
        {
            uint value = (uint)(Peek() & ((1UL << count) - 1));
            Position += count;
            return value;
        }

        public void Copy(Span<byte> destination)
        {
            _data.Slice((int)(Position >> 3), destination.Length).CopyTo(destination);
            Position += destination.Length * 8L;
        }

        /// <summary>The next 57 bits, with zeros behind the end.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly ulong Peek()
        {
            int index = (int)(Position >> 3);
            ulong word = index <= _data.Length - 8 ? BinaryPrimitives.ReadUInt64LittleEndian(_data.Slice(index, 8)) : PeekNearEnd(index);
            return word >> (int)(Position & 7);
        }

        private readonly ulong PeekNearEnd(int index)
        {
            ulong word = 0;
            for (int i = _data.Length - 1; i >= index; i--)
                word = (word << 8) | _data[i];
            return word;
        }
    }
}
