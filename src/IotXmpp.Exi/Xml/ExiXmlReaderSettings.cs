using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Xml;

/// <summary>How <see cref="ExiXmlReader"/> reads a stream.</summary>
public sealed record ExiXmlReaderSettings
{
    /// <summary>Options agreed out of band, used when the header has no options document; the defaults of the specification.</summary>
    public ExiOptions Options { get; init; } = ExiOptions.Default;

    /// <summary>The stream begins with an EXI header; false for a bare body.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>The grammars when the stream does not name a schema, or null for schema-less.</summary>
    public GrammarImage? Grammar { get; init; }

    /// <summary>
    /// Finds the grammars for the schemaId of an options document; null means "not known", which is an error. Without it a named
    /// schema is taken to be <see cref="Grammar"/>.
    /// </summary>
    public Func<string, GrammarImage?>? ResolveSchema { get; init; }

    /// <summary>What the stream may cost; for untrusted peers by default.</summary>
    public ExiLimits Limits { get; init; } = ExiLimits.Untrusted;
}
