using IotXmpp.Things.Model;
using IotXmpp.Things.Portable;

namespace IotXmpp.Things.SensorData;

/// <summary>The boolean attributes of fields and requests (XEP-0323 5.6 and 5.7).</summary>
internal static class FieldFlags
{
    internal static readonly (string Name, FieldTypes Flag)[] Types =
    [
        (SensorDataNames.Momentary, FieldTypes.Momentary),
        (SensorDataNames.Peak, FieldTypes.Peak),
        (SensorDataNames.Status, FieldTypes.Status),
        (SensorDataNames.Computed, FieldTypes.Computed),
        (SensorDataNames.Identity, FieldTypes.Identity),
        (SensorDataNames.HistoricalSecond, FieldTypes.HistoricalSecond),
        (SensorDataNames.HistoricalMinute, FieldTypes.HistoricalMinute),
        (SensorDataNames.HistoricalHour, FieldTypes.HistoricalHour),
        (SensorDataNames.HistoricalDay, FieldTypes.HistoricalDay),
        (SensorDataNames.HistoricalWeek, FieldTypes.HistoricalWeek),
        (SensorDataNames.HistoricalMonth, FieldTypes.HistoricalMonth),
        (SensorDataNames.HistoricalQuarter, FieldTypes.HistoricalQuarter),
        (SensorDataNames.HistoricalYear, FieldTypes.HistoricalYear),
        (SensorDataNames.HistoricalOther, FieldTypes.HistoricalOther),
    ];

    internal static readonly (string Name, FieldQuality Flag)[] Qualities =
    [
        (SensorDataNames.Missing, FieldQuality.Missing),
        (SensorDataNames.InProgress, FieldQuality.InProgress),
        (SensorDataNames.AutomaticEstimate, FieldQuality.AutomaticEstimate),
        (SensorDataNames.ManualEstimate, FieldQuality.ManualEstimate),
        (SensorDataNames.ManualReadout, FieldQuality.ManualReadout),
        (SensorDataNames.AutomaticReadout, FieldQuality.AutomaticReadout),
        (SensorDataNames.TimeOffset, FieldQuality.TimeOffset),
        (SensorDataNames.Warning, FieldQuality.Warning),
        (SensorDataNames.ErrorQuality, FieldQuality.Error),
        (SensorDataNames.Signed, FieldQuality.Signed),
        (SensorDataNames.Invoiced, FieldQuality.Invoiced),
        (SensorDataNames.EndOfSeries, FieldQuality.EndOfSeries),
        (SensorDataNames.PowerFailure, FieldQuality.PowerFailure),
        (SensorDataNames.InvoiceConfirmed, FieldQuality.InvoiceConfirmed),
    ];

    internal static FieldTypes TypeOf(string attribute) => attribute switch
    {
        SensorDataNames.All => FieldTypes.All,
        SensorDataNames.Historical => FieldTypes.Historical,
        // Examples 6 to 8 of the XEP write it so, its schema does not.
        "identification" => FieldTypes.Identity,
        _ => Types.FirstOrDefault(type => type.Name == attribute).Flag,
    };

    internal static FieldQuality QualityOf(string attribute) => Qualities.FirstOrDefault(quality => quality.Name == attribute).Flag;
}
