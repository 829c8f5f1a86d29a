using System.Buffers;
using System.IO.Compression;
using IotXmpp.Exi;

namespace IotXmpp.Tool.Vectors;

/// <summary>The DEFLATE streams of a compressed EXI stream. RFC 1951 leaves the encoder free: two implementations write other bytes for the same content.</summary>
internal static class DeflateStreams
{
    /// <summary>All inflated streams together: a file of a few bytes may hold any number.</summary>
    private const int MaxInflated = 256 * 1024 * 1024;

    /// <summary>Whether two streams have the same header and hold the same inflated streams; empty ones do not count.</summary>
    public static bool Same(byte[] expected, byte[] actual) => Inflate(expected) is { } left && Inflate(actual) is { } right
        && left.Count == right.Count && left.Zip(right).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    /// <summary>Header bytes first; null if it is no EXI stream.</summary>
    private static List<byte[]>? Inflate(byte[] exi) =>
        ExiHeader.TryRead(new ReadOnlySequence<byte>(exi), out _, out long bits) ? Inflate(exi, (int)(bits / 8)) : null;

    /// <summary>What comes before the first DEFLATE stream, then each inflated stream that is not empty; null if they are damaged.</summary>
    /// <param name="exi">The EXI stream.</param>
    /// <param name="start">Bytes of its header.</param>
    public static List<byte[]>? Inflate(byte[] exi, int start)
    {
        var at = start;
        var parts = new List<byte[]> { exi[..at] };
        try
        {
            while (at < exi.Length)
            {
                using var input = new OneByteStream(exi, at);
                using var inflater = new DeflateStream(input, CompressionMode.Decompress);
                using var part = new MemoryStream();
                if (!TryCopy(inflater, part, MaxInflated - parts.Sum(known => known.Length)))
                    return null;
                if (part.Length > 0)
                    parts.Add(part.ToArray());
                if (input.At == at)
                    return null;
                at = input.At;
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return parts;
    }

    private static bool TryCopy(Stream from, MemoryStream to, int most)
    {
        byte[] buffer = new byte[8192];
        int read;
        while ((read = from.Read(buffer)) > 0)
        {
            if (to.Length + read > most)
                return false;
            to.Write(buffer, 0, read);
        }

        return true;
    }

    /// <summary>Gives out one byte at a time, so that the end of a DEFLATE stream is known.</summary>
    private sealed class OneByteStream(byte[] data, int at) : Stream
    {
        public int At { get; private set; } = at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => data.Length;

        public override long Position
        {
            get => At;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (At == data.Length || buffer.Length == 0)
                return 0;
            buffer[0] = data[At++];
            return 1;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
