namespace IotXmpp.Exi.Body;

/// <summary>Which options a conversation of bodies can have.</summary>
internal static class BodyOptions
{
    /// <summary>Refuses what contradicts itself and what a body of exactly one element excludes.</summary>
    /// <exception cref="ArgumentException">The options cannot be used.</exception>
    public static void Check(ExiOptions options)
    {
        if (options.FindConflict() is { } conflict)
            throw new ArgumentException($"EXI options: {conflict}.", nameof(options));
        if (options.Fragment)
            throw new ArgumentException("EXI options: a body of one element is a document, not a fragment (XEP-0322 3.3).", nameof(options));
    }
}
