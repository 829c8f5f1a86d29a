using System.Globalization;
using System.Text;

namespace IotXmpp.Xmpp.Addressing;

/// <summary>
/// The two string classes of PRECIS (RFC 8264 4), derived from the Unicode data of the runtime by the algorithm of section 8,
/// so that they follow Unicode without tables of our own.
/// </summary>
internal static class PrecisClass
{
    /// <summary>True for a string of the IdentifierClass (RFC 8264 4.2).</summary>
    internal static bool IsIdentifier(string text) => Conforms(text, isFreeform: false);

    /// <summary>True for a string of the FreeformClass (RFC 8264 4.3).</summary>
    internal static bool IsFreeform(string text) => Conforms(text, isFreeform: true);

    /// <summary>The derived property of a code point (RFC 8264 8).</summary>
    internal static PrecisProperty Derive(Rune rune)
    {
        int c = rune.Value;
        if (Exception(c) is { } exception)
            return exception;
        var category = Rune.GetUnicodeCategory(rune);
        if (category == UnicodeCategory.OtherNotAssigned && !IsNoncharacter(c))
            return PrecisProperty.Unassigned;
        if (c is >= 0x21 and <= 0x7E)
            return PrecisProperty.Valid;
        if (c is 0x200C or 0x200D)
            return PrecisProperty.Contextual;
        if (IsOldHangulJamo(c) || IsIgnorable(c) || IsNoncharacter(c) || category == UnicodeCategory.Control)
            return PrecisProperty.Disallowed;
        if (HasCompatibilityMapping(rune))
            return PrecisProperty.FreeformOnly;
        return category switch
        {
            // LetterDigits (9.1)
            UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or
            UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => PrecisProperty.Valid,

            // OtherLetterDigits (9.18)
            UnicodeCategory.TitlecaseLetter or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber or UnicodeCategory.EnclosingMark or

            // Spaces (9.14)
            UnicodeCategory.SpaceSeparator or

            // Symbols (9.15)
            UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherSymbol or

            // Punctuation (9.16)
            UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or
            UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation => PrecisProperty.FreeformOnly,

            _ => PrecisProperty.Disallowed,
        };
    }

    private static bool Conforms(string text, bool isFreeform)
    {
        for (int i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
                return false;
            bool isAllowed = Derive(rune) switch
            {
                PrecisProperty.Valid => true,
                PrecisProperty.FreeformOnly => isFreeform,
                PrecisProperty.Contextual => PrecisContext.Holds(text, i),
                _ => false,
            };
            if (!isAllowed)
                return false;
            i += rune.Utf16SequenceLength;
        }

        return true;
    }

    // 9.6
    private static PrecisProperty? Exception(int c) => c switch
    {
        0xDF or 0x3C2 or 0x6FD or 0x6FE or 0xF0B or 0x3007 => PrecisProperty.Valid,
        0xB7 or 0x375 or 0x5F3 or 0x5F4 or 0x30FB or (>= 0x660 and <= 0x669) or (>= 0x6F0 and <= 0x6F9) => PrecisProperty.Contextual,
        0x640 or 0x7FA or 0x302E or 0x302F or (>= 0x3031 and <= 0x3035) or 0x303B => PrecisProperty.Disallowed,
        _ => null,
    };

    // 9.9: Hangul_Syllable_Type L, V, T
    private static bool IsOldHangulJamo(int c) =>
        c is (>= 0x1100 and <= 0x11FF) or (>= 0xA960 and <= 0xA97C) or (>= 0xD7B0 and <= 0xD7C6) or (>= 0xD7CB and <= 0xD7FB);

    // 9.13: Default_Ignorable_Code_Point; that it includes unassigned ones does not matter here.
    private static bool IsIgnorable(int c) =>
        c is 0xAD or 0x34F or 0x61C or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0x200B and <= 0x200F) or
            (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or 0xFFA0 or
            (>= 0xFFF0 and <= 0xFFF8) or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF);

    private static bool IsNoncharacter(int c) => c is >= 0xFDD0 and <= 0xFDEF || (c & 0xFFFE) == 0xFFFE;

    // 9.17: HasCompat
    private static bool HasCompatibilityMapping(Rune rune)
    {
        string text = rune.ToString();
        return !text.IsNormalized(NormalizationForm.FormKC) && text.Normalize(NormalizationForm.FormKC) != text;
    }
}
