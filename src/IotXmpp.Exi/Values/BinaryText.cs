using System.Buffers;
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

    /// <summary>Parses a base64Binary value; white space is allowed anywhere.</summary>
    /// <param name="text">Its lexical form.</param>
    /// <param name="octets">Receives the octets; as many as the text has characters are enough.</param>
    /// <param name="length">How many they are.</param>
    public static bool TryParseBase64(ReadOnlySpan<char> text, Span<byte> octets, out int length)
    {
        length = 0;
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
                    return false;
                continue;
            }

            int digit = Base64Digit(c);
            if (digit < 0 || padding > 0)
                return false;
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
            return false;
        if (digits >= 2)
            octets[length++] = (byte)(group >> (digits == 2 ? 4 : 10));
        if (digits == 3)
            octets[length++] = (byte)(group >> 2);
        return true;
    }

    /// <summary>Parses a hexBinary value.</summary>
    /// <param name="text">Its lexical form.</param>
    /// <param name="octets">Receives the octets; as many as the text has characters are enough.</param>
    /// <param name="length">How many they are.</param>
    public static bool TryParseHex(ReadOnlySpan<char> text, Span<byte> octets, out int length)
    {
        text = XmlCharacters.Trim(text);
        return Convert.FromHexString(text, octets, out _, out length) == OperationStatus.Done;
    }

    private static int Base64Digit(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '+' => 62,
        '/' => 63,
        _ => -1,
    };
}
