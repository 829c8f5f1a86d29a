namespace IotXmpp.Things.SensorData;

/// <summary>Configuration of <see cref="SensorDataHandler"/>.</summary>
public sealed record SensorDataHandlerOptions
{
    /// <summary>Readouts under way for one requester (full JID). Default 10.</summary>
    public int MaxReadoutsPerRequester { get; init; } = 10;

    /// <summary>Readouts under way in all. Default 10,000.</summary>
    public int MaxReadouts { get; init; } = 10_000;

    /// <summary>Readouts that run at once; others are queued. Default 64.</summary>
    public int MaxRunning { get; init; } = 64;

    /// <summary>Readouts of one person (bare JID) that run at once; others are queued. Default 4.</summary>
    public int MaxRunningPerRequester { get; init; } = 4;

    /// <summary>
    /// Largest message, in bytes of XML. Default 10,000: what every server has to carry (RFC 6120 13.12). A smaller limit that the way announces goes before.
    /// </summary>
    public int MaxMessageBytes { get; init; } = 10_000;

    /// <summary>Fields in one message. Default 100: what no reader takes long for.</summary>
    public int MaxFieldsPerMessage { get; init; } = 100;

    /// <summary>How far ahead <c>when</c> may be. Default one day.</summary>
    public TimeSpan MaxSchedule { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Bounds on requests.</summary>
    public SensorDataLimits Limits { get; init; } = new();
}
