using System.Buffers;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams.Xml;

/// <summary>
/// Finds the first-level elements of an XML stream (RFC 6120 4) in bytes as they arrive. Push: it takes every byte it is given
/// and keeps what is not complete yet, so that no byte is looked for twice however slowly a peer drips, and it never waits.
/// Accepts XML 1.0 with namespaces in UTF-8, without what RFC 6120 11.1 forbids.
/// </summary>
/// <remarks>Not thread-safe. A reader that has thrown is of no further use.</remarks>
public sealed partial class XmlStreamReader
{
    private static readonly SearchValues<byte> s_textStops = Stops("<");
    private static readonly SearchValues<byte> s_tagStops = Stops("<>\"'");
    private static readonly SearchValues<byte> s_quotStops = Stops("<\"");
    private static readonly SearchValues<byte> s_aposStops = Stops("<'");

    private readonly PendingBytes _pending = new();
    private Mode _mode = Mode.Content;
    private Place _place = Place.BeforeHeader;
    private bool _declarationAllowed = true;
    private bool _endDue;
    private byte _quote;
    private int _matched;
    private int _stanzaBytes;
    private XmppElement? _element;
    private StreamHeader? _header;

    /// <summary>Creates a reader that expects a stream header.</summary>
    /// <param name="limits">Bounds; see <see cref="Limits"/>.</param>
    public XmlStreamReader(XmlStreamLimits limits) => Limits = limits;

    private enum Mode : byte
    {
        /// <summary>Between tags.</summary>
        Content,

        /// <summary>After <c>&lt;</c>.</summary>
        Markup,

        /// <summary>In a start or end tag.</summary>
        Tag,

        /// <summary>After <c>&lt;!</c>.</summary>
        Bang,

        /// <summary>In a CDATA section.</summary>
        CData,

        /// <summary>After <c>&lt;?</c> where an XML declaration may stand.</summary>
        Declaration,

        /// <summary>An exception was thrown.</summary>
        Failed,
    }

    private enum Place : byte
    {
        BeforeHeader,
        BetweenElements,
        InElement,
        AfterEnd,
    }

    /// <summary>Bounds on the peer; may be widened when it has authenticated.</summary>
    public XmlStreamLimits Limits { get; set; }

    /// <summary>
    /// True for RFC 7395: there is no stream element, each first-level element is a document of its own. Default false.
    /// </summary>
    public bool FramedDocuments { get; init; }

    /// <summary>
    /// The stream's content namespace (RFC 6120 4.8.2), default <c>jabber:client</c>. Stanzas of another one, such as
    /// <c>jabber:component:accept</c>, are reported as <c>jabber:client</c>, so that nobody behind the stream sees the difference.
    /// First-level elements that are no stanzas, such as <c>handshake</c>, keep their namespace.
    /// </summary>
    public string ContentNamespace { get; init; } = Ns.Client;

    /// <summary>The element of the last <see cref="XmlStreamEvent.Element"/>.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public XmppElement Element => _element ?? throw new InvalidOperationException("No element has been read.");

    /// <summary>The header of the last <see cref="XmlStreamEvent.StreamStart"/>.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public StreamHeader Header => _header ?? throw new InvalidOperationException("No stream header has been read.");

    /// <summary>
    /// True when no element has been begun: a good moment to change the transport, and the end of a WebSocket message must be one (RFC 7395 3.3.3).
    /// </summary>
    public bool IsBetweenElements => _place != Place.InElement && _mode == Mode.Content;

    /// <summary>
    /// Reads until something is complete. Call it again with what follows the consumed bytes until it says
    /// <see cref="XmlStreamEvent.NeedMoreData"/>.
    /// </summary>
    /// <param name="data">Bytes not yet consumed.</param>
    /// <param name="consumed">Bytes taken; all of them for <see cref="XmlStreamEvent.NeedMoreData"/>, else up to the closing <c>&gt;</c>.</param>
    /// <exception cref="StreamException">The peer broke the rules of RFC 6120 11, or a limit.</exception>
    public XmlStreamEvent Read(ReadOnlySequence<byte> data, out long consumed)
    {
        consumed = 0;
        if (_mode == Mode.Failed)
            throw new InvalidOperationException("The stream has failed before.");
        if (_endDue)
        {
            _endDue = false;
            return EndStream();
        }

        try
        {
            foreach (var memory in data)
            {
                var chunk = memory.Span;
                int at = 0;
                while (at < chunk.Length)
                {
                    var found = Scan(chunk, ref at);
                    if (found == XmlStreamEvent.NeedMoreData)
                        continue;
                    consumed += at;
                    return found;
                }

                consumed += at;
            }

            return XmlStreamEvent.NeedMoreData;
        }
        catch (StreamException)
        {
            _mode = Mode.Failed;
            throw;
        }
    }

    /// <summary>Expects a new stream, as after TLS and SASL negotiation (RFC 6120 4.3.3). Nothing of the old one is remembered.</summary>
    /// <exception cref="InvalidOperationException">An element has been begun.</exception>
    public void Restart()
    {
        if (!IsBetweenElements)
            throw new InvalidOperationException("A stream restarts between elements only.");
        _place = Place.BeforeHeader;
        _declarationAllowed = true;
        _endDue = false;
        _header = null;
        _element = null;
        _stanzaBytes = 0;
        _open.Clear();
        _scope.Leave(0);
    }

    private static SearchValues<byte> Stops(string delimiters) =>
        SearchValues.Create([.. (XmlCharacters.ForbiddenControls + delimiters).Select(c => (byte)c)]);

    private static StreamException NotWellFormed(string text) => new(StreamErrorCondition.NotWellFormed, text);

    private static StreamException Restricted(string text) => new(StreamErrorCondition.RestrictedXml, text);

    private static StreamException Policy(string text) => new(StreamErrorCondition.PolicyViolation, text);

    /// <summary>Takes bytes from <paramref name="chunk"/>, at least one, up to the end of a token or of the chunk.</summary>
    private XmlStreamEvent Scan(ReadOnlySpan<byte> chunk, ref int at)
    {
        switch (_mode)
        {
            case Mode.Content when _place == Place.InElement:
                ScanText(chunk, ref at);
                return XmlStreamEvent.NeedMoreData;
            case Mode.Content:
                SkipWhitespace(chunk, ref at);
                return XmlStreamEvent.NeedMoreData;
            case Mode.Markup:
                EnterMarkup(chunk, ref at);
                return XmlStreamEvent.NeedMoreData;
            case Mode.Bang:
                ScanBang(chunk, ref at);
                return XmlStreamEvent.NeedMoreData;
            case Mode.CData:
                ScanCData(chunk, ref at);
                return XmlStreamEvent.NeedMoreData;
            case Mode.Declaration:
                ScanDeclaration(chunk, ref at);
                return XmlStreamEvent.NeedMoreData;
            default:
                return ScanTag(chunk, ref at);
        }
    }

    private void SkipWhitespace(ReadOnlySpan<byte> chunk, ref int at)
    {
        if (_place == Place.AfterEnd)
        {
            at = chunk.Length;
            return;
        }

        var rest = chunk[at..];
        int skipped = rest.IndexOfAnyExcept(" \t\r\n"u8);
        if (skipped < 0)
        {
            at = chunk.Length;
            return;
        }

        at += skipped;
        byte found = chunk[at];
        if (found != '<')
        {
            // A byte order mark of UTF-16 is the one foreign encoding that can be told by its first byte.
            if (_place == Place.BeforeHeader && found is 0xFE or 0xFF or 0x00)
                throw new StreamException(StreamErrorCondition.UnsupportedEncoding, "The stream is not UTF-8.");
            throw _place == Place.BeforeHeader
                ? NotWellFormed("The stream does not begin with a tag.")
                : new StreamException(StreamErrorCondition.BadFormat, "Text between stanzas.");
        }

        at++;
        _stanzaBytes = 1;
        _mode = Mode.Markup;
    }

    private void ScanText(ReadOnlySpan<byte> chunk, ref int at)
    {
        var rest = chunk[at..];
        int length = rest.IndexOfAny(s_textStops);
        if (length < 0)
        {
            Keep(rest);
            at = chunk.Length;
            return;
        }

        Expect(rest[length], (byte)'<');
        Count(length + 1);
        AddText(Token(rest[..length]), isCData: false);
        _pending.Clear();
        at += length + 1;
        _mode = Mode.Markup;
    }

    private void EnterMarkup(ReadOnlySpan<byte> chunk, ref int at)
    {
        byte b = chunk[at];
        if (b == '!')
        {
            Count(1);
            at++;
            _matched = 0;
            _mode = Mode.Bang;
        }
        else if (b == '?')
        {
            if (!_declarationAllowed)
                throw Restricted("A processing instruction is not allowed.");
            Count(1);
            at++;
            _mode = Mode.Declaration;
        }
        else if (b == '/' || b == '_' || b >= 0x80 || char.IsAsciiLetter((char)b))
        {
            _quote = 0;
            _mode = Mode.Tag;
        }
        else
            throw NotWellFormed("A tag begins with a name.");

        _declarationAllowed = false;
    }

    private void ScanBang(ReadOnlySpan<byte> chunk, ref int at)
    {
        var opening = "[CDATA["u8;
        byte b = chunk[at];
        if (b != opening[_matched])
        {
            throw (_matched, b) switch
            {
                (0, (byte)'-') => Restricted("A comment is not allowed."),
                (0, (byte)'D') => Restricted("A DTD is not allowed."),
                _ => Restricted("A markup declaration is not allowed."),
            };
        }

        Count(1);
        at++;
        if (++_matched < opening.Length)
            return;
        if (_place != Place.InElement)
            throw NotWellFormed("A CDATA section outside an element.");
        _mode = Mode.CData;
    }

    private void ScanCData(ReadOnlySpan<byte> chunk, ref int at)
    {
        var rest = chunk[at..];
        if (_pending.Count == 0)
        {
            int length = rest.IndexOf("]]>"u8);
            if (length < 0)
            {
                Keep(rest);
                at = chunk.Length;
                return;
            }

            Count(length + 3);
            AddText(rest[..length], isCData: true);
            at += length + 3;
            _mode = Mode.Content;
            return;
        }

        // What is pending may end in a part of the delimiter: look at each candidate of its last byte.
        int candidate = rest.IndexOf((byte)'>');
        Keep(candidate < 0 ? rest : rest[..(candidate + 1)]);
        at += candidate < 0 ? rest.Length : candidate + 1;
        if (candidate < 0 || !_pending.Span.EndsWith("]]>"u8))
            return;
        AddText(_pending.Span[..^3], isCData: true);
        _pending.Clear();
        _mode = Mode.Content;
    }

    private XmlStreamEvent ScanTag(ReadOnlySpan<byte> chunk, ref int at)
    {
        int start = at;
        while (at < chunk.Length)
        {
            var rest = chunk[at..];
            int length = rest.IndexOfAny(_quote switch { 0 => s_tagStops, (byte)'"' => s_quotStops, _ => s_aposStops });
            if (length < 0)
            {
                at = chunk.Length;
                break;
            }

            byte b = rest[length];
            at += length + 1;
            if (_quote != 0)
            {
                Expect(b, _quote);
                _quote = 0;
            }
            else if (b is (byte)'"' or (byte)'\'')
                _quote = b;
            else
            {
                Expect(b, (byte)'>');
                Count(at - start);
                var found = ReadTag(Token(chunk[start..(at - 1)]));
                _pending.Clear();
                return found;
            }
        }

        Keep(chunk[start..at]);
        return XmlStreamEvent.NeedMoreData;
    }

    private void Expect(byte found, byte expected)
    {
        if (found == expected)
            return;
        throw NotWellFormed(found == '<' ? "'<' inside a tag." : "A control character that XML does not allow.");
    }

    /// <summary>Counts bytes of a first-level element against its limit, before anything is done with them.</summary>
    private void Count(int bytes)
    {
        if (bytes > Limits.MaxStanzaBytes - _stanzaBytes)
            throw Policy($"An element is larger than {Limits.MaxStanzaBytes} bytes.");
        _stanzaBytes += bytes;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        Count(bytes.Length);
        _pending.Add(bytes);
    }

    /// <summary>The whole token that ends with <paramref name="last"/>.</summary>
    private ReadOnlySpan<byte> Token(ReadOnlySpan<byte> last)
    {
        if (_pending.Count == 0)
            return last;
        _pending.Add(last);
        return _pending.Span;
    }
}
