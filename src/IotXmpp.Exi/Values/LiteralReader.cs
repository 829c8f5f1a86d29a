using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Values;

/// <summary>
/// Reads a String content item that uses no value partition (EXI 7.1.10): names, prefixes, comments. Goes on where the
/// bytes ended.
/// </summary>
internal sealed class LiteralReader
{
    private readonly CharBuffer _text = new();
    private int _remaining;

    /// <summary>Starts a string of <paramref name="length"/> code points; the caller checked the length.</summary>
    public void Begin(int length)
    {
        _text.Clear();
        _remaining = length;
    }

    /// <summary>Reads on. False: starved, or <paramref name="error"/> is set.</summary>
    public bool Continue(ref BitReader bits, out string? error)
    {
        error = null;
        while (_remaining > 0)
        {
            int there = (int)Math.Min(_remaining, bits.Available >> 3);
            int count = bits.ReadAscii(_text.Room(there + 8), there);
            _text.Advance(count);
            _remaining -= count;
            if (count > 0)
                continue;

            long mark = bits.Position;
            error = ReadCharacter(ref bits, null, out uint codePoint);
            if (bits.Starved)
            {
                error = null;
                bits.Rewind(mark);
                return false;
            }

            if (error is not null)
                return false;
            _text.AppendCodePoint(codePoint);
            _remaining--;
        }

        return true;
    }

    /// <summary>The string, once <see cref="Continue"/> returned true.</summary>
    public ReadOnlySpan<char> Text => _text.Text;

    /// <summary>Reads one character of a String; the result is an error message when it is none of XML's.</summary>
    public static string? ReadCharacter(ref BitReader bits, RestrictedCharacterSet? set, out uint codePoint)
    {
        if (set is not null)
        {
            uint code = bits.ReadNBit(set.Width);
            if (code < (uint)set.Count)
            {
                codePoint = set[(int)code];
                return XmlCharacters.IsChar(codePoint) ? null : NoXmlCharacter(codePoint);
            }

            if (code != (uint)set.Count)
            {
                codePoint = 0;
                return $"character code {code} in a restricted set of {set.Count}";
            }
        }

        ulong value = bits.ReadUnsigned(out bool overflow);
        codePoint = overflow || value > 0x10FFFF ? 0 : (uint)value;
        return XmlCharacters.IsChar(codePoint) ? null : NoXmlCharacter(overflow ? ulong.MaxValue : value);
    }

    private static string NoXmlCharacter(ulong value) => $"U+{value:X4}, which is no XML character";
}
