namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>What reading a stream, or a prefix of one as if it were all there is, came to.</summary>
internal enum StreamPrefix
{
    /// <summary>More bytes are wanted.</summary>
    NeedsMore,

    /// <summary>An error that says what is wrong.</summary>
    Refused,

    /// <summary>The end of the document was read.</summary>
    Complete,
}
