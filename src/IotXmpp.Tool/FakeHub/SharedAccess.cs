using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IotXmpp.Tool.FakeHub;

/// <summary>Shared access signatures, as the hub checks them.</summary>
internal static class SharedAccess
{
    private const string Scheme = "SharedAccessSignature ";

    /// <summary>Checks a token.</summary>
    /// <param name="token">As sent in the password.</param>
    /// <param name="resource">What it must be for, such as <c>hub.azure-devices.net/devices/board1</c>; not escaped.</param>
    /// <param name="key">Base64.</param>
    /// <param name="policy">What <c>skn</c> must be; null for none.</param>
    /// <param name="now">Time.</param>
    /// <param name="expiry">When it ends.</param>
    /// <returns>Null if it is good; otherwise why not, without the token.</returns>
    public static string? Check(string? token, string resource, string key, string? policy, DateTimeOffset now, out DateTimeOffset expiry)
    {
        expiry = default;
        if (token is null || !token.StartsWith(Scheme, StringComparison.Ordinal))
            return "the password is no shared access signature";
        if (!PropertyBag.TryParse(token[Scheme.Length..], out var parts))
            return "the token is malformed";
        if (parts.GetValueOrDefault("sr") is not { } sr || parts.GetValueOrDefault("sig") is not { } signature || parts.GetValueOrDefault("se") is not { } se)
            return "the token lacks sr, sig or se";
        if (!string.Equals(sr, resource, StringComparison.OrdinalIgnoreCase))
            return $"the token is for another resource than {resource}";
        if (parts.GetValueOrDefault("skn") is { } name && name != policy)
            return "the token names another policy";
        if (!long.TryParse(se, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) || seconds > 253402300799)
            return "the token's expiry is no number of seconds";
        expiry = DateTimeOffset.FromUnixTimeSeconds(seconds);
        if (expiry <= now)
            return "the token has expired";

        // The client signs what it sends: the escaped resource, in its own case of hex digits.
        string escaped = token[Scheme.Length..].Split('&').First(part => part.StartsWith("sr=", StringComparison.Ordinal))[3..];
        byte[] expected = HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes(escaped + "\n" + se));
        byte[] given = new byte[expected.Length];
        return Convert.TryFromBase64String(signature, given, out int length) && length == expected.Length && CryptographicOperations.FixedTimeEquals(expected, given)
            ? null
            : "the token's signature is wrong";
    }
}
