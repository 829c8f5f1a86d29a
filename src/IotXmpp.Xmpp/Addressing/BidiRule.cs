using System.Globalization;
using System.Text;

namespace IotXmpp.Xmpp.Addressing;

/// <summary>
/// The Bidi Rule (RFC 5893 2) for strings of the IdentifierClass: only letters, digits, marks and ASCII occur there, so that the
/// bidirectional class follows from block and category. Where it would not (a few modifier letters), we refuse rather than guess.
/// </summary>
internal static class BidiRule
{
    private enum BidiClass
    {
        LeftToRight,
        RightToLeft,
        EuropeanNumber,
        ArabicNumber,
        NonspacingMark,
        Neutral,
    }

    /// <summary>True if the string has no right-to-left character or satisfies the rule.</summary>
    internal static bool Holds(string text)
    {
        bool isMixed = false;
        foreach (var rune in text.EnumerateRunes())
            isMixed |= Classify(rune) is BidiClass.RightToLeft or BidiClass.ArabicNumber;
        if (!isMixed)
            return true;

        BidiClass? first = null;
        var last = BidiClass.Neutral;
        bool hasEuropean = false, hasArabic = false, hasLeft = false, hasRight = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var found = Classify(rune);
            first ??= found;
            if (found != BidiClass.NonspacingMark)
                last = found;
            hasEuropean |= found == BidiClass.EuropeanNumber;
            hasArabic |= found == BidiClass.ArabicNumber;
            hasLeft |= found == BidiClass.LeftToRight;
            hasRight |= found == BidiClass.RightToLeft;
        }

        return first switch
        {
            // Conditions 2, 3 and 4
            BidiClass.RightToLeft => !hasLeft && last is BidiClass.RightToLeft or BidiClass.EuropeanNumber or BidiClass.ArabicNumber && !(hasEuropean && hasArabic),

            // Conditions 5 and 6
            BidiClass.LeftToRight => !hasRight && !hasArabic && last is BidiClass.LeftToRight or BidiClass.EuropeanNumber,

            // Condition 1
            _ => false,
        };
    }

    private static BidiClass Classify(Rune rune)
    {
        int c = rune.Value;
        if (c < 0x80)
            return Rune.IsDigit(rune) ? BidiClass.EuropeanNumber : char.IsAsciiLetter((char)c) ? BidiClass.LeftToRight : BidiClass.Neutral;
        if (c is >= 0x6F0 and <= 0x6F9)
            return BidiClass.EuropeanNumber;
        if (c is (>= 0x660 and <= 0x669) or (>= 0x10D30 and <= 0x10D39) or (>= 0x10D40 and <= 0x10D49))
            return BidiClass.ArabicNumber;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
            return BidiClass.NonspacingMark;

        // The ranges that DerivedBidiClass.txt reserves for the classes R and AL.
        return c is (>= 0x590 and <= 0x8FF) or 0x200F or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF)
            ? BidiClass.RightToLeft
            : BidiClass.LeftToRight;
    }
}
