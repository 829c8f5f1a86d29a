namespace IotXmpp.Concentrator.Nodes;

/// <summary>What a request is about.</summary>
/// <param name="Board">The board.</param>
/// <param name="NodeId">The board's own node id or that of one thing behind it; null for the board with all that is behind it.</param>
internal readonly record struct NodeTarget(Board Board, string? NodeId)
{
    /// <summary>True if values of that node are asked for.</summary>
    public bool Covers(string nodeId) => NodeId is null || NodeId == nodeId;
}
