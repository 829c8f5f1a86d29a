using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.SensorData;

/// <summary>
/// Gives stored values the historical types they stand for: the first value of a minute is its minute value, the first of an hour its
/// hour value too, and so on (XEP-0323 5.6: a larger period implies the smaller ones). Values a board has marked itself keep their marks.
/// </summary>
/// <remarks>
/// Fed in order of time, one instance per board and query. Periods are those of UTC; of one that began before the interval asked for the first value is not
/// known, so that none inside the interval claims to be it.
/// </remarks>
/// <param name="from">Beginning of the interval; null for all there is.</param>
internal sealed class HistoryPeriods(DateTimeOffset? from)
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

    private long[]? _beforeInterval;

    private readonly Dictionary<(NodeRef Node, string Name), long[]> _last = [];

    /// <summary>The field as it is reported when history is asked for.</summary>
    public Field Mark(HistoryEntry entry)
    {
        var utc = entry.Field.Timestamp.UtcDateTime;
        bool known = _last.TryGetValue((entry.Node, entry.Field.Name), out long[]? last);
        if (!known)
            _last.Add((entry.Node, entry.Field.Name), last = new long[Periods.Length]);
        long[]? before = known ? last : from is { } start ? _beforeInterval ??= [.. Periods.Select(each => each.Period(start.UtcDateTime.AddTicks(-1)))] : null;
        var types = (entry.Field.FieldTypes & FieldTypes.Historical) | FieldTypes.HistoricalSecond;
        for (int i = 0; i < Periods.Length; i++)
        {
            long period = Periods[i].Period(utc);
            if (before is null || before[i] != period)
                types |= Periods[i].Type;
            last![i] = period;
        }

        return entry.Field with { FieldTypes = types };
    }
}
