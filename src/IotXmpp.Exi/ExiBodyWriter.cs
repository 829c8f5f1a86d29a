using System.Buffers;
using System.Xml;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Exi;

/// <summary>
/// The other direction of <see cref="ExiBodyReader"/>: writes bodies without header, one element each, padded to a byte. Not for
/// several threads at a time.
/// </summary>
public sealed class ExiBodyWriter
{
    private readonly BitWriter _bits;
    private readonly BodyEncoder _encoder;
    private readonly PendingNodes _pending = new();
    private readonly Action<bool> _end;
    private readonly ExiSessionBuffers _keep;
    private bool _inBody;
    private bool _failed;

    /// <summary>Creates the writer of one direction.</summary>
    /// <param name="grammar">The schema's grammars, or null for schema-less bodies.</param>
    /// <param name="options">The options both sides agreed on.</param>
    /// <param name="sessionWideBuffers">Value partitions live on from body to body.</param>
    /// <exception cref="ArgumentException">The options contradict one another, or ask for fragments.</exception>
    public ExiBodyWriter(GrammarImage? grammar, ExiOptions options, bool sessionWideBuffers = false)
        : this(grammar, options, sessionWideBuffers ? ExiSessionBuffers.Values : ExiSessionBuffers.None)
    {
    }

    /// <summary>Creates the writer of one direction that keeps more than value partitions, by private agreement.</summary>
    /// <param name="grammar">The schema's grammars, or null for schema-less bodies.</param>
    /// <param name="options">The options both sides agreed on.</param>
    /// <param name="keep">What lives on from body to body.</param>
    /// <exception cref="ArgumentException">The options contradict one another, or ask for fragments.</exception>
    public ExiBodyWriter(GrammarImage? grammar, ExiOptions options, ExiSessionBuffers keep)
    {
        ArgumentNullException.ThrowIfNull(options);
        BodyOptions.Check(options);
        _bits = new BitWriter(options.IsByteAligned);
        _encoder = new BodyEncoder(SchemaContext.Of(grammar), options, _bits);
        _keep = keep;
        _end = End;
    }

    /// <summary>
    /// A writer for one element. Disposing it after the element is complete ends the body, pads it and hands it to
    /// <paramref name="destination"/>; until then nothing is written there. An <see cref="ExiException"/> from the writer (an element or
    /// attribute that a strict schema does not know, a character outside XML), or disposing it early, abandons the body: nothing is
    /// written, the tables are as before, and the next body can be begun.
    /// </summary>
    /// <param name="destination">Receives the body when the writer is disposed of.</param>
    /// <exception cref="InvalidOperationException">The body before this one is still open.</exception>
    public XmlWriter BeginBody(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Begin();
        return new BodyXmlWriter(_encoder, _pending, _bits, destination, _end);
    }

    /// <summary>The same with an EXI header in front, for the start of a stream.</summary>
    /// <param name="destination">Receives header and body when the writer is disposed of.</param>
    /// <param name="cookie">Begin with <c>$EXI</c>.</param>
    /// <param name="optionsDocument">
    /// Options to name in the header, or null for a header without options document. They may be fewer than those in force: XEP-0322
    /// 3.11.1 names nothing but a schemaId.
    /// </param>
    /// <exception cref="InvalidOperationException">The body before this one is still open.</exception>
    public XmlWriter BeginBody(IBufferWriter<byte> destination, bool cookie, ExiOptions? optionsDocument)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Begin();
        ExiHeader.Write(_bits, cookie, optionsDocument);
        return new BodyXmlWriter(_encoder, _pending, _bits, destination, _end);
    }

    private void Begin()
    {
        if (_inBody)
            throw new InvalidOperationException("The body before this one is still open.");
        if (_failed)
            throw new InvalidOperationException("A body failed after its names entered tables that live on: the two sides would no longer agree.");
        _inBody = true;
        _bits.Clear();
        _encoder.Restart(_keep);
    }

    private void End(bool complete)
    {
        _inBody = false;
        if (complete)
            return;
        _encoder.Rollback();
        _failed = _keep > ExiSessionBuffers.Values;
    }
}
