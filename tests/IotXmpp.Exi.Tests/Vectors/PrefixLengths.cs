namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>Which proper prefixes of a stream are tried.</summary>
internal static class PrefixLengths
{
    private const int Edge = 64;
    private const int Between = 32;

    /// <summary>
    /// Up to 160 bytes: all. Of longer streams the 64 shortest, the 64 longest and every k-th between them, where k is the smallest step
    /// that makes those 32 at most: the header and the first names are at one end, the end of the last block at the other.
    /// </summary>
    /// <param name="length">Bytes of the whole stream.</param>
    public static IEnumerable<int> Of(int length)
    {
        int step = Math.Max(1, (length - (2 * Edge) + Between - 1) / Between);
        for (int prefix = 0; prefix < length; prefix += prefix >= Edge && prefix < length - Edge ? Math.Min(step, length - Edge - prefix) : 1)
            yield return prefix;
    }
}
