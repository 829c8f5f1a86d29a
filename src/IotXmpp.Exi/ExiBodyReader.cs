using System.Buffers;
using System.Xml;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Exi;

/// <summary>
/// One direction of an EXI conversation: consecutive bodies without header (XEP-0322 3.1), each a whole document (SD, one element,
/// ED) padded to a byte. Not for several threads at a time.
/// </summary>
public sealed class ExiBodyReader
{
    private readonly ExiReaderState _state;
    private readonly XmlEventSink _sink = new();
    /// <summary>Creates the reader of one direction.</summary>
    /// <param name="grammar">The schema's grammars, or null for schema-less bodies.</param>
    /// <param name="options">The options both sides agreed on.</param>
    /// <param name="limits">What one body may cost.</param>
    /// <param name="sessionWideBuffers">Value partitions live on from body to body.</param>
    /// <exception cref="ArgumentException">The options contradict one another, or ask for fragments.</exception>
    public ExiBodyReader(GrammarImage? grammar, ExiOptions options, ExiLimits limits, bool sessionWideBuffers = false)
        : this(grammar, options, limits, sessionWideBuffers ? ExiSessionBuffers.Values : ExiSessionBuffers.None)
    {
    }

    /// <summary>Creates the reader of one direction that keeps more than value partitions, by private agreement.</summary>
    /// <param name="grammar">The schema's grammars, or null for schema-less bodies.</param>
    /// <param name="options">The options both sides agreed on.</param>
    /// <param name="limits">What one body may cost.</param>
    /// <param name="keep">What lives on from body to body.</param>
    /// <exception cref="ArgumentException">The options contradict one another, or ask for fragments.</exception>
    public ExiBodyReader(GrammarImage? grammar, ExiOptions options, ExiLimits limits, ExiSessionBuffers keep)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(limits);
        BodyOptions.Check(options);
        _state = new ExiReaderState(grammar, options, limits, keep);
    }

    /// <summary>Steps and characters read so far, in all bodies: what "linear work" can be measured by.</summary>
    public long TotalReads => _state.TotalReads;

    /// <summary>The next body begins inside a byte, right behind a header (<see cref="ExiHeader.TryRead"/>).</summary>
    /// <param name="bits">Bits of the first byte that belong to the header, 0 to 7.</param>
    /// <exception cref="InvalidOperationException">A body is being read.</exception>
    public void SkipBits(int bits) => _state.SkipBits(bits);

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
        ArgumentNullException.ThrowIfNull(sink);
        consumed = 0;
        if (data.IsEmpty)
            return ExiReadStatus.NeedMoreData;
        var reader = new ExiReader(data, _state);
        while (reader.Read())
        {
            if (reader.EventType == ExiEventType.EndDocument)
            {
                consumed = reader.BytesConsumed;
                _sink.Reset();
                return ExiReadStatus.EndOfBody;
            }

            Hand(reader, sink);
        }

        consumed = reader.BytesConsumed;
        return ExiReadStatus.NeedMoreData;
    }

    /// <summary>
    /// Names, characters and namespaces are checked where they are decoded. Writers know a few rules more (the values of xml:space), and
    /// what they refuse is the peer's fault all the same.
    /// </summary>
    private void Hand(in ExiReader reader, XmlWriter sink)
    {
        try
        {
            _sink.Write(_state.Event, sink);
        }
        catch (Exception e) when (e is XmlException or ArgumentException)
        {
            _state.Fail();
            throw reader.Failure("an event that no XML document can hold: " + e.Message);
        }
    }
}
