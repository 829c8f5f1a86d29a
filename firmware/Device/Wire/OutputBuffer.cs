#nullable disable
using System;

namespace IotXmpp.Device.Wire
{
    /// <summary>Bytes on their way to the socket, in one fixed array.</summary>
    internal sealed class OutputBuffer
    {
        private byte[] _data;
        private int _start;
        private int _end;

        /// <summary>Creates a buffer of a fixed size.</summary>
        public OutputBuffer(int capacity)
        {
            _data = new byte[capacity];
        }

        /// <summary>The array; only <see cref="Offset"/> and <see cref="Count"/> of it are to be sent.</summary>
        public byte[] Data
        {
            get { return _data; }
        }

        /// <summary>First byte to send.</summary>
        public int Offset
        {
            get { return _start; }
        }

        /// <summary>Bytes to send.</summary>
        public int Count
        {
            get { return _end - _start; }
        }

        /// <summary>Bytes the socket has taken since start.</summary>
        public long Sent { get; private set; }

        /// <summary>Bytes that still fit.</summary>
        public int Free
        {
            get { return _data.Length - Count; }
        }

        /// <summary>Moves what waits to the front, so that all free bytes are behind it; returns where they begin.</summary>
        public int Reserve()
        {
            if (_start > 0)
            {
                Array.Copy(_data, _start, _data, 0, _end - _start);
                _end -= _start;
                _start = 0;
            }

            return _end;
        }

        /// <summary>Takes over bytes that were written where <see cref="Reserve"/> said.</summary>
        public void Commit(int count)
        {
            _end += count;
        }

        /// <summary>Takes a larger array. <see cref="Data"/> is another one from here on.</summary>
        public void Enlarge(int capacity)
        {
            byte[] data = new byte[capacity];
            Array.Copy(_data, _start, data, 0, _end - _start);
            _end -= _start;
            _start = 0;
            _data = data;
        }

        /// <summary>Position to go back to when a stanza turns out not to be wanted.</summary>
        public int Mark()
        {
            return Count;
        }

        /// <summary>Drops what was written since a mark.</summary>
        public void Rollback(int mark)
        {
            _end = _start + mark;
        }

        /// <summary>Takes note that bytes were sent.</summary>
        public void Consume(int count)
        {
            _start += count;
            Sent += count;
            if (_start == _end)
            {
                _start = 0;
                _end = 0;
            }
        }

        /// <summary>Drops everything.</summary>
        public void Clear()
        {
            _start = 0;
            _end = 0;
        }

        /// <summary>Adds a byte.</summary>
        /// <exception cref="WireException">The buffer is full.</exception>
        public void Append(byte value)
        {
            if (_end == _data.Length)
            {
                if (_start == 0)
                {
                    throw new WireException(WireException.OutputFull);
                }

                Reserve();
            }

            _data[_end++] = value;
        }

        /// <summary>Adds bytes.</summary>
        public void Append(byte[] from, int offset, int count)
        {
            for (int i = 0; i < count; i++)
            {
                Append(from[offset + i]);
            }
        }

        /// <summary>Adds an ASCII text.</summary>
        public void AppendAscii(string text)
        {
            for (int i = 0; i < text.Length; i++)
            {
                Append((byte)text[i]);
            }
        }
    }
}
