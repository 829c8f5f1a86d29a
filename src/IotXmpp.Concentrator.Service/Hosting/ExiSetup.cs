using IotXmpp.Things.Schemas;
using IotXmpp.Xmpp.Schemas;
using IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Concentrator.Service.Hosting;

/// <summary>The EXI configurations this service speaks: the default of the binary binding and that of the boards. Compiled once per process.</summary>
internal static class ExiSetup
{
    private static readonly Lazy<ExiConfiguration> LazyBoards = new(() =>
        new ExiConfiguration(BoardSchemas.Id, CanonicalSchema.Compile(BoardSchemas.Id, BoardSchemas.All), ExiConfiguration.DefaultOptions));

    private static readonly Lazy<ExiConfigurations> LazyAll = new(() => new ExiConfigurations(ExiDefaultSchema.Compile(), [Boards]));

    /// <summary>What the boards have in flash.</summary>
    public static ExiConfiguration Boards => LazyBoards.Value;

    public static ExiConfigurations All => LazyAll.Value;
}
