using IotXmpp.Things.Control;

namespace IotXmpp.Concentrator.Sources;

/// <summary>A data source whose nodes are made, moved and removed by those who use it.</summary>
internal interface INodeTree : IDataSource
{
    /// <summary>Adds a node below another.</summary>
    /// <returns>The node, or what is wrong.</returns>
    ValueTask<(SourceNode? Node, IReadOnlyList<ParameterError> Errors)> CreateAsync(Requester requester, SourceNode parent, string type, IReadOnlyDictionary<string, string> values, CancellationToken ct);

    /// <summary>Removes a node without children.</summary>
    /// <returns>False if it has children: nothing was removed.</returns>
    ValueTask<bool> DestroyAsync(Requester requester, SourceNode node, CancellationToken ct);

    /// <summary>Moves nodes one place among their siblings. Those at the edge stay, and so does a block of them (XEP-0326 3.3.25).</summary>
    ValueTask MoveAsync(Requester requester, IReadOnlyList<SourceNode> nodes, bool up, CancellationToken ct);
}
