using System.Xml;

namespace IotXmpp.Exi.Strings;

/// <summary>Characters and white space of XML 1.0 (XML 2.2, 2.3).</summary>
internal static class XmlCharacters
{
    /// <summary>Production [2] Char: what may stand in a document at all.</summary>
    public static bool IsChar(uint codePoint) =>
        codePoint < 0x20
            ? codePoint is 0x9 or 0xA or 0xD
            : codePoint <= 0xD7FF || codePoint is (>= 0xE000 and <= 0xFFFD) or (>= 0x10000 and <= 0x10FFFF);

    /// <summary>Writes a character in UTF-16.</summary>
    /// <param name="codePoint">A character of XML.</param>
    /// <param name="destination">Room for two units.</param>
    /// <returns>Units written: 1 or 2.</returns>
    public static int Write(uint codePoint, Span<char> destination)
    {
        if (codePoint < 0x10000)
        {
            destination[0] = (char)codePoint;
            return 1;
        }

        codePoint -= 0x10000;
        destination[1] = (char)(0xDC00 + (codePoint & 0x3FF));
        destination[0] = (char)(0xD800 + (codePoint >> 10));
        return 2;
    }

    /// <summary>Production [3] S.</summary>
    public static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';

    /// <summary>Nothing but white space; true for the empty text.</summary>
    public static bool IsWhiteSpace(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!IsSpace(c))
                return false;
        }

        return true;
    }

    /// <summary>The text without white space at both ends.</summary>
    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && IsSpace(text[start]))
            start++;
        while (end > start && IsSpace(text[end - 1]))
            end--;
        return text[start..end];
    }

    /// <summary>Number of code points of well-formed UTF-16.</summary>
    public static int CountCodePoints(ReadOnlySpan<char> text)
    {
        int count = text.Length;
        foreach (char c in text)
        {
            if (char.IsLowSurrogate(c))
                count--;
        }

        return count;
    }

    /// <summary>Index of the first character that no XML document may contain (or of half a surrogate pair), or -1.</summary>
    public static int FindInvalid(ReadOnlySpan<char> text)
    {
        int first = text.IndexOfAnyExceptInRange(' ', '\uD7FF');
        for (int i = first; i >= 0 && i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }

            if (!IsChar(c))
                return i;
        }

        return -1;
    }

    /// <summary>Namespaces in XML [4] NCName.</summary>
    public static bool IsNcName(ReadOnlySpan<char> text) => IsName(text, allowColons: false);

    /// <summary>XML [5] Name, or NCName without colons.</summary>
    public static bool IsName(ReadOnlySpan<char> text, bool allowColons)
    {
        if (text.Length == 0 || !(XmlConvert.IsStartNCNameChar(text[0]) || (allowColons && text[0] == ':')))
            return false;
        foreach (char c in text[1..])
        {
            if (!XmlConvert.IsNCNameChar(c) && !(allowColons && c == ':'))
                return false;
        }

        return true;
    }
}
