using System.Buffers;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams.Exi;
using IotXmpp.Xmpp.Streams.Xml;

namespace IotXmpp.Xmpp.Streams;

/// <summary>An XML stream (RFC 6120 4).</summary>
internal sealed class XmlFraming : StreamFraming
{
    private readonly IBufferWriter<byte> _output;
    private readonly XmlStreamReader _reader;
    private readonly XmlStreamWriter _writer;
    private readonly StreamLimits _limits;
    private bool _begun;

    public XmlFraming(IBufferWriter<byte> output, StreamLimits limits)
    {
        _output = output;
        _limits = limits;
        _reader = new XmlStreamReader(limits.ForXml(authenticated: false));
        _writer = new XmlStreamWriter(output);
    }

    public override StreamEvent Read(ReadOnlySequence<byte> data, out long consumed)
    {
        if (!_begun && !data.IsEmpty)
        {
            _begun = true;
            RefuseOtherProtocols(data.FirstSpan[0]);
        }

        return _reader.Read(data, out consumed) switch
        {
            XmlStreamEvent.StreamStart => new StreamEvent(StreamEventKind.Header, _reader.Header),
            XmlStreamEvent.Element => new StreamEvent(StreamEventKind.Element, null, _reader.Element),
            XmlStreamEvent.StreamEnd => new StreamEvent(StreamEventKind.End),
            _ => default,
        };
    }

    public override void Restart()
    {
        _begun = false;
        _reader.Restart();
    }

    /// <summary>The framing behind <c>&lt;compressed/&gt;</c> (XEP-0322 2.2.8).</summary>
    public ExiFraming ToExi(ExiConfiguration configuration) => new(_output, _limits, configuration);

    public override void Trust() => _reader.Limits = _limits.ForXml(authenticated: true);

    public override void WriteHeader(StreamHeader header) => _writer.WriteStreamHeader(header);

    public override void WriteElement(XmppElement element) => _writer.WriteElement(element);

    public override bool TryWriteStanza(Stanza stanza)
    {
        try
        {
            _writer.WriteStanza(stanza);
            return true;
        }
        catch (ArgumentException)
        {
            // A character that XML does not have: the writer has taken nothing.
            return false;
        }
    }

    public override void WriteEnd() => _writer.WriteStreamEnd();

    /// <summary>What has come to the wrong port is told so in plain XML (XEP-0322 2.4.2: a server shall return some error in plain XML).</summary>
    private static void RefuseOtherProtocols(byte first)
    {
        const byte tlsHandshake = 0x16;
        if (first == '$' || first >> 6 == 0b10)
            throw new StreamException(StreamErrorCondition.BadFormat, "EXI is not spoken on this port before it is negotiated (XEP-0322).");
        if (first == tlsHandshake)
            throw new StreamException(StreamErrorCondition.BadFormat, "TLS on this port begins with STARTTLS.");
    }
}
