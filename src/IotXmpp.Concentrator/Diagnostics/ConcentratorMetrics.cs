using System.Diagnostics.Metrics;

namespace IotXmpp.Concentrator.Diagnostics;

/// <summary>Names of all figures of the concentrator.</summary>
public static class ConcentratorMetrics
{
    /// <summary>Name of the meter, to be given to a listener.</summary>
    public const string MeterName = "IotXmpp.Concentrator";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Fields stored for the first time.</summary>
    internal static Counter<long> Readings { get; } = Meter.CreateCounter<long>("iotxmpp.readings", "{field}", "Fields stored.");

    /// <summary>Fields that a board sent again.</summary>
    internal static Counter<long> RepeatedReadings { get; } = Meter.CreateCounter<long>("iotxmpp.readings.repeated", "{field}", "Fields received again and not stored twice.");

    /// <summary>Readouts by outcome.</summary>
    internal static Counter<long> Readouts { get; } = Meter.CreateCounter<long>("iotxmpp.readouts", "{readout}", "Live readouts of boards.");

    /// <summary>Commands by outcome.</summary>
    internal static Counter<long> Commands { get; } = Meter.CreateCounter<long>("iotxmpp.commands", "{command}", "Commands to boards.");

    /// <summary>Requests of those who may not.</summary>
    internal static Counter<long> Refusals { get; } = Meter.CreateCounter<long>("iotxmpp.refusals", "{request}", "Requests refused by access.");

    /// <summary>Fields stored together.</summary>
    internal static Histogram<int> StoreBatch { get; } = Meter.CreateHistogram(
        "iotxmpp.store.batch", "{field}", "Fields that a board reported at once.", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] });

    /// <summary>How long a board waits until its readings are durable.</summary>
    internal static Histogram<double> StoreDuration { get; } = Meter.CreateHistogram(
        "iotxmpp.store.duration",
        "s",
        "Time until reported fields were durable.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });

    /// <summary>Items that the things domain published.</summary>
    internal static Counter<long> PubSubItems { get; } = Meter.CreateCounter<long>("iotxmpp.pubsub.items", "{item}", "Items published in nodes of boards (XEP-0060).");
}
