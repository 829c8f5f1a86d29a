namespace IotXmpp.Tool.Vectors;

/// <summary>What stays from one body to the next (XEP-0322 3.2.1, sessionWideBuffers).</summary>
public enum VectorKeep
{
    Nothing = 0,
    ValuePartitions = 1,
    AllStringTables = 2,
    StringTablesAndGrammars = 3,
}

/// <summary>One header-less body of a session.</summary>
public sealed record VectorBody(string Xml, byte[] Exi);

/// <summary>A sequence of header-less, zero-padded bodies of one encoder with carried state.</summary>
public sealed record VectorSession
{
    public required string Id { get; init; }

    public required string Folder { get; init; }

    public string? Xsd { get; init; }

    public required VectorOptions Options { get; init; }

    public required VectorKeep Keep { get; init; }

    public required IReadOnlyList<VectorBody> Bodies { get; init; }

    public string? XsdPath => Xsd == null ? null : Path.Combine(Folder, Xsd);
}
