using System.Buffers;
using IotXmpp.Exi.Bits;

namespace IotXmpp.Exi;

/// <summary>The EXI header (EXI 5): cookie, distinguishing bits, version, options document.</summary>
public static class ExiHeader
{
    /// <summary>
    /// Reads a header. False means more bytes are needed and nothing was consumed. A bit-packed body follows the header without
    /// padding: drop <c>bits / 8</c> bytes and tell the reader with <see cref="ExiBodyReader.SkipBits"/> of the <c>bits % 8</c> that remain.
    /// </summary>
    /// <param name="data">The start of the stream.</param>
    /// <param name="limits">Bounds for the strings in the options document.</param>
    /// <param name="header">What the header says.</param>
    /// <param name="bits">Bits of the header, its padding included.</param>
    /// <exception cref="ExiException">No EXI header, another version, or a malformed options document.</exception>
    public static bool TryRead(ReadOnlySequence<byte> data, ExiLimits limits, out ExiHeaderInfo? header, out long bits)
    {
        throw new NotSupportedException("Reading headers is being built.");
    }

    /// <summary>Writes a header; a bit-packed body goes on at the next bit.</summary>
    internal static void Write(BitWriter bits, bool cookie, ExiOptions? options)
    {
        throw new NotSupportedException("Writing headers is being built.");
    }
}
