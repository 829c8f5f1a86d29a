namespace IotXmpp.Tool.Vectors;

/// <summary>One stream of a vector: who wrote it, its bytes and the events it means.</summary>
/// <param name="By">Independent encoders that produced exactly these bytes.</param>
/// <param name="Exi">The stream.</param>
/// <param name="Events">Its events, one a line; null where the record has none.</param>
/// <param name="MatchesXml">False: the stream loses something of the document, as its options allow.</param>
public sealed record VectorStream(IReadOnlyList<string> By, byte[] Exi, string? Events, bool MatchesXml);

/// <summary>One test vector: a document, options and the streams independent encoders made of it.</summary>
public sealed record VectorRecord
{
    public required string Id { get; init; }

    /// <summary>Set of options ("si", "strict-v32"), or empty.</summary>
    public string Group { get; init; } = "";

    /// <summary>The file the record came from, and the folder its paths are relative to.</summary>
    public required string Folder { get; init; }

    /// <summary>Path of the document, relative to <see cref="Folder"/>.</summary>
    public required string Xml { get; init; }

    /// <summary>Path of the schema, relative to <see cref="Folder"/>; null: no schema.</summary>
    public string? Xsd { get; init; }

    /// <summary>The empty schemaId: only the built-in types of XML Schema (EXI 5.4).</summary>
    public bool SchemaTypesOnly { get; init; }

    public required VectorOptions Options { get; init; }

    public IReadOnlyList<VectorStream> Streams { get; init; } = [];

    /// <summary>The streams are those that the specification is on the side of: one of them is what an encoder has to write.</summary>
    public bool Settled { get; init; }

    /// <summary>Two or more independent encoders produced the same bytes.</summary>
    public bool ByteExact { get; init; }

    /// <summary>The encoders' streams mean different things: see disagreements.jsonl.</summary>
    public bool Disputed { get; init; }

    public string XmlPath => Path.Combine(Folder, Xml);

    public string? XsdPath => Xsd == null ? null : Path.Combine(Folder, Xsd);
}
