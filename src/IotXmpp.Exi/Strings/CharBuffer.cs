using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Unicode;

namespace IotXmpp.Exi.Strings;

/// <summary>Text being decoded. Grows with what has arrived, never with a length the input announces.</summary>
internal sealed class CharBuffer
{
    private char[] _chars = new char[64];

    /// <summary>UTF-16 units in the buffer.</summary>
    public int Length { get; private set; }

    /// <summary>The text.</summary>
    public ReadOnlySpan<char> Text => _chars.AsSpan(0, Length);

    /// <summary>Keeps the first <paramref name="length"/> units.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Empties the buffer, and gives a huge one back.</summary>
    public void Clear()
    {
        Length = 0;
        if (_chars.Length > 64 * 1024)
            _chars = new char[64];
    }

    /// <summary>Room for more units behind the text; it grows by what <see cref="Advance"/> says was put there.</summary>
    public Span<char> Room(int more)
    {
        if (Length + more > _chars.Length)
            Grow(more);
        return _chars.AsSpan(Length);
    }

    /// <summary>So many units were put behind the text.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>Appends one unit.</summary>
    public void Append(char c)
    {
        if (Length == _chars.Length)
            Grow(1);
        _chars[Length++] = c;
    }

    /// <summary>Appends a code point that is an XML character.</summary>
    public void AppendCodePoint(uint codePoint)
    {
        if (codePoint < 0x10000)
        {
            Append((char)codePoint);
            return;
        }

        codePoint -= 0x10000;
        Append((char)(0xD800 + (codePoint >> 10)));
        Append((char)(0xDC00 + (codePoint & 0x3FF)));
    }

    /// <summary>Appends text.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        if (Length + text.Length > _chars.Length)
            Grow(text.Length);
        text.CopyTo(_chars.AsSpan(Length));
        Length += text.Length;
    }

    /// <summary>Appends a number in decimal, with leading zeros up to <paramref name="digits"/>.</summary>
    public void Append(ulong value, int digits = 1)
    {
        if (Length + 20 > _chars.Length)
            Grow(20);
        value.TryFormat(_chars.AsSpan(Length), out int written, digits == 1 ? "" : digits == 2 ? "D2" : "D4", CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>Appends a number in decimal.</summary>
    public void Append(BigInteger value) => Append(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Appends UTF-8.</summary>
    /// <exception cref="ExiException">It is not UTF-8.</exception>
    public void AppendUtf8(ReadOnlySpan<byte> text)
    {
        if (Length + text.Length > _chars.Length)
            Grow(text.Length);
        if (Utf8.ToUtf16(text, _chars.AsSpan(Length), out _, out int written, replaceInvalidSequences: false) != OperationStatus.Done)
            throw new ExiException("text that is not UTF-8");
        Length += written;
    }

    /// <summary>Reverses the text from <paramref name="start"/> on.</summary>
    public void Reverse(int start) => _chars.AsSpan(start, Length - start).Reverse();

    /// <inheritdoc/>
    public override string ToString() => new(_chars, 0, Length);

    /// <summary>The text from <paramref name="start"/> on.</summary>
    public string ToString(int start) => new(_chars, start, Length - start);

    private void Grow(int more) => Array.Resize(ref _chars, Math.Max(Length + more, _chars.Length * 2));
}
