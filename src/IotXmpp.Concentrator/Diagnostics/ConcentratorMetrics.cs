using System.Diagnostics.Metrics;

namespace IotXmpp.Concentrator.Diagnostics;

/// <summary>Names of all figures of the concentrator.</summary>
internal static class ConcentratorMetrics
{
    /// <summary>Name of the meter, to be given to a listener.</summary>
    public const string MeterName = "IotXmpp.Concentrator";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Fields stored for the first time.</summary>
    public static Counter<long> Readings { get; } = Meter.CreateCounter<long>("iotxmpp.readings", "{field}", "Fields stored.");

    /// <summary>Fields that a board sent again.</summary>
    public static Counter<long> RepeatedReadings { get; } = Meter.CreateCounter<long>("iotxmpp.readings.repeated", "{field}", "Fields received again and not stored twice.");

    /// <summary>Readouts by outcome.</summary>
    public static Counter<long> Readouts { get; } = Meter.CreateCounter<long>("iotxmpp.readouts", "{readout}", "Live readouts of boards.");

    /// <summary>Commands by outcome.</summary>
    public static Counter<long> Commands { get; } = Meter.CreateCounter<long>("iotxmpp.commands", "{command}", "Commands to boards.");

    /// <summary>Requests of those who may not.</summary>
    public static Counter<long> Refusals { get; } = Meter.CreateCounter<long>("iotxmpp.refusals", "{request}", "Requests refused by access.");
}
