namespace IotXmpp.Things.SensorData;

/// <summary>Bounds on what is read from a peer.</summary>
public sealed record SensorDataLimits
{
    /// <summary>Fields in one stanza. Default 1,000.</summary>
    public int MaxFields { get; init; } = 1_000;

    /// <summary>Nodes or field names in one request. Default 200.</summary>
    public int MaxNames { get; init; } = 200;

    /// <summary>Longest name, unit, id or value, in characters. Default 1,000.</summary>
    public int MaxText { get; init; } = 1_000;
}
