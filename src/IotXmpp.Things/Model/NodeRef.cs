namespace IotXmpp.Things.Model;

/// <summary>Names one thing behind a concentrator (XEP-0326). The third part is <c>cacheType</c> on the wire.</summary>
/// <param name="NodeId">Id of the node; empty for the only node of a board.</param>
/// <param name="SourceId">Data source; null if the id is enough.</param>
/// <param name="Partition">Partition of the data source; null if there is none.</param>
public readonly record struct NodeRef(string NodeId, string? SourceId = null, string? Partition = null)
{
    /// <summary>The parts that are there, joined with slashes.</summary>
    public override string ToString() =>
        SourceId is null && Partition is null ? NodeId : $"{SourceId}/{Partition}/{NodeId}";
}
