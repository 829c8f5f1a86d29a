namespace IotXmpp.Things.Concentrators;

/// <summary>Bounds on commands.</summary>
public sealed record ConcentratorRequestLimits
{
    /// <summary>Nodes, indices, classes or sort orders in one request. Default 100.</summary>
    public int MaxReferences { get; init; } = 100;

    /// <summary>Longest id, name or value, in characters. Default 256.</summary>
    public int MaxText { get; init; } = 256;
}
