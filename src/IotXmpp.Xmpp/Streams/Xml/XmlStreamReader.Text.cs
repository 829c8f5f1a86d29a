using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams.Xml;

// Character data, attribute values, references, the XML declaration.
public sealed partial class XmlStreamReader
{
    private const int MaxDeclarationBytes = 256;
    private const int MaxReferenceBytes = 64;

    private static readonly SearchValues<byte> s_forbidden = Stops("");

    private void AddText(ReadOnlySpan<byte> bytes, bool isCData)
    {
        if (bytes.IsEmpty)
            return;
        if (isCData)
        {
            if (bytes.ContainsAny(s_forbidden))
                throw NotWellFormed("A control character that XML does not allow.");
        }
        else if (bytes.IndexOf("]]>"u8) >= 0)
            throw NotWellFormed("']]>' in text.");

        var special = isCData ? "\r"u8 : "&\r"u8;
        string text = bytes.ContainsAny(special) ? Expand(bytes, special, attribute: false) : DecodeUtf8(bytes);
        _tokens.Add(new(ElementTokenKind.Text, default, text, 0));
    }

    private string DecodeAttribute(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return "";
        var special = "&\t\r\n"u8;
        return bytes.ContainsAny(special) ? Expand(bytes, special, attribute: true) : DecodeUtf8(bytes);
    }

    /// <summary>Strict UTF-8 (RFC 3629) of XML characters. Forbidden controls are the scan's to find.</summary>
    private static string DecodeUtf8(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
            return Encoding.ASCII.GetString(bytes);
        CheckUtf8(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private static void CheckUtf8(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
            throw new StreamException(StreamErrorCondition.UnsupportedEncoding, "Bytes that are not UTF-8.");
        // U+FFFE and U+FFFF are no characters of XML.
        if (bytes.IndexOf("\uFFFE"u8) >= 0 || bytes.IndexOf("\uFFFF"u8) >= 0)
            throw NotWellFormed("A character that XML does not allow.");
    }

    /// <summary>Expands references and normalises line ends (XML 1.0 2.11) and attribute values (3.3.3).</summary>
    /// <param name="bytes">As received.</param>
    /// <param name="special">The bytes to look at, of <c>&amp;</c>, tab, CR and LF.</param>
    /// <param name="attribute">True for an attribute value: white space becomes spaces.</param>
    private static string Expand(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> special, bool attribute)
    {
        CheckUtf8(bytes);
        // Nothing here becomes longer: not a character of UTF-8, not a reference, not a line end.
        char[] rented = ArrayPool<char>.Shared.Rent(bytes.Length);
        int length = 0;
        try
        {
            while (!bytes.IsEmpty)
            {
                int plain = bytes.IndexOfAny(special);
                if (plain != 0)
                {
                    var run = plain < 0 ? bytes : bytes[..plain];
                    length += Encoding.UTF8.GetChars(run, rented.AsSpan(length));
                    bytes = bytes[run.Length..];
                    continue;
                }

                int used = 1;
                if (bytes[0] == '&')
                    length += ReadReference(bytes, out used).EncodeToUtf16(rented.AsSpan(length));
                else
                {
                    if (bytes.StartsWith("\r\n"u8))
                        used = 2;
                    rented[length++] = attribute ? ' ' : '\n';
                }

                bytes = bytes[used..];
            }

            return new string(rented, 0, length);
        }
        finally
        {
            // What was expanded may have been a password.
            rented.AsSpan(0, length).Clear();
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private static Rune ReadReference(ReadOnlySpan<byte> bytes, out int used)
    {
        int end = bytes[..Math.Min(bytes.Length, MaxReferenceBytes)].IndexOf((byte)';');
        if (end < 2)
            throw NotWellFormed("'&' that begins no reference.");
        used = end + 1;
        var name = bytes[1..end];
        if (name[0] == '#')
        {
            bool hex = name[1..].StartsWith("x"u8);
            if (int.TryParse(name[(hex ? 2 : 1)..], hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out int code) && XmlCharacters.IsCharacter(code))
                return new Rune(code);
            throw NotWellFormed("A character reference to no character of XML.");
        }

        if (name.SequenceEqual("amp"u8))
            return new Rune('&');
        if (name.SequenceEqual("lt"u8))
            return new Rune('<');
        if (name.SequenceEqual("gt"u8))
            return new Rune('>');
        if (name.SequenceEqual("quot"u8))
            return new Rune('"');
        if (name.SequenceEqual("apos"u8))
            return new Rune('\'');
        throw XmlCharacters.IsNCName(DecodeUtf8(name)) ? Restricted("An entity reference is not allowed.") : NotWellFormed("'&' that begins no reference.");
    }

    private void ScanDeclaration(ReadOnlySpan<byte> chunk, ref int at)
    {
        var rest = chunk[at..];
        int end = rest.IndexOf((byte)'>');
        var part = end < 0 ? rest : rest[..(end + 1)];
        if (part.Length > MaxDeclarationBytes - _pending.Count)
            throw NotWellFormed("The XML declaration is too long.");
        Keep(part);
        at += part.Length;

        var declaration = _pending.Span;
        var target = "xml"u8;
        int common = Math.Min(declaration.Length, target.Length);
        if (!declaration[..common].SequenceEqual(target[..common]) || (declaration.Length > target.Length && !XmlCharacters.IsSpace(declaration[target.Length])))
            throw Restricted("A processing instruction is not allowed.");
        if (end < 0)
            return;
        ReadDeclaration(declaration[target.Length..]);
        _pending.Clear();
        _mode = Mode.Content;
    }

    /// <summary>Reads the XML declaration (XML 1.0 2.8) behind its target: version, then perhaps encoding, then perhaps standalone.</summary>
    private void ReadDeclaration(ReadOnlySpan<byte> declaration)
    {
        if (!declaration.EndsWith("?>"u8))
            throw NotWellFormed("The XML declaration is malformed.");
        ReadAttributes(declaration[..^2]);
        if (_scope.Count > 0)
            throw NotWellFormed("The XML declaration is malformed.");
        int next = 0;
        foreach (var attribute in _attributes)
        {
            int position = attribute.Prefix.Length > 0 ? 0 : attribute.LocalName switch { "version" => 1, "encoding" => 2, "standalone" => 3, _ => 0 };
            if (position <= next || (next == 0 && position != 1))
                throw NotWellFormed("The XML declaration is malformed.");
            next = position;
            if (position == 1 && attribute.Value != "1.0")
                throw NotWellFormed("The XML version is not 1.0.");
            if (position == 2 && !attribute.Value.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                throw new StreamException(StreamErrorCondition.UnsupportedEncoding, "The stream's encoding is not UTF-8.");
            if (position == 3 && attribute.Value is not ("yes" or "no"))
                throw NotWellFormed("The XML declaration is malformed.");
        }

        if (next == 0)
            throw NotWellFormed("The XML declaration is malformed.");
    }
}
