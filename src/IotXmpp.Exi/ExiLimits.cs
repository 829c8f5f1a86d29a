namespace IotXmpp.Exi;

/// <summary>
/// What one body may cost its reader. Exceeding a limit is an <see cref="ExiException"/>; every length of the input is checked
/// here before memory is allocated for it.
/// </summary>
public sealed record ExiLimits
{
    /// <summary>For peers that are not yet, or never, trusted: bounds that every sensible stanza meets.</summary>
    public static ExiLimits Untrusted { get; } = new();

    /// <summary>For one's own files: large documents, still bounded.</summary>
    public static ExiLimits Trusted { get; } = new()
    {
        MaxDepth = 100_000,
        MaxElements = int.MaxValue,
        MaxAttributes = 100_000,
        MaxStringLength = 256 * 1024 * 1024,
        MaxBodyOutput = long.MaxValue,
        MaxInflatedBytes = 1L << 34,
        MaxTableStrings = int.MaxValue,
        MaxIntegerOctets = 1 << 16,
    };

    /// <summary>Deepest nesting of elements.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Most elements in one body.</summary>
    public int MaxElements { get; init; } = 20_000;

    /// <summary>Most attributes and namespace declarations of one element.</summary>
    public int MaxAttributes { get; init; } = 256;

    /// <summary>Longest string, in characters (code points): names, values, comments; octets for binary values.</summary>
    public int MaxStringLength { get; init; } = 256 * 1024;

    /// <summary>
    /// Most characters of names and values one body may expand to. Table hits cost few bits and expand to whole strings, so the input's
    /// length alone bounds nothing.
    /// </summary>
    public long MaxBodyOutput { get; init; } = 4 * 1024 * 1024;

    /// <summary>Most octets that the DEFLATE streams of one body may inflate to.</summary>
    public long MaxInflatedBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Most strings (uris, local names, prefixes, values) that the tables may hold; matters for session-wide buffers.</summary>
    public int MaxTableStrings { get; init; } = 100_000;

    /// <summary>Most octets of one Unsigned Integer (seven bits each): 64 octets are 134 decimal digits.</summary>
    public int MaxIntegerOctets { get; init; } = 64;
}
