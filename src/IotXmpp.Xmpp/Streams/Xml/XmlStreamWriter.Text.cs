using System.Buffers;
using System.Text;
using System.Xml;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Xmpp.Streams.Xml;

// Character data and its escapes; what XmlWriter asks for and a stream does not allow.
public sealed partial class XmlStreamWriter
{
    private static readonly SearchValues<char> s_textEscapes = SearchValues.Create("<>&\r");
    private static readonly SearchValues<char> s_attributeEscapes = SearchValues.Create("<>&'\r\n\t");

    private char _highSurrogate;

    /// <inheritdoc/>
    public override void WriteChars(char[] buffer, int index, int count) => Content(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void WriteWhitespace(string? ws) => WriteString(ws);

    /// <inheritdoc/>
    public override void WriteCData(string? text) => WriteString(text);

    /// <inheritdoc/>
    public override void WriteCharEntity(char ch) => Content([ch]);

    /// <inheritdoc/>
    public override void WriteSurrogateCharEntity(char lowChar, char highChar) => Content([highChar, lowChar]);

    /// <inheritdoc/>
    public override void WriteBase64(byte[] buffer, int index, int count) => WriteString(Convert.ToBase64String(buffer, index, count));

    /// <inheritdoc/>
    public override string? LookupPrefix(string ns) => ns == Ns.Xml ? "xml" : ns == _defaultNamespace ? "" : null;

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void WriteStartDocument()
    {
    }

    /// <inheritdoc/>
    public override void WriteStartDocument(bool standalone)
    {
    }

    /// <inheritdoc/>
    public override void WriteEndDocument()
    {
    }

    /// <inheritdoc/>
    public override void WriteComment(string? text) => throw Refused("comment");

    /// <inheritdoc/>
    public override void WriteDocType(string name, string? pubid, string? sysid, string? subset) => throw Refused("DTD");

    /// <inheritdoc/>
    public override void WriteEntityRef(string name) => throw Refused("entity reference");

    /// <inheritdoc/>
    public override void WriteProcessingInstruction(string name, string? text) => throw Refused("processing instruction");

    /// <inheritdoc/>
    public override void WriteRaw(string data) => throw Refused("piece of raw markup");

    /// <inheritdoc/>
    public override void WriteRaw(char[] buffer, int index, int count) => throw Refused("piece of raw markup");

    private static NotSupportedException Refused(string what) => new($"A {what} is not allowed in an XMPP stream (RFC 6120 11.1).");

    private static void CheckName(string name)
    {
        if (!XmlCharacters.IsNCName(name))
            throw new ArgumentException("Not a name of XML.", nameof(name));
    }

    private void Content(ReadOnlySpan<char> text)
    {
        if (_skipsAttribute)
            return;
        if (!_inAttribute)
        {
            if (_open.Count == 0)
                throw new InvalidOperationException("No element is open.");
            CloseTag();
        }

        if (text.IsEmpty)
            return;
        // A reader's chunk may end between the halves of a surrogate pair.
        if (_highSurrogate != 0)
        {
            Escape([_highSurrogate, text[0]], _inAttribute);
            _highSurrogate = '\0';
            text = text[1..];
        }

        if (!text.IsEmpty && char.IsHighSurrogate(text[^1]))
        {
            _highSurrogate = text[^1];
            text = text[..^1];
        }

        Escape(text, _inAttribute);
    }

    private void CheckSurrogates()
    {
        if (_highSurrogate != 0)
            throw new ArgumentException("Half a surrogate pair is no character.");
    }

    /// <summary>The last gate before the wire: what came in by EXI must not become markup or break the peer's stream.</summary>
    private void Escape(ReadOnlySpan<char> text, bool attribute)
    {
        if (!XmlCharacters.AreCharacters(text))
            throw new ArgumentException("A character that XML does not allow.", nameof(text));
        var escapes = attribute ? s_attributeEscapes : s_textEscapes;
        while (true)
        {
            int plain = text.IndexOfAny(escapes);
            Text(plain < 0 ? text : text[..plain]);
            if (plain < 0)
                return;
            Raw(text[plain] switch
            {
                '<' => "&lt;"u8,
                '>' => "&gt;"u8,
                '&' => "&amp;"u8,
                '\'' => "&apos;"u8,
                '\r' => "&#xD;"u8,
                '\n' => "&#xA;"u8,
                _ => "&#x9;"u8,
            });
            text = text[(plain + 1)..];
        }
    }

    private void Text(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty)
            Encoding.UTF8.GetBytes(text, _buffer);
    }

    private void Raw(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);
}
