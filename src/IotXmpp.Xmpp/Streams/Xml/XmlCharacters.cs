using System.Buffers;
using System.Text;

namespace IotXmpp.Xmpp.Streams.Xml;

/// <summary>Character classes of XML 1.0 (fifth edition) and Namespaces in XML 1.0.</summary>
internal static class XmlCharacters
{
    /// <summary>The bytes below U+0020 that XML 1.0 does not allow at all (2.2).</summary>
    internal const string ForbiddenControls =
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000B\u000C\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F";

    private static readonly SearchValues<byte> s_asciiNameBytes = SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8);
    private static readonly SearchValues<char> s_asciiNameChars = SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> s_forbiddenControls = SearchValues.Create(ForbiddenControls);

    internal static bool IsSpace(byte b) => b is 0x20 or 0x09 or 0x0A or 0x0D;

    /// <summary>True for a name of ASCII characters only, without colon.</summary>
    internal static bool IsAsciiNCName(ReadOnlySpan<byte> name) =>
        !name.IsEmpty && (char.IsAsciiLetter((char)name[0]) || name[0] == '_') && !name.ContainsAnyExcept(s_asciiNameBytes);

    /// <summary>NCName of Namespaces in XML 1.0 (4).</summary>
    internal static bool IsNCName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
            return false;
        if ((char.IsAsciiLetter(name[0]) || name[0] == '_') && !name.ContainsAnyExcept(s_asciiNameChars))
            return true;
        bool first = true;
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(name, out var rune, out int used) != OperationStatus.Done)
                return false;
            if (!(first ? IsNameStart(rune.Value) : IsNameCharacter(rune.Value)))
                return false;
            first = false;
            name = name[used..];
        }

        return true;
    }

    /// <summary>Char of XML 1.0 (2.2), for a code point.</summary>
    internal static bool IsCharacter(int c) =>
        c is 0x9 or 0xA or 0xD or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or (>= 0x10000 and <= 0x10FFFF);

    /// <summary>True when every character is one of XML 1.0 (2.2) and every surrogate has its pair.</summary>
    internal static bool AreCharacters(ReadOnlySpan<char> text)
    {
        if (text.ContainsAny(s_forbiddenControls) || text.ContainsAny('\uFFFE', '\uFFFF'))
            return false;
        for (int i = text.IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return false;
            i++;
        }

        return true;
    }

    // NameStartChar without the colon (XML 1.0 production 4).
    private static bool IsNameStart(int c) =>
        c is (>= 'A' and <= 'Z') or '_' or (>= 'a' and <= 'z') or (>= 0xC0 and <= 0xD6) or (>= 0xD8 and <= 0xF6) or (>= 0xF8 and <= 0x2FF)
            or (>= 0x370 and <= 0x37D) or (>= 0x37F and <= 0x1FFF) or (>= 0x200C and <= 0x200D) or (>= 0x2070 and <= 0x218F)
            or (>= 0x2C00 and <= 0x2FEF) or (>= 0x3001 and <= 0xD7FF) or (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFFD)
            or (>= 0x10000 and <= 0xEFFFF);

    // NameChar without the colon (XML 1.0 production 4a).
    private static bool IsNameCharacter(int c) =>
        IsNameStart(c) || c is '-' or '.' or (>= '0' and <= '9') or 0xB7 or (>= 0x0300 and <= 0x036F) or (>= 0x203F and <= 0x2040);
}
