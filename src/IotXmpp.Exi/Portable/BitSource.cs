#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// Bit-packed input (EXI 7.1). Running out of bytes is no exception: <see cref="Short"/> is set, every read
    /// gives 0, and the caller looks once per event.
    /// </summary>
    internal sealed class BitSource
    {
        /// <summary>What <see cref="ReadUnsignedInt32"/> gives for values above 28 bits.</summary>
        internal const int TooLarge = int.MaxValue;

        private const int LastShiftOf28 = 21;
        private const int LastShiftOf63 = 56;

        private byte[] _buffer;
        private int _start;
        private int _next;
        private int _end;

        // The low _pending bits of _window are read but not consumed; fewer than 8 between reads.
        private int _window;
        private int _pending;
        private bool _short;
        private bool _overflow;
        private int _markedNext;
        private int _markedWindow;
        private int _markedPending;

        /// <summary>The input ended inside the last read.</summary>
        internal bool Short
        {
            get { return _short; }
        }

        /// <summary>The last <see cref="ReadUnsigned"/> was above 63 bits; its result is the low 63.</summary>
        internal bool Overflow
        {
            get { return _overflow; }
        }

        /// <summary>Bytes touched so far, the one in work included.</summary>
        internal int Consumed
        {
            get { return _next - _start; }
        }

        internal void Start(byte[] buffer, int offset, int count)
        {
            _buffer = buffer;
            _start = offset;
            _next = offset;
            _end = offset + count;
            _window = 0;
            _pending = 0;
            _short = false;
            _overflow = false;
        }

        /// <summary>Remembers this place for <see cref="Rewind"/>.</summary>
        internal void Mark()
        {
            _markedNext = _next;
            _markedWindow = _window;
            _markedPending = _pending;
        }

        /// <summary>Back to the last <see cref="Mark"/>.</summary>
        internal void Rewind()
        {
            _next = _markedNext;
            _window = _markedWindow;
            _pending = _markedPending;
        }

        /// <summary>n-bit Unsigned Integer (EXI 7.1.9), 0..24 bits.</summary>
        internal int Read(int width)
        {
            int pending = _pending;
            while (pending < width)
            {
                if (_next == _end)
                {
                    _short = true;
                    return 0;
                }

                _window = (_window << 8) | _buffer[_next++];
                pending += 8;
            }

            pending -= width;
            _pending = pending;
            return (_window >> pending) & ((1 << width) - 1);
        }

        /// <summary>Unsigned Integer (EXI 7.1.6) of up to 28 bits; <see cref="TooLarge"/> for more. For lengths and characters.</summary>
        internal int ReadUnsignedInt32()
        {
            int octet = Read(8);
            if (octet < 0x80)
                return octet;
            int value = octet & 0x7F;
            int shift = 7;
            bool tooLarge = false;
            do
            {
                octet = Read(8);
                if (shift <= LastShiftOf28)
                    value |= (octet & 0x7F) << shift;
                else if ((octet & 0x7F) != 0)
                    tooLarge = true;
                shift += 7;
            }
            while (octet >= 0x80);

            return tooLarge ? TooLarge : value;
        }

        /// <summary>Unsigned Integer (EXI 7.1.6). Above 63 bits <see cref="Overflow"/> is set.</summary>
        internal long ReadUnsigned()
        {
            long value = 0;
            int shift = 0;
            int octet;
            _overflow = false;
            do
            {
                octet = Read(8);
                if (shift <= LastShiftOf63)
                    value |= (long)(octet & 0x7F) << shift;
                else if ((octet & 0x7F) != 0)
                    _overflow = true;
                shift += 7;
            }
            while (octet >= 0x80);

            return value;
        }
    }
}
