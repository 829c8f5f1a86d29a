namespace IotXmpp.Things.Model;

/// <summary>
/// Categories of a field (XEP-0323 5.6). Several in a request are a union, several on a field an intersection. The numbers are
/// stored: never renumber.
/// </summary>
[Flags]
public enum FieldTypes
{
    /// <summary>No category given: read as momentary and status in a request (XEP-0323 leaves it open).</summary>
    None = 0,
    Momentary = 1 << 0,
    Peak = 1 << 1,
    Status = 1 << 2,
    Computed = 1 << 3,
    Identity = 1 << 4,
    HistoricalSecond = 1 << 5,
    HistoricalMinute = 1 << 6,
    HistoricalHour = 1 << 7,
    HistoricalDay = 1 << 8,
    HistoricalWeek = 1 << 9,
    HistoricalMonth = 1 << 10,
    HistoricalQuarter = 1 << 11,
    HistoricalYear = 1 << 12,
    HistoricalOther = 1 << 13,

    /// <summary>Every historical period, the shortcut <c>historical='true'</c>.</summary>
    Historical = HistoricalSecond | HistoricalMinute | HistoricalHour | HistoricalDay | HistoricalWeek | HistoricalMonth
        | HistoricalQuarter | HistoricalYear | HistoricalOther,

    /// <summary>Every type that is about the present.</summary>
    Present = Momentary | Peak | Status | Computed | Identity,

    /// <summary>Every type, the shortcut <c>all='true'</c>.</summary>
    All = Present | Historical,
}
