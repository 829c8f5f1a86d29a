namespace IotXmpp.Things.Control;

/// <summary>Bounds on what is read from a peer.</summary>
public sealed record ControlLimits
{
    /// <summary>Parameters and nodes in one request. Default 200.</summary>
    public int MaxNames { get; init; } = 200;

    /// <summary>Longest name, id or value, in characters. Default 1,000.</summary>
    public int MaxText { get; init; } = 1_000;

    /// <summary>How long a command that comes again with the id of an earlier one is taken for the same. Default 2 minutes: a stream that is resumed sends again what was not acknowledged.</summary>
    public TimeSpan RepeatWindow { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Commands remembered for that. Default 10,000, about 5 MB.</summary>
    public int MaxRemembered { get; init; } = 10_000;
}
