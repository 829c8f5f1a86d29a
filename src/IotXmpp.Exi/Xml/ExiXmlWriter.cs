using System.Buffers;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Header;

namespace IotXmpp.Exi.Xml;

/// <summary>
/// Writes a whole EXI stream, header and body, as an XmlWriter, so that XDocument, XmlSerializer and XSLT can write EXI. The stream is
/// complete once the writer is disposed of; what cannot be represented is an <see cref="ExiException"/>.
/// </summary>
public sealed class ExiXmlWriter : EncodingXmlWriter
{
    private const int FlushThreshold = 32 * 1024;

    private readonly Stream _stream;
    private readonly BitWriter _bits;
    private readonly BodyEncoder _encoder;
    private readonly bool _leaveOpen;
    private readonly ArrayBufferWriter<byte> _out = new();
    private bool _closed;

    private ExiXmlWriter(Stream stream, BitWriter bits, BodyEncoder encoder, ExiXmlWriterSettings settings)
        : base(encoder, new PendingNodes(), settings.Options.Fragment, settings.Canonical)
    {
        _stream = stream;
        _bits = bits;
        _encoder = encoder;
        _leaveOpen = settings.LeaveOpen;
    }

    /// <summary>Creates a writer.</summary>
    /// <param name="stream">Receives the EXI stream.</param>
    /// <param name="settings">Options, schema and header.</param>
    /// <exception cref="ArgumentException">The options contradict one another, or a canonical stream is to have a cookie.</exception>
    public static ExiXmlWriter Create(Stream stream, ExiXmlWriterSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        settings ??= new ExiXmlWriterSettings();
        ExiOptions options = settings.Options;
        if (options.FindConflict() is { } conflict)
            throw new ArgumentException($"EXI options: {conflict}.", nameof(settings));
        bool writeOptions = settings.WriteOptions;
        if (settings.Canonical is { } canonical)
        {
            if (settings.WriteCookie)
                throw new ArgumentException("Canonical EXI has no cookie.", nameof(settings));
            options = CanonicalOptions.Of(options);
            writeOptions = !canonical.OmitOptionsDocument;
        }

        var bits = new BitWriter(options.IsByteAligned);
        if (settings.WriteHeader)
            ExiHeader.Write(bits, settings.WriteCookie, writeOptions ? options : null);
        var encoder = new BodyEncoder(SchemaContext.Of(settings.Grammar), options, bits, settings.Canonical);
        return new ExiXmlWriter(stream, bits, encoder, settings);
    }

    /// <inheritdoc/>
    public override void WriteEndElement()
    {
        base.WriteEndElement();
        if (_bits.Length > FlushThreshold)
            Drain();
    }

    /// <summary>Hands complete bytes to the stream; a started byte, and an open block of channels, wait for the end.</summary>
    public override void Flush()
    {
        Drain();
        _stream.Flush();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!_closed && disposing)
        {
            _closed = true;
            if (IsComplete)
            {
                EndDocument();
                _bits.Align();
                Drain();
                _stream.Flush();
            }

            if (!_leaveOpen)
                _stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Drain()
    {
        _bits.DrainTo(_out);
        _stream.Write(_out.WrittenSpan);
        _out.Clear();
    }
}
