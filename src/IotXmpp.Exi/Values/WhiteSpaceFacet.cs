using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Values;

/// <summary>The whiteSpace facet of XML Schema (part 2, 4.3.6).</summary>
internal static class WhiteSpaceFacet
{
    /// <summary>The normalized value.</summary>
    /// <param name="whiteSpace">A constant of <see cref="GrammarImage"/>.</param>
    /// <param name="text">The value as written.</param>
    public static string Apply(int whiteSpace, string text)
    {
        if (whiteSpace == GrammarImage.WhiteSpacePreserve || text.AsSpan().IndexOfAny(" \t\n\r") < 0)
            return text;
        if (whiteSpace == GrammarImage.WhiteSpaceReplace)
            return text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
        return string.Join(' ', text.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
    }
}
