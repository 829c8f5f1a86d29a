using System.Buffers;
using System.Xml;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi;

/// <summary>
/// The other direction of <see cref="ExiBodyReader"/>: writes bodies without header, one element each, padded to a byte.
/// </summary>
public sealed class ExiBodyWriter
{
    /// <summary>Creates the writer of one direction.</summary>
    /// <param name="grammar">The schema's grammars, or null for schema-less bodies.</param>
    /// <param name="options">The options both sides agreed on.</param>
    /// <param name="sessionWideBuffers">Value partitions live on from body to body.</param>
    /// <exception cref="ArgumentException">The options contradict one another.</exception>
    public ExiBodyWriter(GrammarImage? grammar, ExiOptions options, bool sessionWideBuffers = false)
    {
        throw new NotSupportedException("Writing bodies is being built.");
    }

    /// <summary>
    /// A writer for one element. Disposing it after the element is complete ends the body, pads it and hands it to
    /// <paramref name="destination"/>; until then nothing is written there. An <see cref="ExiException"/> from the writer (an element or
    /// attribute that a strict schema does not know, a character outside XML) abandons the body: nothing is written, the tables
    /// are as before, and the next body can be begun.
    /// </summary>
    public XmlWriter BeginBody(IBufferWriter<byte> destination)
    {
        throw new NotSupportedException("Writing bodies is being built.");
    }

    /// <summary>The same with an EXI header in front, for the start of a stream.</summary>
    /// <param name="destination">Receives header and body when the writer is disposed of.</param>
    /// <param name="cookie">Begin with <c>$EXI</c>.</param>
    /// <param name="optionsDocument">
    /// Options to name in the header, or null for a header without options document. They may be fewer than those in force: XEP-0322
    /// 3.11.1 names nothing but a schemaId.
    /// </param>
    public XmlWriter BeginBody(IBufferWriter<byte> destination, bool cookie, ExiOptions? optionsDocument)
    {
        throw new NotSupportedException("Writing bodies is being built.");
    }
}
