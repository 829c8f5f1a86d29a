using System.Buffers;
using System.Text;
using IotXmpp.Exi.Body;

namespace IotXmpp.Exi.Xml;

/// <summary>Writes markup and text of XML in UTF-8 into a buffer writer, a stretch at a time.</summary>
internal ref struct Utf8Output(IBufferWriter<byte> output)
{
    private const int Stretch = 1024;
    private const int CharactersAtOnce = 1024;

    private static readonly SearchValues<char> InText = SearchValues.Create("&<>\r");
    private static readonly SearchValues<char> InAttribute = SearchValues.Create("&<>\"\t\n\r");

    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _room;
    private int _written;

    /// <summary>Hands over what was written.</summary>
    public void Flush()
    {
        _output.Advance(_written);
        _written = 0;
        _room = default;
    }

    /// <summary>Writes one byte.</summary>
    public void Write(byte value)
    {
        Reserve(1);
        _room[_written++] = value;
    }

    /// <summary>Writes UTF-8.</summary>
    public void Write(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(_room[_written..]);
        _written += utf8.Length;
    }

    /// <summary>Writes text that needs no escapes.</summary>
    public void WritePlain(ReadOnlySpan<char> text)
    {
        while (text.Length > CharactersAtOnce)
        {
            int count = char.IsHighSurrogate(text[CharactersAtOnce - 1]) ? CharactersAtOnce - 1 : CharactersAtOnce;
            WriteStretch(text[..count]);
            text = text[count..];
        }

        WriteStretch(text);
    }

    /// <summary>Writes character data.</summary>
    public void WriteText(ReadOnlySpan<char> text) => WriteEscaped(text, InText);

    /// <summary>Writes what stands between the quotation marks of an attribute.</summary>
    public void WriteAttributeText(ReadOnlySpan<char> text) => WriteEscaped(text, InAttribute);

    /// <summary>Writes a value that is no string, list or enumeration: ASCII that needs no escapes.</summary>
    public void WritePrinted(BodyEvent item)
    {
        Reserve(item.MaxUtf8Length);
        _written += item.PrintUtf8(_room[_written..]);
    }

    private void WriteEscaped(ReadOnlySpan<char> text, SearchValues<char> special)
    {
        while (true)
        {
            int at = text.IndexOfAny(special);
            if (at < 0)
            {
                WritePlain(text);
                return;
            }

            WritePlain(text[..at]);
            Write(text[at] switch
            {
                '&' => "&amp;"u8,
                '<' => "&lt;"u8,
                '>' => "&gt;"u8,
                '"' => "&quot;"u8,
                '\t' => "&#x9;"u8,
                '\n' => "&#xA;"u8,
                _ => "&#xD;"u8,
            });
            text = text[(at + 1)..];
        }
    }

    private void WriteStretch(ReadOnlySpan<char> text)
    {
        Reserve(3 * text.Length);
        _written += Encoding.UTF8.GetBytes(text, _room[_written..]);
    }

    private void Reserve(int count)
    {
        if (_room.Length - _written >= count)
            return;
        Flush();
        _room = _output.GetSpan(Math.Max(count, Stretch));
    }
}
