using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Xml;

/// <summary>How <see cref="ExiXmlWriter"/> writes a stream.</summary>
public sealed record ExiXmlWriterSettings
{
    /// <summary>The options of the stream.</summary>
    public ExiOptions Options { get; init; } = ExiOptions.Default;

    /// <summary>The grammars, or null for schema-less.</summary>
    public GrammarImage? Grammar { get; init; }

    /// <summary>Begin with an EXI header; false for a bare body.</summary>
    public bool WriteHeader { get; init; } = true;

    /// <summary>The header begins with <c>$EXI</c>.</summary>
    public bool WriteCookie { get; init; }

    /// <summary>The header contains the options document.</summary>
    public bool WriteOptions { get; init; }

    /// <summary>
    /// Write Canonical EXI, or null for any right stream. Then <see cref="WriteOptions"/> does not count, a cookie is refused, and
    /// pre-compression takes the place of compression.
    /// </summary>
    public CanonicalExi? Canonical { get; init; }

    /// <summary>Disposing of the writer leaves the stream open.</summary>
    public bool LeaveOpen { get; init; }
}
