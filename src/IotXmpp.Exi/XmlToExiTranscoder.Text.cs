using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi;

/// <summary>Character data, references, comments, processing instructions, CDATA sections and the XML declaration.</summary>
public sealed partial class XmlToExiTranscoder
{
    private const string Controls = "\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\v\f\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F";
    private const int LongestReference = 64;

    private static readonly SearchValues<byte> s_textStops = Stops("<&]\r");
    private static readonly SearchValues<byte> s_quotStops = Stops("\"<&\t\n\r");
    private static readonly SearchValues<byte> s_aposStops = Stops("'<&\t\n\r");
    private static readonly SearchValues<byte> s_controls = Stops("");

    private static SearchValues<byte> Stops(string more) => SearchValues.Create([.. (Controls + more).Select(static c => (byte)c)]);

    /// <summary>Reads text up to the next <c>&lt;</c>.</summary>
    private void ReadText(ReadOnlySpan<byte> xml, ref int at)
    {
        while (true)
        {
            int length = xml[at..].IndexOfAny(s_textStops);
            if (length < 0)
                throw Malformed("The document ends inside an element.", xml.Length);
            if (length > 0)
                AppendPlain(_text, xml.Slice(at, length), at);
            at += length;
            switch (xml[at])
            {
                case (byte)'<':
                    return;

                case (byte)'&':
                    at += AppendReference(_text, xml[at..], at);
                    break;

                case (byte)'\r':
                    _text.Append('\n');
                    at += at + 1 < xml.Length && xml[at + 1] == '\n' ? 2 : 1;
                    break;

                case (byte)']':
                    if (xml[at..].StartsWith("]]>"u8))
                        throw Malformed("']]>' in text.", at);
                    _text.Append(']');
                    at++;
                    break;

                default:
                    throw Malformed("A control character that XML does not allow.", at);
            }
        }
    }

    /// <summary>Goes to the closing quote. True: nothing before it needs expansion.</summary>
    private static bool FindQuote(ReadOnlySpan<byte> xml, ref int at, byte quote)
    {
        bool isPlain = true;
        while (true)
        {
            int length = xml[at..].IndexOfAny(quote == '"' ? s_quotStops : s_aposStops);
            if (length < 0)
                throw Malformed("The document ends inside an attribute value.", xml.Length);
            at += length;
            byte found = xml[at];
            if (found == quote)
                return isPlain;
            if (found is not ((byte)'&' or (byte)'\t' or (byte)'\n' or (byte)'\r'))
                throw Malformed(found == '<' ? "'<' in an attribute value." : "A control character that XML does not allow.", at);
            isPlain = false;
            at++;
        }
    }

    /// <summary>Appends bytes without references or line ends to be changed.</summary>
    private static void AppendPlain(CharBuffer text, ReadOnlySpan<byte> bytes, int at)
    {
        Span<char> room = text.Room(bytes.Length);
        if (Utf8.ToUtf16(bytes, room, out _, out int written, replaceInvalidSequences: false) != OperationStatus.Done)
            throw Malformed("Bytes that are not UTF-8.", at);
        // Controls stopped the scan; of the rest only U+FFFE and U+FFFF are no characters.
        if (written < bytes.Length && XmlCharacters.FindInvalid(room[..written]) >= 0)
            throw Malformed("A character that XML does not allow.", at);
        text.Advance(written);
    }

    /// <summary>Appends text with references expanded and line ends normalised (XML 2.11), in an attribute also other white space (3.3.3).</summary>
    private static void Append(CharBuffer text, ReadOnlySpan<byte> bytes, bool isAttribute, int at)
    {
        while (!bytes.IsEmpty)
        {
            int length = isAttribute ? bytes.IndexOfAny("&\t\n\r"u8) : bytes.IndexOf((byte)'\r');
            ReadOnlySpan<byte> plain = length < 0 ? bytes : bytes[..length];
            AppendPlain(text, plain, at);
            bytes = bytes[plain.Length..];
            if (bytes.IsEmpty)
                return;
            int used = 1;
            if (bytes[0] == '&')
            {
                used = AppendReference(text, bytes, at);
            }
            else
            {
                if (bytes.StartsWith("\r\n"u8))
                    used = 2;
                text.Append(isAttribute ? ' ' : '\n');
            }

            bytes = bytes[used..];
        }
    }

    /// <summary>Appends what a reference stands for; the result is its length.</summary>
    private static int AppendReference(CharBuffer text, ReadOnlySpan<byte> bytes, int at)
    {
        int end = bytes[..Math.Min(bytes.Length, LongestReference)].IndexOf((byte)';');
        if (end < 2)
            throw Malformed("'&' that begins no reference.", at);
        ReadOnlySpan<byte> name = bytes[1..end];
        if (name[0] == '#')
        {
            bool isHex = name[1..].StartsWith("x"u8);
            if (!uint.TryParse(name[(isHex ? 2 : 1)..], isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out uint code)
                || !XmlCharacters.IsChar(code))
                throw Malformed("A reference to no character of XML.", at);
            text.AppendCodePoint(code);
        }
        else
        {
            text.Append(name switch
            {
                _ when name.SequenceEqual("amp"u8) => '&',
                _ when name.SequenceEqual("lt"u8) => '<',
                _ when name.SequenceEqual("gt"u8) => '>',
                _ when name.SequenceEqual("quot"u8) => '"',
                _ when name.SequenceEqual("apos"u8) => '\'',
                _ => throw Malformed("A reference to an entity that is not declared.", at),
            });
        }

        return end + 1;
    }

    /// <summary>Comments and CDATA sections; <paramref name="at"/> is behind the <c>&lt;</c>.</summary>
    private void ReadBang(ReadOnlySpan<byte> xml, ref int at)
    {
        ReadOnlySpan<byte> rest = xml[at..];
        if (rest.StartsWith("!--"u8))
        {
            int length = rest[3..].IndexOf("--"u8);
            if (length < 0 || rest.Length < length + 6 || rest[length + 5] != '>')
                throw Malformed("A comment that does not end with '-->' or contains '--'.", at);
            string comment = Literal(rest.Slice(3, length), at, keep: _preservesComments);
            at += length + 6;
            if (!_preservesComments)
                return;
            FlushText();
            _encoder.Comment(comment);
            return;
        }

        if (rest.StartsWith("![CDATA["u8) && _open.Count > 0)
        {
            int length = rest[8..].IndexOf("]]>"u8);
            if (length < 0)
                throw Malformed("A CDATA section that does not end.", at);
            ReadOnlySpan<byte> data = rest.Slice(8, length);
            if (data.ContainsAny(s_controls))
                throw Malformed("A control character that XML does not allow.", at);
            Append(_text, data, isAttribute: false, at);
            at += length + 11;
            return;
        }

        throw Malformed(rest.StartsWith("!DOCTYPE"u8) ? "A document type declaration is refused here." : "'<!' that begins nothing.", at);
    }

    private void ReadInstruction(ReadOnlySpan<byte> xml, ref int at)
    {
        ReadOnlySpan<byte> rest = xml[(at + 1)..];
        int length = rest.IndexOf("?>"u8);
        if (length < 0)
            throw Malformed("A processing instruction that does not end.", at);
        ReadOnlySpan<byte> whole = rest[..length];
        int space = whole.IndexOfAny(" \t\r\n"u8);
        string target = Literal(space < 0 ? whole : whole[..space], at, keep: true);
        if (!XmlCharacters.IsNcName(target) || target.Equals("xml", StringComparison.OrdinalIgnoreCase))
            throw Malformed("A processing instruction without a proper target.", at);
        string text = space < 0 ? "" : Literal(whole[space..].TrimStart(" \t\r\n"u8), at, keep: _preservesInstructions);
        at += length + 3;
        if (!_preservesInstructions)
            return;
        FlushText();
        _encoder.ProcessingInstruction(target, text);
    }

    /// <summary>Text in which nothing is markup; a string only if it is to be kept.</summary>
    private string Literal(ReadOnlySpan<byte> bytes, int at, bool keep)
    {
        if (bytes.ContainsAny(s_controls))
            throw Malformed("A control character that XML does not allow.", at);
        int mark = _text.Length;
        Append(_text, bytes, isAttribute: false, at);
        string text = keep ? _text.ToString(mark) : "";
        _text.Truncate(mark);
        return text;
    }

    /// <summary>The XML declaration (XML 2.8): version, then perhaps encoding, then perhaps standalone.</summary>
    private void ReadDeclaration(ReadOnlySpan<byte> xml, ref int at)
    {
        int length = xml[at..].IndexOf("?>"u8);
        if (length < 0)
            throw Malformed("The XML declaration does not end.", at);
        string declaration = Encoding.Latin1.GetString(xml.Slice(at + 5, length - 5));
        at += length + 2;
        int next = 0;
        int place = 0;
        while (true)
        {
            int start = place;
            while (place < declaration.Length && XmlCharacters.IsSpace(declaration[place]))
                place++;
            if (place == declaration.Length)
                break;
            int equals = declaration.IndexOf('=', place);
            string name = equals < 0 ? "" : declaration[place..equals].Trim();
            int open = equals < 0 ? -1 : declaration.AsSpan(equals + 1).IndexOfAnyExcept(" \t\r\n");
            char quote = open < 0 ? ' ' : declaration[equals + 1 + open];
            int close = quote is '"' or '\'' ? declaration.IndexOf(quote, equals + 2 + open) : -1;
            int position = name switch { "version" => 1, "encoding" => 2, "standalone" => 3, _ => 0 };
            if (close < 0 || place == start || position <= next || (next == 0 && position != 1))
                throw Malformed("The XML declaration is malformed.", at);
            string value = declaration[(equals + 2 + open)..close];
            bool isRight = position switch
            {
                1 => value == "1.0",
                2 => value.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || value.Equals("us-ascii", StringComparison.OrdinalIgnoreCase),
                _ => value is "yes" or "no",
            };
            if (!isRight)
                throw Malformed($"The XML declaration asks for {name} {value}.", at);
            next = position;
            place = close + 1;
        }

        if (next == 0)
            throw Malformed("The XML declaration is malformed.", at);
    }
}
