using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Values;

/// <summary>The lexical forms of binary values, octet by octet.</summary>
internal static class BinaryText
{
    private const string Base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private const string HexDigits = "0123456789ABCDEF";

    /// <summary>Appends two hexadecimal digits.</summary>
    public static void AppendHex(CharBuffer text, uint octet)
    {
        text.Append(HexDigits[(int)(octet >> 4)]);
        text.Append(HexDigits[(int)(octet & 15)]);
    }

    /// <summary>Takes one octet; after each third one appends four digits.</summary>
    public static void AppendBase64(CharBuffer text, ref uint carried, ref int carriedOctets, uint octet)
    {
        carried = (carried << 8) | octet;
        if (++carriedOctets < 3)
            return;
        for (int shift = 18; shift >= 0; shift -= 6)
            text.Append(Base64Digits[(int)((carried >> shift) & 63)]);
        carried = 0;
        carriedOctets = 0;
    }

    /// <summary>Appends what is carried, padded.</summary>
    public static void EndBase64(CharBuffer text, uint carried, int carriedOctets)
    {
        if (carriedOctets == 0)
            return;
        carried <<= carriedOctets == 1 ? 16 : 8;
        text.Append(Base64Digits[(int)((carried >> 18) & 63)]);
        text.Append(Base64Digits[(int)((carried >> 12) & 63)]);
        text.Append(carriedOctets == 1 ? '=' : Base64Digits[(int)((carried >> 6) & 63)]);
        text.Append('=');
    }

    /// <summary>The octets of a base64Binary value; white space is allowed anywhere. Null when it is none.</summary>
    public static byte[]? ParseBase64(ReadOnlySpan<char> text)
    {
        byte[] octets = new byte[(text.Length / 4 * 3) + 3];
        int length = 0;
        int digits = 0;
        int padding = 0;
        uint group = 0;
        foreach (char c in text)
        {
            if (XmlCharacters.IsSpace(c))
                continue;
            if (c == '=')
            {
                if (++padding > 2 || digits < 2)
                    return null;
                continue;
            }

            int digit = Base64Digits.IndexOf(c);
            if (digit < 0 || padding > 0)
                return null;
            group = (group << 6) | (uint)digit;
            if (++digits < 4)
                continue;
            octets[length++] = (byte)(group >> 16);
            octets[length++] = (byte)(group >> 8);
            octets[length++] = (byte)group;
            digits = 0;
            group = 0;
        }

        if (digits == 0 ? padding != 0 : digits + padding != 4)
            return null;
        if (digits >= 2)
            octets[length++] = (byte)(group >> (digits == 2 ? 4 : 10));
        if (digits == 3)
            octets[length++] = (byte)(group >> 2);
        return octets.AsSpan(0, length).ToArray();
    }

    /// <summary>The octets of a hexBinary value, or null when it is none.</summary>
    public static byte[]? ParseHex(ReadOnlySpan<char> text)
    {
        text = XmlCharacters.Trim(text);
        if ((text.Length & 1) != 0)
            return null;
        byte[] octets = new byte[text.Length / 2];
        for (int i = 0; i < octets.Length; i++)
        {
            if (!char.IsAsciiHexDigit(text[2 * i]) || !char.IsAsciiHexDigit(text[(2 * i) + 1]))
                return null;
            octets[i] = (byte)((Digit(text[2 * i]) << 4) | Digit(text[(2 * i) + 1]));
        }

        return octets;
    }

    private static int Digit(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
