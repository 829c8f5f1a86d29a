namespace IotXmpp.Things.Control;

/// <summary>Bounds on what is read from a peer.</summary>
public sealed record ControlLimits
{
    /// <summary>Parameters and nodes in one request. Default 200.</summary>
    public int MaxNames { get; init; } = 200;

    /// <summary>Longest name, id or value, in characters. Default 1,000.</summary>
    public int MaxText { get; init; } = 1_000;
}
