using System.Buffers;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;
using IotXmpp.Xmpp.Streams.Xml;

namespace IotXmpp.Xmpp.Client;

// Bytes in and out.
public sealed partial class XmppClient
{
    private readonly XmlStreamReader _reader;
    private readonly XmlStreamWriter _writer;
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly byte[] _buffer = new byte[4096];
    private Stream _transport;
    private ReadOnlyMemory<byte> _received;
    private Jid? _jid;
    private bool _isOpen;

    /// <summary>Sends an element. May be called from several threads.</summary>
    public async ValueTask SendAsync(XmppElement element, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            _writer.WriteElement(element);
            await FlushAsync(ct);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Sends a stanza. May be called from several threads.</summary>
    public ValueTask SendAsync(Stanza stanza, CancellationToken ct) => SendAsync(stanza.ToElement(), ct);

    /// <summary>Sends bytes as they are: for tests of what a server makes of them.</summary>
    public async ValueTask SendRawAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            await _transport.WriteAsync(bytes, ct);
            await _transport.FlushAsync(ct);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The next element from the server; null when it has closed the stream. One reader at a time.</summary>
    /// <exception cref="StreamClosedException">A stream error, or the connection ended without a closing tag.</exception>
    /// <exception cref="StreamException">The server broke the protocol.</exception>
    public async ValueTask<XmppElement?> ReadAsync(CancellationToken ct)
    {
        if (await NextAsync(ct) == XmlStreamEvent.StreamEnd)
            return null;
        var element = _reader.Element;
        if (!element.Is(Ns.Streams, "error"))
            return element;
        string? name = element.Elements.FirstOrDefault(e => e.Namespace == Ns.StreamErrors && e.LocalName != "text")?.LocalName;
        var condition = Enum.GetValues<StreamErrorCondition>().Where(known => known.WireName() == name).Cast<StreamErrorCondition?>().FirstOrDefault();
        throw new StreamClosedException(condition ?? StreamErrorCondition.UndefinedCondition, element.Element(Ns.StreamErrors, "text")?.Text);
    }

    /// <summary>Says the closing tag (RFC 6120 4.4). The server answers with its own: read until null.</summary>
    public async ValueTask CloseAsync(CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            if (!_isOpen)
                return;
            _isOpen = false;
            _writer.WriteStreamEnd();
            await FlushAsync(ct);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Ends the connection at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        _writing.Dispose();
    }

    private async ValueTask<XmppElement> ExpectAsync(CancellationToken ct) =>
        await ReadAsync(ct) ?? throw new StreamClosedException(null, "The server closed the stream.");

    private async ValueTask<XmlStreamEvent> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            var found = _reader.Read(new ReadOnlySequence<byte>(_received), out long consumed);
            _received = _received[(int)consumed..];
            if (found != XmlStreamEvent.NeedMoreData)
                return found;
            int count = await _transport.ReadAsync(_buffer, ct);
            if (count == 0)
                throw new StreamClosedException(null, "The connection ended.");
            _received = _buffer.AsMemory(0, count);
        }
    }

    private async ValueTask FlushAsync(CancellationToken ct)
    {
        await _transport.WriteAsync(_output.WrittenMemory, ct);
        await _transport.FlushAsync(ct);
        _output.ResetWrittenCount();
    }
}
