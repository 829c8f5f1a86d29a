using IotXmpp.Exi.Fuzz.Targets;

namespace IotXmpp.Exi.Fuzz;

/// <summary>All targets by name.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<string> Names { get; } = ["decode", "drip", "recode", "compact", "header", "image", "schema"];

    /// <summary>Makes a target.</summary>
    public static IFuzzTarget Create(string name, Seeds seeds) => name switch
    {
        "decode" => new DecodeTarget(seeds),
        "drip" => new DripTarget(seeds),
        "recode" => new RecodeTarget(seeds),
        "compact" => new CompactTarget(seeds),
        "header" => new HeaderTarget(seeds),
        "image" => new ImageTarget(seeds),
        "schema" => new SchemaTarget(seeds),
        _ => throw new ArgumentException($"There is no target {name}; there are {string.Join(", ", Names)}."),
    };
}
