using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace IotXmpp.Xmpp.Addressing;

/// <summary>Enforcement of the three parts of a JID (RFC 7622 3.2 to 3.4).</summary>
internal static class JidProfile
{
    /// <summary>Longest part in octets of UTF-8 (RFC 7622 3.1).</summary>
    internal const int MaxOctets = 1023;

    // RFC 7622 3.3.1
    private static readonly SearchValues<char> s_excludedFromLocal = SearchValues.Create("\"&'/:<>@");

    internal static bool TryLocal(string text, [NotNullWhen(true)] out string? enforced) =>
        Keep(MayFit(text) && UsernameCaseMapped.TryEnforce(text, out string? result) && !result.AsSpan().ContainsAny(s_excludedFromLocal) ? result : null, out enforced);

    internal static bool TryDomain(string text, [NotNullWhen(true)] out string? enforced) =>
        Keep(MayFit(text) && DomainPart.TryEnforce(text, out string? result) ? result : null, out enforced);

    internal static bool TryResource(string text, [NotNullWhen(true)] out string? enforced) =>
        Keep(MayFit(text) && OpaqueString.TryEnforce(text, out string? result) ? result : null, out enforced);

    /// <summary>Before any work: no profile makes fewer octets than there were characters.</summary>
    private static bool MayFit(string text) => text.Length is > 0 and <= MaxOctets;

    private static bool Keep(string? result, [NotNullWhen(true)] out string? enforced)
    {
        enforced = result is not null && Encoding.UTF8.GetByteCount(result) <= MaxOctets ? result : null;
        return enforced is not null;
    }
}
