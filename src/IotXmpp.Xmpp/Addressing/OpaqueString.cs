using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace IotXmpp.Xmpp.Addressing;

/// <summary>The OpaqueString profile of PRECIS (RFC 8265 4.2), for passwords and resourceparts.</summary>
internal static class OpaqueString
{
    internal static bool TryEnforce(string text, [NotNullWhen(true)] out string? enforced)
    {
        enforced = null;
        if (text.Length == 0 || text.Any(char.IsControl))
            return false;
        enforced = text.Normalize(NormalizationForm.FormC);
        return true;
    }
}
