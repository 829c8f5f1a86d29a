using IotXmpp.Things.Concentrators;
using IotXmpp.Things.Control;

namespace IotXmpp.Concentrator.Sources;

/// <summary>A command of a node, for one requester. Either <see cref="ExecuteAsync"/> or <see cref="QueryAsync"/> is there, by its type.</summary>
internal sealed record NodeCommand(NodeCommandInformation Information)
{
    /// <summary>What it needs; empty for a simple command.</summary>
    public IReadOnlyList<ParameterDescription> Parameters { get; init; } = [];

    /// <summary>Checks values that are each good by themselves; null if there is nothing to check.</summary>
    public Func<IReadOnlyDictionary<string, string>, IReadOnlyList<ParameterError>>? Validate { get; init; }

    /// <summary>Executes a simple or parameterized command.</summary>
    public Func<IReadOnlyDictionary<string, string>, CancellationToken, ValueTask<ConcentratorResult>>? ExecuteAsync { get; init; }

    /// <summary>Starts a query.</summary>
    public Func<IReadOnlyDictionary<string, string>, CancellationToken, ValueTask<QueryStart>>? QueryAsync { get; init; }

    /// <summary>Id.</summary>
    public string Id => Information.Command;

    /// <summary>True for a query.</summary>
    public bool IsQuery => Information.Type == NodeCommandType.Query;

    /// <summary>True if nodes with these two can execute them together (XEP-0326 3.6.9).</summary>
    public bool IsCommonWith(NodeCommand other) =>
        Id == other.Id && Information.Type == other.Information.Type && Parameters.Count == other.Parameters.Count
        && Parameters.Zip(other.Parameters).All(pair => pair.First.Matches(pair.Second));
}
