using IotXmpp.Exi;

namespace IotXmpp.Xmpp.Streams.Exi;

/// <summary>Everything two peers must have in common to speak EXI, under one name (XEP-0322 2.2.6). Immutable; shared by all streams.</summary>
/// <param name="Id">The <c>configurationId</c>; behind <c>c:</c> it is the schemaId of a stream's header (XEP-0322 3.11.1).</param>
/// <param name="Set">Schemas and grammars.</param>
/// <param name="Options">Options of both directions.</param>
/// <param name="SessionWideBuffers">Value partitions live on from stanza to stanza (XEP-0322 3.2.1).</param>
public sealed record ExiConfiguration(string Id, ExiSchemaSet Set, ExiOptions Options, bool SessionWideBuffers = false)
{
    /// <summary>Prefix of a schemaId that names a configuration (XEP-0322 3.15).</summary>
    public const string SchemaIdPrefix = "c:";

    /// <summary>
    /// Options of the binary binding before anything is negotiated (XEP-0322 2.4.3): strict, 64 values of 64 characters, and the EXI profile
    /// that learns nothing.
    /// </summary>
    public static ExiOptions DefaultOptions { get; } = new()
    {
        Strict = true,
        ValueMaxLength = 64,
        ValuePartitionCapacity = 64,
        LocalValuePartitions = false,
        MaximumNumberOfBuiltInElementGrammars = 0,
        MaximumNumberOfBuiltInProductions = 0,
    };

    /// <summary>The schemaId under which a stream header names this configuration.</summary>
    public ExiSchemaId SchemaId => ExiSchemaId.Named(SchemaIdPrefix + Id);
}
