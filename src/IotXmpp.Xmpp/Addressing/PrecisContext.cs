using System.Text;

namespace IotXmpp.Xmpp.Addressing;

/// <summary>
/// The contextual rules of RFC 5892 appendix A. The second half of A.1 (a ZERO WIDTH NON-JOINER between joining letters, without
/// a virama) needs the joining types of Unicode, which the runtime does not have: such strings are refused.
/// </summary>
internal static class PrecisContext
{
    /// <summary>Combining marks of class 9 (Virama).</summary>
    private static readonly int[] s_viramas =
    [
        0x94D, 0x9CD, 0xA4D, 0xACD, 0xB4D, 0xBCD, 0xC4D, 0xCCD, 0xD3B, 0xD3C, 0xD4D, 0xDCA, 0xE3A, 0xEBA, 0xF84, 0x1039, 0x103A, 0x1714, 0x1715, 0x1734,
        0x17D2, 0x1A60, 0x1B44, 0x1BAA, 0x1BAB, 0x1BF2, 0x1BF3, 0x2D7F, 0xA806, 0xA82C, 0xA8C4, 0xA953, 0xA9C0, 0xAAF6, 0xABED,
        0x10A3F, 0x11046, 0x11070, 0x1107F, 0x110B9, 0x11133, 0x11134, 0x111C0, 0x11235, 0x112EA, 0x1134D, 0x11442, 0x114C2, 0x115BF, 0x1163F,
        0x116B6, 0x1172B, 0x11839, 0x1193D, 0x1193E, 0x119E0, 0x11A34, 0x11A47, 0x11A99, 0x11C3F, 0x11D44, 0x11D45, 0x11D97,
    ];

    /// <summary>True if the contextual character at <paramref name="index"/> may stand there.</summary>
    internal static bool Holds(string text, int index) => text[index] switch
    {
        '\u200C' or '\u200D' => Array.BinarySearch(s_viramas, Before(text, index)) >= 0, // A.1, A.2
        '\u00B7' => Before(text, index) == 'l' && After(text, index) == 'l', // A.3
        '\u0375' => IsGreek(After(text, index)), // A.4
        '\u05F3' or '\u05F4' => IsHebrew(Before(text, index)), // A.5, A.6
        '\u30FB' => text.EnumerateRunes().Any(rune => IsKanaOrHan(rune.Value)), // A.7
        >= '\u0660' and <= '\u0669' => !text.AsSpan().ContainsAnyInRange('\u06F0', '\u06F9'), // A.8
        >= '\u06F0' and <= '\u06F9' => !text.AsSpan().ContainsAnyInRange('\u0660', '\u0669'), // A.9
        _ => false,
    };

    private static int Before(string text, int index) => index > 0 && Rune.DecodeLastFromUtf16(text.AsSpan(0, index), out var rune, out _) == System.Buffers.OperationStatus.Done ? rune.Value : -1;

    private static int After(string text, int index) => Rune.DecodeFromUtf16(text.AsSpan(index + 1), out var rune, out _) == System.Buffers.OperationStatus.Done ? rune.Value : -1;

    private static bool IsGreek(int c) => c is (>= 0x370 and <= 0x373) or (>= 0x375 and <= 0x377) or (>= 0x37A and <= 0x37D) or 0x37F or 0x384 or 0x386 or (>= 0x388 and <= 0x3E1) or (>= 0x3F0 and <= 0x3FF) or (>= 0x1F00 and <= 0x1FFE);

    private static bool IsHebrew(int c) => c is (>= 0x591 and <= 0x5F4) or (>= 0xFB1D and <= 0xFB4F);

    private static bool IsKanaOrHan(int c) =>
        c is 0x3005 or 0x3007 or (>= 0x3021 and <= 0x3029) or (>= 0x3038 and <= 0x303A) or (>= 0x3041 and <= 0x3096) or (>= 0x309D and <= 0x309F) or
            (>= 0x30A1 and <= 0x30FA) or (>= 0x30FD and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or
            (>= 0xF900 and <= 0xFAD9) or (>= 0x1B000 and <= 0x1B167) or (>= 0x20000 and <= 0x323AF);
}
