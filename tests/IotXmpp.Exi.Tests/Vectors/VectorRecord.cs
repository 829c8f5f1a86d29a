using System.Text.Json;
using System.Xml;

namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>One stream of a vector record and what independent codecs read in it.</summary>
/// <param name="By">Encoders that produced exactly these bytes.</param>
/// <param name="Exi">The stream.</param>
/// <param name="Events">Its events as text, or null.</param>
internal sealed record VectorStream(IReadOnlyList<string> By, byte[] Exi, string? Events);

/// <summary>A record of the vector files; tests/vectors/exi/README.md describes the format.</summary>
internal sealed record VectorRecord
{
    public required string Id { get; init; }

    public required string Group { get; init; }

    public required string? Xml { get; init; }

    public required string? Xsd { get; init; }

    public required bool SchemaTypesOnly { get; init; }

    public required ExiOptions Options { get; init; }

    public required bool Cookie { get; init; }

    public required bool OptionsHeader { get; init; }

    public required CanonicalExi? Canonical { get; init; }

    public required bool HasProfile { get; init; }

    public required bool ByteExact { get; init; }

    public required bool Disputed { get; init; }

    public required IReadOnlyList<VectorStream> Streams { get; init; }

    public static VectorRecord Parse(JsonElement json, IReadOnlyDictionary<string, string> events)
    {
        JsonElement opt = json.GetProperty("opt");
        string alignment = Text(opt, "alignment") ?? "bit";
        var preserve = ExiPreserve.None;
        foreach (JsonElement name in Items(opt, "preserve"))
        {
            preserve |= name.GetString() switch
            {
                "comments" => ExiPreserve.Comments,
                "pis" => ExiPreserve.ProcessingInstructions,
                "dtd" => ExiPreserve.Dtd,
                "prefixes" => ExiPreserve.Prefixes,
                "lexical" => ExiPreserve.LexicalValues,
                string other => throw new FormatException("preserve " + other),
                null => 0,
            };
        }

        JsonElement? profile = opt.TryGetProperty("profile", out JsonElement p) && p.ValueKind == JsonValueKind.Object ? p : null;
        string? xsd = Text(json, "xsd");
        bool typesOnly = json.TryGetProperty("schemaTypesOnly", out JsonElement t) && t.ValueKind == JsonValueKind.True;
        string? schemaId = Text(opt, "schemaId");
        return new VectorRecord
        {
            Id = Text(json, "id")!,
            Group = Text(json, "group") ?? "",
            Xml = Text(json, "xml"),
            Xsd = xsd,
            SchemaTypesOnly = typesOnly,
            Cookie = Flag(opt, "cookie"),
            OptionsHeader = Flag(opt, "optionsHeader"),
            Canonical = Flag(opt, "canonical") ? new CanonicalExi { OmitOptionsDocument = Flag(opt, "omitOptionsDocument"), UtcTime = Flag(opt, "utcTime") } : null,
            HasProfile = profile is not null,
            ByteExact = Flag(json, "byteExact"),
            Disputed = json.TryGetProperty("disputed", out JsonElement d) && d.ValueKind is not (JsonValueKind.False or JsonValueKind.Null),
            Options = new ExiOptions
            {
                Alignment = alignment switch { "byte" => ExiAlignment.ByteAlignment, "pre" => ExiAlignment.PreCompression, _ => ExiAlignment.BitPacked },
                Compression = alignment == "compression",
                Strict = Flag(opt, "strict"),
                Preserve = preserve,
                Fragment = Flag(opt, "fragment"),
                SelfContained = Items(opt, "selfContained").Any(),
                SelfContainedElements = [.. Items(opt, "selfContained").Select(name => Qualified(name.GetString()!))],
                BlockSize = Number(opt, "blockSize") ?? ExiOptions.DefaultBlockSize,
                ValueMaxLength = Number(opt, "valueMaxLength"),
                ValuePartitionCapacity = Number(opt, "valuePartitionCapacity"),
                SchemaId = schemaId is not null ? ExiSchemaId.Named(schemaId) : ExiSchemaId.Absent,
                DatatypeRepresentationMap = [.. Items(opt, "dtrMap").Select(pair => new ExiDatatypeRepresentation(Qualified(pair[0].GetString()!), Qualified(pair[1].GetString()!)))],
                LocalValuePartitions = profile is not { } local || !local.TryGetProperty("localValuePartitions", out JsonElement l) || l.GetBoolean(),
                MaximumNumberOfBuiltInElementGrammars = profile is { } grammars ? Number(grammars, "maxBuiltinGr") : null,
                MaximumNumberOfBuiltInProductions = profile is { } productions ? Number(productions, "maxBuiltinProd") : null,
            },
            Streams = json.TryGetProperty("enc", out _)
                ? [.. Items(json, "enc").Where(enc => Text(enc, "exi") is not null).Select(enc => new VectorStream(
                    [.. Items(enc, "by").Select(by => by.GetString()!)],
                    Convert.FromBase64String(Text(enc, "exi")!),
                    Text(enc, "events") is { } id && events.TryGetValue(id, out string? text) ? text : null))]
                : [],
        };
    }

    private static XmlQualifiedName Qualified(string name)
    {
        int brace = name.IndexOf('}', StringComparison.Ordinal);
        return brace < 0 ? new XmlQualifiedName(name) : new XmlQualifiedName(name[(brace + 1)..], name[1..brace]);
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Flag(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private static int? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
