using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace IotXmpp.Xmpp.Addressing;

/// <summary>Enforcement of the three parts of a JID (RFC 7622 3.2 to 3.4).</summary>
internal static class JidProfile
{
    private const int MaxOctets = 1023;

    internal static bool TryLocal(string text, [NotNullWhen(true)] out string? enforced)
    {
        enforced = text.Normalize(NormalizationForm.FormC).ToLowerInvariant();
        return Fits(enforced) && enforced.IndexOfAny(['"', '&', '\'', '/', ':', '<', '>', '@', ' ']) < 0;
    }

    internal static bool TryDomain(string text, [NotNullWhen(true)] out string? enforced)
    {
        enforced = text.TrimEnd('.').ToLowerInvariant();
        return Fits(enforced) && enforced.IndexOfAny(['@', '/', ' ']) < 0;
    }

    internal static bool TryResource(string text, [NotNullWhen(true)] out string? enforced)
    {
        enforced = text.Normalize(NormalizationForm.FormC);
        return Fits(enforced);
    }

    private static bool Fits(string text) => text.Length is > 0 and <= MaxOctets && Encoding.UTF8.GetByteCount(text) <= MaxOctets;
}
