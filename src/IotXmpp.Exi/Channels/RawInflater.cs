using System.IO.Compression;
using IotXmpp.Exi.Bits;

namespace IotXmpp.Exi.Channels;

/// <summary>
/// Inflates DEFLATE streams (RFC 1951) that follow one another without lengths. The platform's inflater reads ahead and does not tell
/// how far, so it gets one byte at a time: then the end of a stream is known to the byte.
/// </summary>
internal sealed class RawInflater
{
    private OneByteStream _input = new();
    private DeflateStream? _stream;

    /// <summary>Inside a stream.</summary>
    public bool IsOpen => _stream is not null;

    /// <summary>Forgets a stream that was left in the middle.</summary>
    public void Reset()
    {
        _stream?.Dispose();
        _stream = null;
    }

    /// <summary>
    /// Inflates some bytes; opens a stream if none is open. <paramref name="count"/> 0 with the result true: the stream has ended. False: more
    /// input is needed.
    /// </summary>
    /// <exception cref="InvalidDataException">The input is no DEFLATE stream.</exception>
    public bool TryInflate(ref BitReader bits, Span<byte> output, out int count)
    {
        if (_stream is null)
        {
            _input = new OneByteStream();
            _stream = new DeflateStream(_input, CompressionMode.Decompress);
        }

        while (true)
        {
            _input.WasAsked = false;
            if (_input.Next < 0)
            {
                long mark = bits.Position;
                uint next = bits.ReadOctet();
                if (bits.Starved)
                    bits.Rewind(mark);
                else
                    _input.Next = (int)next;
            }

            bool starved = _input.Next < 0;
            count = _stream.Read(output);
            if (count > 0)
            {
                Unread(ref bits, starved);
                return true;
            }

            if (!_input.WasAsked)
            {
                Unread(ref bits, starved);
                Reset();
                return true;
            }

            if (starved)
                return false;
        }
    }

    /// <summary>Gives a byte back that the inflater did not take: it may belong to the next stream.</summary>
    private void Unread(ref BitReader bits, bool starved)
    {
        if (starved || _input.Next < 0)
            return;
        _input.Next = -1;
        bits.Rewind(bits.Position - 8);
    }

    private sealed class OneByteStream : Stream
    {
        public int Next { get; set; } = -1;

        public bool WasAsked { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            WasAsked = true;
            if (Next < 0 || buffer.Length == 0)
                return 0;
            buffer[0] = (byte)Next;
            Next = -1;
            return 1;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
