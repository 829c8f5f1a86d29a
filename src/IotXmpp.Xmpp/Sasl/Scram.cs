using System.Security.Cryptography;
using System.Text;

namespace IotXmpp.Xmpp.Sasl;

/// <summary>The arithmetic and the syntax of SCRAM (RFC 5802 3 and 7), the same for both sides.</summary>
internal static class Scram
{
    internal static int HashLength(HashAlgorithmName hash) => hash == HashAlgorithmName.SHA256 ? SHA256.HashSizeInBytes : SHA1.HashSizeInBytes;

    internal static byte[] Hmac(HashAlgorithmName hash, ReadOnlySpan<byte> key, ReadOnlySpan<byte> data) =>
        hash == HashAlgorithmName.SHA256 ? HMACSHA256.HashData(key, data) : HMACSHA1.HashData(key, data);

    internal static byte[] H(HashAlgorithmName hash, ReadOnlySpan<byte> data) =>
        hash == HashAlgorithmName.SHA256 ? SHA256.HashData(data) : SHA1.HashData(data);

    internal static byte[] Hi(HashAlgorithmName hash, string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, hash, HashLength(hash));

    internal static byte[] Xor(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        byte[] result = new byte[a.Length];
        for (int i = 0; i < a.Length; i++)
            result[i] = (byte)(a[i] ^ b[i]);
        return result;
    }

    /// <summary>A fresh nonce of 144 bits.</summary>
    internal static string Nonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));

    /// <summary>Printable ASCII without comma (RFC 5802 7, <c>printable</c>).</summary>
    internal static bool IsNonce(string text) => text.Length is > 0 and <= 1024 && text.All(c => c is > ' ' and <= '~' and not ',');

    internal static string EncodeName(string name) => name.Replace("=", "=3D").Replace(",", "=2C");

    /// <summary>Undoes <see cref="EncodeName"/>; null if an <c>=</c> means nothing.</summary>
    internal static string? DecodeName(string text)
    {
        string name = text.Replace("=2C", ",");
        for (int i = text.IndexOf('='); i >= 0; i = text.IndexOf('=', i + 1))
        {
            if (!text.AsSpan(i).StartsWith("=2C") && !text.AsSpan(i).StartsWith("=3D"))
                return null;
        }

        name = name.Replace("=3D", "=");
        return name.Length == 0 ? null : name;
    }

    /// <summary>Value of an attribute such as <c>r=</c>; null if this is another one.</summary>
    internal static string? Value(string field, char attribute) => field.Length >= 2 && field[0] == attribute && field[1] == '=' ? field[2..] : null;

    internal static byte[]? FromBase64(string? text)
    {
        if (text is null)
            return null;
        // Convert.FromBase64String would skip white space.
        byte[] bytes = new byte[text.Length];
        return !text.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(text, bytes, out int length) ? bytes[..length] : null;
    }
}
