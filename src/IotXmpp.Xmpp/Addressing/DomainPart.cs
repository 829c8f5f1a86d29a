using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IotXmpp.Xmpp.Addressing;

/// <summary>
/// Enforcement of the domainpart (RFC 7622 3.2): a domain name of LDH labels and U-labels, or an address literal. A-labels are
/// turned into U-labels, so that both spellings are one address.
/// </summary>
internal static class DomainPart
{
    private const int MaxLabelOctets = 63;

    private static readonly SearchValues<char> s_ldh = SearchValues.Create("-0123456789abcdefghijklmnopqrstuvwxyz");

    // AllowUnassigned false: what this runtime does not know cannot be checked. UseStd3AsciiRules: LDH.
    private static readonly IdnMapping s_idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };

    internal static bool TryEnforce(string text, [NotNullWhen(true)] out string? enforced)
    {
        enforced = null;
        if (text.StartsWith('['))
            return TryLiteral(text, out enforced);
        if (Ascii.IsValid(text))
        {
            // RFC 7622 3.2: a final dot does not count.
            string name = text.EndsWith('.') ? text[..^1] : text;
            name = name.AsSpan().ContainsAnyInRange('A', 'Z') ? name.ToLowerInvariant() : name;
            bool hasALabel = false;
            foreach (var range in name.AsSpan().Split('.'))
            {
                var label = name.AsSpan(range);
                if (!IsLdh(label))
                    return false;
                hasALabel |= label.StartsWith("xn--");
            }

            if (!hasALabel)
            {
                enforced = name;
                return true;
            }

            text = name;
        }

        return TryInternationalized(text, out enforced);
    }

    private static bool IsLdh(ReadOnlySpan<char> label) =>
        label.Length is > 0 and <= MaxLabelOctets && label[0] != '-' && label[^1] != '-' && !label.ContainsAnyExcept(s_ldh);

    private static bool TryLiteral(string text, [NotNullWhen(true)] out string? enforced)
    {
        enforced = null;
        if (!text.EndsWith(']') || text.Contains('%') || !IPAddress.TryParse(text.AsSpan(1, text.Length - 2), out var address) || address.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        enforced = $"[{address}]";
        return true;
    }

    private static bool TryInternationalized(string text, [NotNullWhen(true)] out string? enforced)
    {
        enforced = null;
        try
        {
            // RFC 7622 3.2.2 by way of RFC 5895: width, case, composition, and the ideographic full stop; no further mapping.
            string mapped = UsernameCaseMapped.MapWidth(text).Replace('\u3002', '.').ToLowerInvariant().Normalize(NormalizationForm.FormC);
            mapped = mapped.EndsWith('.') ? mapped[..^1] : mapped;
            if (!mapped.Split('.').All(IsULabelOrLdh))
                return false;
            string ascii = s_idn.GetAscii(mapped);
            if (!ascii.Split('.').All(label => IsLdh(label)))
                return false;
            string unicode = s_idn.GetUnicode(ascii);

            // An A-label that does not come back is none (RFC 5890 2.3.2.1).
            if (s_idn.GetAscii(unicode) != ascii || unicode.Split('.').Any(label => label.StartsWith("xn--", StringComparison.Ordinal) || !IsULabelOrLdh(label)))
                return false;
            enforced = unicode;
            return true;
        }
        catch (ArgumentException)
        {
            // The way IdnMapping and Normalize say no.
            return false;
        }
    }

    /// <summary>UTS 46, as the runtime has it, lets symbols through that IDNA2008 does not: the IdentifierClass is what remains of RFC 5892.</summary>
    private static bool IsULabelOrLdh(string label) => IsLdh(label) || (PrecisClass.IsIdentifier(label) && BidiRule.Holds(label));
}
