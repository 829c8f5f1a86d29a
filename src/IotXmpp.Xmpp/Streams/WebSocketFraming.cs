using System.Buffers;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams.Xml;

namespace IotXmpp.Xmpp.Streams;

/// <summary>XMPP over WebSocket: every element is a document of its own, and <c>open</c> and <c>close</c> stand for the stream's tags (RFC 7395 3).</summary>
internal sealed class WebSocketFraming : StreamFraming
{
    private readonly XmlStreamReader _reader;
    private readonly XmlStreamWriter _writer;
    private readonly StreamLimits _limits;

    public WebSocketFraming(IBufferWriter<byte> output, StreamLimits limits)
    {
        _limits = limits;
        _reader = new XmlStreamReader(limits.ForXml(authenticated: false)) { FramedDocuments = true };
        _writer = new XmlStreamWriter(output) { FramedDocuments = true };
    }

    public override StreamEvent Read(ReadOnlySequence<byte> data, out long consumed) => _reader.Read(data, out consumed) switch
    {
        XmlStreamEvent.StreamStart => new StreamEvent(StreamEventKind.Header, _reader.Header),
        XmlStreamEvent.Element => Classify(_reader.Element),
        XmlStreamEvent.StreamEnd => new StreamEvent(StreamEventKind.End),
        _ => default,
    };

    public override void Restart() => _reader.Restart();

    public override void Trust() => _reader.Limits = _limits.ForXml(authenticated: true);

    public override void WriteHeader(StreamHeader header) => _writer.WriteElement(XmppElement.Build(Ns.Framing, "open", w =>
    {
        if (header.From is not null)
            w.WriteAttributeString("from", header.From);
        if (header.Id is not null)
            w.WriteAttributeString("id", header.Id);
        if (header.To is not null)
            w.WriteAttributeString("to", header.To);
        if (header.Version is not null)
            w.WriteAttributeString("version", header.Version);
        if (header.Lang is not null)
            w.WriteAttributeString("xml", "lang", Ns.Xml, header.Lang);
    }));

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

    public override void WriteEnd() => _writer.WriteElement(XmppElement.Build(Ns.Framing, "close"));

    private static StreamEvent Classify(XmppElement element)
    {
        if (element.Is(Ns.Framing, "close"))
            return new StreamEvent(StreamEventKind.End);
        if (element.Is(Ns.Framing, "open"))
        {
            return new StreamEvent(StreamEventKind.Header, new StreamHeader
            {
                To = element.Attribute("to"),
                From = element.Attribute("from"),
                Version = element.Attribute("version"),
                Lang = element.Attribute("lang", Ns.Xml),
            });
        }

        return new StreamEvent(StreamEventKind.Element, null, element);
    }
}
