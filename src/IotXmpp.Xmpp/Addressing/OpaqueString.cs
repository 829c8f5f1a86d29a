using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace IotXmpp.Xmpp.Addressing;

/// <summary>The OpaqueString profile of PRECIS (RFC 8265 4.2), for passwords and resourceparts.</summary>
internal static class OpaqueString
{
    internal static bool TryEnforce(string text, [NotNullWhen(true)] out string? enforced)
    {
        enforced = null;
        if (text.Length == 0)
            return false;
        if (!text.AsSpan().ContainsAnyExceptInRange('\x20', '\x7E'))
        {
            enforced = text;
            return true;
        }

        // Checked first: string.Normalize throws on half a surrogate pair.
        if (!PrecisClass.IsFreeform(text))
            return false;
        string mapped = string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < source.Length; i++)
                span[i] = char.GetUnicodeCategory(source[i]) == UnicodeCategory.SpaceSeparator ? ' ' : source[i];
        });
        mapped = mapped.Normalize(NormalizationForm.FormC);
        if (!PrecisClass.IsFreeform(mapped))
            return false;
        enforced = mapped;
        return true;
    }
}
