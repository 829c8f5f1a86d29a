using System.Collections.Concurrent;
using IotXmpp.Things.Profiles;
using IotXmpp.Things.Schemas;
using IotXmpp.Xmpp.Schemas;
using IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Concentrator.Service.Hosting;

/// <summary>
/// The EXI configurations this service speaks: the default of the binary binding, the general one of the boards, and that of each type of board (decision
/// 0024). Compiled once per process.
/// </summary>
internal static class ExiSetup
{
    private static readonly Lazy<ExiConfiguration> LazyDefault = new(ExiDefaultSchema.Compile);

    private static readonly Lazy<ExiConfiguration> LazyBoards = new(() =>
        new ExiConfiguration(BoardSchemas.Id, CanonicalSchema.Compile(BoardSchemas.Id, BoardSchemas.All), ExiConfiguration.DefaultOptions));

    // By the schemas' hash: two services of one process may know different types of one name.
    private static readonly ConcurrentDictionary<(string Id, string Schemas), ExiConfiguration> Compiled = new();

    /// <summary>What a board has in flash that is of no special type.</summary>
    public static ExiConfiguration Boards => LazyBoards.Value;

    /// <summary>All of them.</summary>
    /// <param name="types">The types of board that are known.</param>
    public static ExiConfigurations Of(IReadOnlyList<BoardType> types) =>
        new(LazyDefault.Value, [Boards, .. types.AsParallel().AsOrdered().Select(Of)]);

    /// <summary>What boards of a type have in flash.</summary>
    public static ExiConfiguration Of(BoardType type) => Compiled.GetOrAdd(
        (type.ConfigurationId, type.Schemas),
        _ => new ExiConfiguration(type.ConfigurationId, type.CreateSchema().Compile(), ExiConfiguration.DefaultOptions));
}
