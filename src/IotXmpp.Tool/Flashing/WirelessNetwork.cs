using System.Text;

namespace IotXmpp.Tool.Flashing;

/// <summary>The wireless network a board is to join. Its text holds no secret.</summary>
internal sealed class WirelessNetwork
{
    private WirelessNetwork(string ssid, string? password)
    {
        Ssid = ssid;
        Password = password;
    }

    /// <summary>Its name.</summary>
    public string Ssid { get; }

    /// <summary>Its password; null if it is open.</summary>
    public string? Password { get; }

    /// <summary>Checks name and password as an access point would (IEEE 802.11: name of 1 to 32 octets, pass phrase of 8 to 63 characters or a key of 64 digits).</summary>
    /// <exception cref="ArgumentException">One cannot be right; the password is not told.</exception>
    public static WirelessNetwork Of(string ssid, string? password)
    {
        if (Encoding.UTF8.GetByteCount(ssid) is 0 or > 32)
            throw new ArgumentException($"The name of a wireless network has 1 to 32 octets; '{ssid}' has {Encoding.UTF8.GetByteCount(ssid)}.");
        if (password is not null && (password.Length is < 8 or > 64 || (password.Length == 64 && !password.All(char.IsAsciiHexDigit))))
            throw new ArgumentException("The password of a wireless network has 8 to 63 characters, or is a key of 64 hexadecimal digits.");
        return new WirelessNetwork(ssid, password);
    }

    public override string ToString() => Ssid;
}
