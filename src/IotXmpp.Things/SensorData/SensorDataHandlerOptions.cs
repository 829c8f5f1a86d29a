namespace IotXmpp.Things.SensorData;

/// <summary>Configuration of <see cref="SensorDataHandler"/>.</summary>
public sealed record SensorDataHandlerOptions
{
    /// <summary>Readouts under way for one requester (full JID). Default 10.</summary>
    public int MaxReadoutsPerRequester { get; init; } = 10;

    /// <summary>Readouts under way in all. Default 10,000.</summary>
    public int MaxReadouts { get; init; } = 10_000;

    /// <summary>Fields in one message. Default 100: about 12 kB of XML.</summary>
    public int MaxFieldsPerMessage { get; init; } = 100;

    /// <summary>How far ahead <c>when</c> may be. Default one day.</summary>
    public TimeSpan MaxSchedule { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Bounds on requests.</summary>
    public SensorDataLimits Limits { get; init; } = new();
}
