namespace IotXmpp.Exi;

/// <summary>
/// The EXI options (EXI 5.4, table 5-1) and the parameters of the EXI Profile. Both sides of a conversation need the same ones.
/// The defaults are those of the specification.
/// </summary>
public sealed record ExiOptions
{
    /// <summary>The default of <see cref="BlockSize"/>.</summary>
    public const int DefaultBlockSize = 1_000_000;

    /// <summary>All options at the defaults of the specification.</summary>
    public static ExiOptions Default { get; } = new();

    /// <summary>How event codes and content are laid out; bit-packed by default.</summary>
    public ExiAlignment Alignment { get; init; }

    /// <summary>EXI compression (EXI 9): channels, each compressed stream a raw DEFLATE stream.</summary>
    public bool Compression { get; init; }

    /// <summary>Only what the schema allows can be represented, in fewer bits. Excludes every preserve option but lexical values.</summary>
    public bool Strict { get; init; }

    /// <summary>The body is a fragment: any number of top-level elements.</summary>
    public bool Fragment { get; init; }

    /// <summary>The fidelity options; nothing is preserved by default.</summary>
    public ExiPreserve Preserve { get; init; }

    /// <summary>Elements may be marked self-contained (SC events). Excludes strict, compression and pre-compression.</summary>
    public bool SelfContained { get; init; }

    /// <summary>
    /// When writing with <see cref="SelfContained"/>: the elements that become self-contained. Not part of the options document.
    /// </summary>
    public IReadOnlyList<System.Xml.XmlQualifiedName> SelfContainedElements { get; init; } = [];

    /// <summary>Values in one block of the channels, at least 1.</summary>
    public int BlockSize { get; init; } = DefaultBlockSize;

    /// <summary>Longest value, in characters, that enters the string table; null is unbounded.</summary>
    public int? ValueMaxLength { get; init; }

    /// <summary>Most values in the string table at one time; null is unbounded, 0 switches the value partitions off.</summary>
    public int? ValuePartitionCapacity { get; init; }

    /// <summary>What the options document says about the schema.</summary>
    public ExiSchemaId SchemaId { get; init; }

    /// <summary>Other representations for schema datatypes (EXI 7.4); empty by default.</summary>
    public IReadOnlyList<ExiDatatypeRepresentation> DatatypeRepresentationMap { get; init; } = [];

    /// <summary>EXI Profile <c>localValuePartitions</c>: false keeps only the global value partition.</summary>
    public bool LocalValuePartitions { get; init; } = true;

    /// <summary>EXI Profile <c>maximumNumberOfBuiltInElementGrammars</c>; null is unbounded.</summary>
    public int? MaximumNumberOfBuiltInElementGrammars { get; init; }

    /// <summary>EXI Profile <c>maximumNumberOfBuiltInProductions</c>; null is unbounded.</summary>
    public int? MaximumNumberOfBuiltInProductions { get; init; }

    /// <summary>True when the body is arranged in channels: compression or pre-compression.</summary>
    public bool UsesChannels => Compression || Alignment == ExiAlignment.PreCompression;

    /// <summary>True when everything starts at byte boundaries: byte-alignment, pre-compression and compression.</summary>
    public bool IsByteAligned => Compression || Alignment != ExiAlignment.BitPacked;

    /// <summary>The first rule of EXI 5.4 that this combination breaks, or null when it is allowed.</summary>
    public string? FindConflict()
    {
        const ExiPreserve notWithStrict = ExiPreserve.Comments | ExiPreserve.ProcessingInstructions | ExiPreserve.Dtd | ExiPreserve.Prefixes;
        if (Strict && (Preserve & notWithStrict) != 0)
            return "strict excludes preserving comments, processing instructions, DTD and prefixes";
        if (Strict && SelfContained)
            return "strict excludes selfContained";
        if (SelfContained && UsesChannels)
            return "selfContained excludes compression and pre-compression";
        if (BlockSize < 1)
            return "blockSize is at least 1";
        if (ValueMaxLength < 0 || ValuePartitionCapacity < 0)
            return "valueMaxLength and valuePartitionCapacity are not negative";
        if (MaximumNumberOfBuiltInElementGrammars < 0 || MaximumNumberOfBuiltInProductions < 0)
            return "the maxima of the EXI Profile are not negative";
        return null;
    }
}
