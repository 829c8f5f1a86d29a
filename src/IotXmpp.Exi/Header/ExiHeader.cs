using System.Buffers;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Header;

namespace IotXmpp.Exi;

/// <summary>The EXI header (EXI 5): cookie, distinguishing bits, version, options document.</summary>
public static class ExiHeader
{
    private const int FinalVersion = 1;
    private const int MaxReadVersion = 15;

    /// <summary>
    /// Reads a header. False means more bytes are needed and nothing was consumed. A bit-packed body follows the header without
    /// padding: drop <c>bits / 8</c> bytes and tell the reader with <see cref="ExiBodyReader.SkipBits"/> of the <c>bits % 8</c> that remain.
    /// </summary>
    /// <param name="data">The start of the stream.</param>
    /// <param name="header">What the header says.</param>
    /// <param name="bits">Bits of the header, its padding included.</param>
    /// <exception cref="ExiException">No EXI header, another version, or a malformed options document.</exception>
    public static bool TryRead(ReadOnlySequence<byte> data, out ExiHeaderInfo? header, out long bits)
    {
        // An options document is bounded to a few kilobytes, so reading it again as it grows costs little.
        ReadOnlySpan<byte> span = data.IsSingleSegment ? data.FirstSpan : data.Slice(0, Math.Min(data.Length, 64 * 1024)).ToArray();
        return TryReadContiguous(span, out header, out bits);
    }

    internal static bool TryReadContiguous(ReadOnlySpan<byte> data, out ExiHeaderInfo? header, out long bits)
    {
        header = null;
        bits = 0;
        var reader = new BitReader(data, 0, byteAligned: false);
        bool cookie = false;
        if (data.Length > 0 && data[0] == (byte)'$')
        {
            ReadOnlySpan<byte> expected = "$EXI"u8;
            int shared = Math.Min(data.Length, expected.Length);
            if (!data[..shared].SequenceEqual(expected[..shared]))
                throw new ExiException("a stream that begins with neither $EXI nor the distinguishing bits 10", 0, "");
            if (shared < expected.Length)
                return false;
            cookie = true;
            reader.Rewind(32);
        }

        uint distinguishing = reader.ReadBits(2);
        bool hasOptions = reader.ReadBits(1) != 0;
        bool preview = reader.ReadBits(1) != 0;
        int version = 1;
        uint part;
        do
        {
            part = reader.ReadBits(4);
            version += (int)part;
        }
        while (part == 15 && version <= MaxReadVersion);
        if (data.Length == 0)
            return false;
        if (!reader.Starved || data.Length > (cookie ? 4 : 0))
        {
            if (distinguishing != 2)
                throw new ExiException("a stream that does not begin with the distinguishing bits 10", cookie ? 32 : 0, "");
        }

        if (reader.Starved)
            return false;
        // EXI 5.3 leaves preview versions to the reader: streams of the late drafts, which still circulate, are read as version 1.
        if (version > (preview ? MaxReadVersion : FinalVersion))
            throw new ExiException($"EXI format version {version}, where {FinalVersion} is known", reader.Position, "");

        ExiOptions? options = null;
        if (hasOptions)
        {
            if (!OptionsDocument.TryRead(ref reader, out options))
                return false;
            if (options!.IsByteAligned)
                reader.Align();
        }

        header = new ExiHeaderInfo(cookie, preview, version, options);
        bits = reader.Position;
        return true;
    }

    /// <summary>Writes a header; a bit-packed body goes on at the next bit.</summary>
    internal static void Write(BitWriter bits, bool cookie, ExiOptions? options)
    {
        if (cookie)
            bits.WriteOctets("$EXI"u8);
        bits.WriteBits(0b10, 2);
        bits.WriteBits(options is null ? 0u : 1u, 1);
        bits.WriteBits(0, 5);
        if (options is null)
            return;
        if (options.FindConflict() is { } conflict)
            throw new ArgumentException($"EXI options: {conflict}.", nameof(options));
        bits.WritePacked(packed => OptionsDocument.Write(packed, options));
        if (options.IsByteAligned)
            bits.Align();
    }
}
