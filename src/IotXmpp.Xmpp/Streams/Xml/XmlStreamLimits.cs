namespace IotXmpp.Xmpp.Streams.Xml;

/// <summary>
/// Bounds on what a peer may make us hold. Beyond one of them the stream ends with <c>policy-violation</c>, before the
/// memory is taken.
/// </summary>
public sealed record XmlStreamLimits
{
    /// <summary>Bytes of one first-level element, tags included, or of the stream header. Default 262,144, as other servers grant their users; RFC 6120 13.12 asks 10,000 at least.</summary>
    public int MaxStanzaBytes { get; init; } = 262_144;

    /// <summary>Depth of elements inside a first-level element, itself counted. Default 64: stanzas in use stay below 20.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Elements in one first-level element. Default 16,384: an element of four bytes costs us twenty times that.</summary>
    public int MaxElements { get; init; } = 16_384;

    /// <summary>Attributes and namespace declarations of one element. Default 64.</summary>
    public int MaxAttributes { get; init; } = 64;

    /// <summary>Namespace declarations in scope at one place. Default 64; looked up by linear search.</summary>
    public int MaxNamespaces { get; init; } = 64;

    /// <summary>Bytes of a qualified name. Default 256.</summary>
    public int MaxNameLength { get; init; } = 256;

    /// <summary>The defaults.</summary>
    public static XmlStreamLimits Default { get; } = new();
}
