using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;
using IotXmpp.Xmpp.Streams.Xml;

namespace IotXmpp.Xmpp.Components;

/// <summary>One stream of <c>jabber:component:accept</c>: handshake, then stanzas both ways. Reading and writing may overlap.</summary>
internal sealed class ComponentStream : IAsyncDisposable
{
    private readonly Stream _transport;
    private readonly ComponentLinkOptions _options;
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly XmlStreamReader _reader = new(XmlStreamLimits.Default) { ContentNamespace = Ns.ComponentAccept };
    private readonly XmlStreamWriter _writer;
    private readonly byte[] _buffer = new byte[8192];
    private ReadOnlyMemory<byte> _received;
    private bool _isTorn;

    public ComponentStream(Stream transport, ComponentLinkOptions options)
    {
        _transport = transport;
        _options = options;
        _writer = new XmlStreamWriter(_output) { ContentNamespace = Ns.ComponentAccept };
    }

    /// <summary>Bytes written and not yet sent.</summary>
    public int Pending => _output.WrittenCount;

    /// <summary>Largest stanza the server takes, in bytes (XEP-0478); null if it did not say.</summary>
    public int? MaxStanzaBytes { get; private set; }

    /// <summary>Opens the stream and proves that we know the secret (XEP-0114 3).</summary>
    /// <exception cref="ComponentException">The server refuses.</exception>
    /// <exception cref="StreamException">The server does not speak the protocol.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task OpenAsync(CancellationToken ct)
    {
        _writer.WriteStreamHeader(new StreamHeader { To = _options.Domain, ContentNamespace = Ns.ComponentAccept });
        await FlushAsync(ct);
        if (await NextAsync(ct) != XmlStreamEvent.StreamStart)
            throw new StreamException(StreamErrorCondition.BadFormat, "The server did not open the stream.");
        string id = _reader.Header.Id ?? throw await MissingIdAsync(ct);
        string proof = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(id + _options.Secret)));
        _writer.WriteElement(XmppElement.Build(Ns.ComponentAccept, "handshake", w => w.WriteString(proof)));
        await FlushAsync(ct);
        var answer = await ReadAsync(ct) ?? throw new IOException("The server closed the stream.");
        // XEP-0114 knows no features; a server that sends some has its limits in them.
        if (answer.Is(Ns.Streams, "features"))
        {
            if (int.TryParse(answer.Element(Ns.StreamLimits, "limits")?.Element(Ns.StreamLimits, "max-bytes")?.Text, CultureInfo.InvariantCulture, out int bytes) && bytes > 0)
                MaxStanzaBytes = bytes;
            answer = await ReadAsync(ct) ?? throw new IOException("The server closed the stream.");
        }

        if (!answer.Is(Ns.ComponentAccept, "handshake"))
            throw new StreamException(StreamErrorCondition.BadFormat, $"The server answered the handshake with {answer.Name}.");
    }

    /// <summary>The next element; null when the server closes the stream.</summary>
    /// <exception cref="ComponentException">The server ends the stream with an error.</exception>
    public async ValueTask<XmppElement?> ReadAsync(CancellationToken ct)
    {
        if (await NextAsync(ct) != XmlStreamEvent.Element)
            return null;
        if (!_reader.Element.Is(Ns.Streams, "error"))
            return _reader.Element;
        string condition = "undefined-condition";
        string? text = null;
        foreach (var child in _reader.Element.Elements)
        {
            if (child.Is(Ns.StreamErrors, "text"))
                text = child.Text;
            else if (child.Namespace == Ns.StreamErrors)
                condition = child.LocalName;
        }

        throw new ComponentException(condition, text);
    }

    /// <summary>Writes a stanza into the buffer; false if its text is not XML.</summary>
    public bool TryWrite(Stanza stanza)
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

    /// <summary>Sends what was written.</summary>
    public async ValueTask FlushAsync(CancellationToken ct)
    {
        if (_output.WrittenCount == 0)
            return;
        // A write that is cancelled may have sent a part: nothing can follow it.
        if (_isTorn)
            throw new IOException("A stanza was sent in part.");
        _isTorn = true;
        await _transport.WriteAsync(_output.WrittenMemory, ct);
        await _transport.FlushAsync(ct);
        _isTorn = false;
        _output.ResetWrittenCount();
    }

    /// <summary>Closes our direction of the stream, behind what was written.</summary>
    public ValueTask CloseAsync(CancellationToken ct)
    {
        _writer.WriteStreamEnd();
        return FlushAsync(ct);
    }

    public ValueTask DisposeAsync() => _transport.DisposeAsync();

    private async Task<Exception> MissingIdAsync(CancellationToken ct)
    {
        // A server that refuses opens the stream only to say so: the error tells more than the missing id.
        await ReadAsync(ct);
        return new StreamException(StreamErrorCondition.BadFormat, "The server's stream has no id.");
    }

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
                throw new IOException("The server closed the connection.");
            _received = _buffer.AsMemory(0, count);
        }
    }
}
