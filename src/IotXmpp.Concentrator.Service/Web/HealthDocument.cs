using System.Text.Json.Serialization;

namespace IotXmpp.Concentrator.Service.Web;

/// <summary>What <c>/health</c> answers. Names are a contract with whoever watches the service.</summary>
internal sealed record HealthDocument
{
    /// <summary><c>ok</c>, or <c>degraded</c> while something is missing that will be tried again.</summary>
    public required string Status { get; init; }

    /// <summary>What is missing, for people; empty when all is well.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    public required string Version { get; init; }

    /// <summary>Start of the service, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    public required long UptimeSeconds { get; init; }

    /// <summary>The things domain.</summary>
    public required string Domain { get; init; }

    public required BoardFigures Boards { get; init; }

    public required UpstreamFigures Upstream { get; init; }

    public required StorageFigures Storage { get; init; }

    public required IReadOnlyList<BridgeFigures> Bridges { get; init; }

    /// <param name="Known">Registered boards.</param>
    /// <param name="Connected">Boards that can be reached now.</param>
    internal sealed record BoardFigures(int Known, int Connected);

    /// <param name="Kind"><c>LocalDomain</c> or <c>Component</c>.</param>
    /// <param name="Connected">True while the XMPP world can be reached.</param>
    /// <param name="Sessions">Clients of people who are logged in here; null for a component.</param>
    internal sealed record UpstreamFigures(string Kind, bool Connected, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Sessions);

    /// <param name="Writable">True while readings can be stored.</param>
    /// <param name="Readings">Fields stored since the start.</param>
    internal sealed record StorageFigures(bool Writable, long Readings);

    /// <param name="Name">Name of the bridge, such as <c>mqtt</c>.</param>
    /// <param name="State"><c>Connecting</c>, <c>Connected</c> or <c>Down</c>.</param>
    /// <param name="Since">Since when, UTC.</param>
    /// <param name="Sent">Readings passed on since the start.</param>
    /// <param name="Received">Commands and readings taken in since the start.</param>
    /// <param name="Backlog">Stored readings it has not passed on yet.</param>
    /// <param name="Skipped">Readings it will never pass on, since it was away for too long.</param>
    internal sealed record BridgeFigures(string Name, string State, DateTimeOffset Since, long Sent, long Received, long Backlog, long Skipped);
}
