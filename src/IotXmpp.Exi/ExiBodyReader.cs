using System.Buffers;
using System.Xml;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi;

/// <summary>
/// One direction of an EXI conversation: consecutive bodies without header (XEP-0322 3.1), each a whole document (SD, one element,
/// ED) padded to a byte. Not for several threads at a time.
/// </summary>
public sealed class ExiBodyReader
{
    /// <summary>Creates the reader of one direction.</summary>
    /// <param name="grammar">The schema's grammars, or null for schema-less bodies.</param>
    /// <param name="options">The options both sides agreed on.</param>
    /// <param name="limits">What one body may cost.</param>
    /// <param name="sessionWideBuffers">Value partitions live on from body to body.</param>
    /// <exception cref="ArgumentException">The options contradict one another.</exception>
    public ExiBodyReader(GrammarImage? grammar, ExiOptions options, ExiLimits limits, bool sessionWideBuffers = false)
    {
        throw new NotSupportedException("Reading bodies is being built.");
    }

    /// <summary>The next body begins inside a byte, right behind a header (<see cref="ExiHeader.TryRead"/>).</summary>
    /// <param name="bits">Bits of the first byte that belong to the header, 0 to 7.</param>
    public void SkipBits(int bits)
    {
        throw new NotSupportedException("Reading bodies is being built.");
    }

    /// <summary>
    /// Continues with the body at hand. On <see cref="ExiReadStatus.NeedMoreData"/> the caller drops the consumed bytes and presents the rest
    /// again with more behind it; the work for a body is linear in its length however it drips. On
    /// <see cref="ExiReadStatus.EndOfBody"/> the sink has received exactly one element, with the namespace declarations it needs and typed
    /// values as text; the padding is consumed.
    /// </summary>
    /// <param name="data">The bytes that were not consumed yet.</param>
    /// <param name="sink">Receives the element; the same one until the end of the body.</param>
    /// <param name="consumed">Whole bytes that are done with.</param>
    /// <exception cref="ExiException">Malformed input, or a limit is exceeded: the reader is then unusable.</exception>
    public ExiReadStatus Read(ReadOnlySequence<byte> data, XmlWriter sink, out long consumed)
    {
        throw new NotSupportedException("Reading bodies is being built.");
    }
}
