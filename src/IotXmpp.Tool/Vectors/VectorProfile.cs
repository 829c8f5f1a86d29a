using System.Text.Json;

namespace IotXmpp.Tool.Vectors;

/// <summary>Parameters of the EXI Profile (EXI Profile 3): null means unbounded.</summary>
public sealed record VectorProfile(
    bool LocalValuePartitions,
    int? MaximumNumberOfBuiltInElementGrammars,
    int? MaximumNumberOfBuiltInProductions)
{
    internal static VectorProfile Parse(JsonElement json) => new(
        json.GetProperty("localValuePartitions").GetBoolean(),
        Number(json, "maxBuiltinGr"),
        Number(json, "maxBuiltinProd"));

    private static int? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
}
