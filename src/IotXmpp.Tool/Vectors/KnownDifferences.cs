namespace IotXmpp.Tool.Vectors;

/// <summary>Vectors that we read or write differently, with the reason for each. They are skipped with it, never counted as passed.</summary>
public static class KnownDifferences
{
    private const string LexicalNil =
        "OpenEXI alone: under lexical values it writes xsi:nil as a plain string, where table 7-2 gives Booleans a character set (dis-nil-lexical-*)";

    private const string SchemaForSchemas =
        "the schema compiler gives the extension of openAttrs in the schema for schemas a wildcard that it does not have";

    private const string InvalidNil = "an xsi:nil that is no boolean: ours comes in the order of attribute names, theirs first; a board never writes one";

    private const string Midnight = "24:00:00 is read and written as it stands (EXI 7.1.8): neither the next day nor 30 February is what the document says";

    private static readonly Dictionary<string, string> s_reasons = new(StringComparer.Ordinal)
    {
        ["feature-wild-2-bit-all"] = LexicalNil,
        ["feature-wild-2-byte-lex"] = LexicalNil,
        ["feature-wild-2-byte-all"] = LexicalNil,
        ["feature-wild-dev-byte-lex"] = LexicalNil,
        ["feature-wild-2-pre-all"] = LexicalNil,
        ["feature-wild-2-comp-all"] = LexicalNil,
        ["feature-wild-2-comp-hdr-all"] = LexicalNil,
        ["w3c-0476"] = SchemaForSchemas,
        ["w3c-1217"] = SchemaForSchemas,
        ["w3c-1953"] = SchemaForSchemas,
        ["w3c-2694"] = SchemaForSchemas,
        ["compact w3c-0457"] = InvalidNil,
        ["compact w3c-0459"] = InvalidNil,
        ["dis-hour24-dt"] = Midnight,
        ["dis-hour24-t"] = Midnight,
        ["dis-dtd-internal-subset"] = "the subset is the same but for a space that EXIficient adds to it",
        ["dis-localname-supplementary"] = "the document is XML 1.1, which System.Xml does not read",
    };

    /// <summary>Why a vector is not run, null if it is.</summary>
    /// <param name="codec">Name of the codec.</param>
    /// <param name="id">Id of the vector.</param>
    public static string? Reason(string codec, string id) => s_reasons.GetValueOrDefault(id) ?? s_reasons.GetValueOrDefault($"{codec} {id}");
}
