using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.SensorData;

/// <summary>
/// Gives stored values the historical types they stand for: the first value of a minute is its minute value, the first of an hour its
/// hour value too, and so on (XEP-0323 5.6: a larger period implies the smaller ones). Values a board has marked itself keep their marks.
/// </summary>
/// <remarks>
/// Fed in order of time, one instance per board and query. Periods are those of UTC; one that begins before the interval asked for is
/// represented by its first value inside the interval.
/// </remarks>
internal sealed class HistoryPeriods
{
    private static readonly (FieldTypes Type, Func<DateTime, long> Period)[] Periods =
    [
        (FieldTypes.HistoricalMinute, time => time.Ticks / TimeSpan.TicksPerMinute),
        (FieldTypes.HistoricalHour, time => time.Ticks / TimeSpan.TicksPerHour),
        (FieldTypes.HistoricalDay, time => time.Ticks / TimeSpan.TicksPerDay),
        // Day 0 of .NET is a Monday, as the week of ISO 8601 begins.
        (FieldTypes.HistoricalWeek, time => time.Ticks / TimeSpan.TicksPerDay / 7),
        (FieldTypes.HistoricalMonth, time => (time.Year * 12) + time.Month),
        (FieldTypes.HistoricalQuarter, time => (time.Year * 4) + ((time.Month - 1) / 3)),
        (FieldTypes.HistoricalYear, time => time.Year),
    ];

    private readonly Dictionary<(NodeRef Node, string Name), long[]> _last = [];

    /// <summary>The field as it is reported when history is asked for.</summary>
    public Field Mark(HistoryEntry entry)
    {
        var utc = entry.Field.Timestamp.UtcDateTime;
        bool known = _last.TryGetValue((entry.Node, entry.Field.Name), out long[]? last);
        if (!known)
            _last.Add((entry.Node, entry.Field.Name), last = new long[Periods.Length]);
        var types = (entry.Field.FieldTypes & FieldTypes.Historical) | FieldTypes.HistoricalSecond;
        for (int i = 0; i < Periods.Length; i++)
        {
            long period = Periods[i].Period(utc);
            if (!known || last![i] != period)
                types |= Periods[i].Type;
            last![i] = period;
        }

        return entry.Field with { FieldTypes = types };
    }
}
