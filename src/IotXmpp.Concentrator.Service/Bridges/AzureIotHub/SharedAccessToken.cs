using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>Shared access signatures: what a device shows in place of its key.</summary>
internal static class SharedAccessToken
{
    /// <summary>Makes a token. A secret while it is valid.</summary>
    /// <param name="resource">What it opens, such as <c>plant.azure-devices.net/devices/board1</c>.</param>
    /// <param name="key">Base64.</param>
    /// <param name="expiry">When it ends, to the second.</param>
    /// <param name="policy">Name of the policy whose key it is; null for a device's own.</param>
    public static string Create(string resource, string key, DateTimeOffset expiry, string? policy = null)
    {
        // What is signed is what is sent: the escaped form, with the same hexadecimal digits.
        string sr = Uri.EscapeDataString(resource);
        string se = expiry.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string sig = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes($"{sr}\n{se}")));
        return $"SharedAccessSignature sr={sr}&sig={Uri.EscapeDataString(sig)}&se={se}{(policy is null ? "" : $"&skn={policy}")}";
    }

    /// <summary>Key of a device in an enrolment group: HMAC-SHA256 of its registration id under the group's key.</summary>
    public static string DeriveKey(string groupKey, string registrationId) =>
        Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(groupKey), Encoding.UTF8.GetBytes(registrationId)));
}
