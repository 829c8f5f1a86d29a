namespace IotXmpp.Exi.Schema;

/// <summary>Bounds on a schema set, checked before the work they bound is done.</summary>
public sealed record ExiSchemaLimits
{
    /// <summary>All documents together, in bytes. The 89 published XMPP schemas have 260 KB.</summary>
    public int MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Depth of elements in a schema document. Hand-written schemas stay below 20; System.Xml.Schema recurses by it.</summary>
    public int MaxDepth { get; init; } = 128;

    /// <summary>Leaves of the content models of all types together, after group references are expanded in place.</summary>
    public int MaxParticles { get; init; } = 200_000;

    /// <summary>Leaves of one content model, group references expanded, before inheritance. System.Xml.Schema takes time with the square of it:
    /// some 10 seconds for 5000.</summary>
    public int MaxParticlesInModel { get; init; } = 10_000;

    /// <summary>Steps from a type to the end of its chain of base types.</summary>
    public int MaxDerivations { get; init; } = 1000;

    /// <summary>States of all grammars together. Each occurrence that minOccurs or a bounded maxOccurs counts is a state.</summary>
    public int MaxStates { get; init; } = 1_000_000;

    /// <summary>Productions of all states together: n optional particles in sequence make n * n / 2 of them.</summary>
    public int MaxProductions { get; init; } = 4_000_000;

    /// <summary>Particles looked at to find what may follow, for all states together (EXI 8.5.4.2). Nested repetitions may stand at many counts at
    /// once; a step takes some 50 ns.</summary>
    public int MaxSteps { get; init; } = 20_000_000;

    /// <summary>For one's own schemas.</summary>
    public static ExiSchemaLimits Default { get; } = new();

    /// <summary>For schemas that a peer supplied: sized for an ordinary extension, and an image below 1 MB.</summary>
    public static ExiSchemaLimits Untrusted { get; } = new()
    {
        MaxBytes = 512 * 1024,
        MaxDepth = 48,
        MaxParticles = 10_000,
        MaxParticlesInModel = 500,
        MaxDerivations = 50,
        MaxStates = 20_000,
        MaxProductions = 100_000,
        MaxSteps = 4_000_000,
    };
}
