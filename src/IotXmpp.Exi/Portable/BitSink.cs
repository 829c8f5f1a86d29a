#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>Bit-packed output (EXI 7.1) into a fixed buffer. A full buffer is no exception: <see cref="Full"/> is set and what
    /// follows is dropped.</summary>
    internal sealed class BitSink
    {
        private byte[] _buffer;
        private int _start;
        private int _next;
        private int _end;

        // The low _pending bits of _window are not in the buffer yet; fewer than 8 between writes.
        private int _window;
        private int _pending;
        private bool _full;

        internal bool Full
        {
            get { return _full; }
        }

        internal void Start(byte[] buffer, int offset)
        {
            _buffer = buffer;
            _start = offset;
            _next = offset;
            _end = buffer.Length;
            _window = 0;
            _pending = 0;
            _full = false;
        }

        /// <summary>n-bit Unsigned Integer (EXI 7.1.9): <paramref name="value"/> below 2 to the <paramref name="width"/>, 0..24 bits.</summary>
        internal void Write(int value, int width)
        {
            int pending = _pending + width;
            _window = (_window << width) | value;
            while (pending >= 8)
            {
                pending -= 8;
                if (_next == _end)
                    _full = true;
                else
                    _buffer[_next++] = (byte)(_window >> pending);
            }

            _pending = pending;
        }

        /// <summary>Unsigned Integer (EXI 7.1.6) that is not negative.</summary>
        internal void WriteUnsigned(int value)
        {
            while (value >= 0x80)
            {
                Write((value & 0x7F) | 0x80, 8);
                value >>= 7;
            }

            Write(value, 8);
        }

        /// <summary>Unsigned Integer (EXI 7.1.6) that is not negative.</summary>
        internal void WriteUnsigned(long value)
        {
            while (value >= 0x80)
            {
                Write(((int)value & 0x7F) | 0x80, 8);
                value >>= 7;
            }

            Write((int)value, 8);
        }

        /// <summary>Pads with zero bits to a whole byte and returns the number of bytes since <see cref="Start"/>.</summary>
        internal int Finish()
        {
            if (_pending > 0)
                Write(0, 8 - _pending);
            return _next - _start;
        }
    }
}
