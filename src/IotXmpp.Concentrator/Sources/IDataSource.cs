using IotXmpp.Things.Control;

namespace IotXmpp.Concentrator.Sources;

/// <summary>A data source (XEP-0326 2): a list or tree of nodes. What a requester may not see is not there.</summary>
internal interface IDataSource
{
    /// <summary>Id.</summary>
    string SourceId { get; }

    /// <summary>Name for people.</summary>
    string Name { get; }

    /// <summary>Id of the source above it; null for a root.</summary>
    string? ParentId { get; }

    /// <summary>Names of its indices.</summary>
    IReadOnlyList<string> Indices { get; }

    /// <summary>All nodes: parents before children, siblings in order.</summary>
    ValueTask<IReadOnlyList<SourceNode>> ListAsync(Requester requester, CancellationToken ct);

    /// <summary>One node; null if there is none for this requester.</summary>
    ValueTask<SourceNode?> FindAsync(Requester requester, string nodeId, CancellationToken ct);

    /// <summary>Checks new values that are each good by themselves. Changes nothing.</summary>
    ValueTask<IReadOnlyList<ParameterError>> ValidateAsync(Requester requester, SourceNode node, IReadOnlyDictionary<string, string> values, CancellationToken ct);

    /// <summary>Sets values that were validated; those not named stay.</summary>
    /// <returns>The node as it is now; null if it is gone.</returns>
    ValueTask<SourceNode?> ApplyAsync(Requester requester, SourceNode node, IReadOnlyDictionary<string, string> values, CancellationToken ct);
}
