using System.Text.Json;

namespace IotXmpp.Exi.Tests.Oracle;

/// <summary>The options of a vector that the oracle understands.</summary>
internal sealed record OracleOptions
{
    public bool ByteAligned { get; init; }

    public bool Strict { get; init; }

    public bool Comments { get; init; }

    public bool Pis { get; init; }

    public bool Dtd { get; init; }

    public bool Prefixes { get; init; }

    public bool Lexical { get; init; }

    public bool Fragment { get; init; }

    public int ValueMaxLength { get; init; } = int.MaxValue;

    public int ValuePartitionCapacity { get; init; } = int.MaxValue;

    /// <summary>Null if the vector uses something that the oracle leaves to the codecs: channels, an options document, SC, DTR maps.</summary>
    public static OracleOptions? From(JsonElement opt)
    {
        string alignment = opt.GetProperty("alignment").GetString()!;
        if (alignment is not ("bit" or "byte") || Is(opt, "optionsHeader") || Has(opt, "selfContained") || Has(opt, "dtrMap"))
            return null;
        HashSet<string> preserve = opt.TryGetProperty("preserve", out JsonElement p) ? [.. p.EnumerateArray().Select(e => e.GetString()!)] : [];
        return new OracleOptions
        {
            ByteAligned = alignment == "byte",
            Strict = Is(opt, "strict"),
            Fragment = Is(opt, "fragment"),
            Comments = preserve.Contains("comments"),
            Pis = preserve.Contains("pis"),
            Dtd = preserve.Contains("dtd"),
            Prefixes = preserve.Contains("prefixes"),
            Lexical = preserve.Contains("lexical"),
            ValueMaxLength = Number(opt, "valueMaxLength"),
            ValuePartitionCapacity = Number(opt, "valuePartitionCapacity"),
        };
    }

    private static bool Has(JsonElement opt, string name) =>
        opt.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0;

    private static bool Is(JsonElement opt, string name) => opt.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private static int Number(JsonElement opt, string name) =>
        opt.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : int.MaxValue;
}
