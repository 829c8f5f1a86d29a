using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi;

/// <summary>
/// A Date-Time (EXI 7.1.8, tables 7-3 and 7-4): the components that its XML Schema type has. Others are 0. A decoder vouches for their bits
/// and not for the calendar: month 13 can be said in EXI.
/// </summary>
public readonly record struct ExiDateTime
{
    /// <summary>Longest text in characters.</summary>
    public const int MaxTextLength = 64;

    internal const int NoZone = int.MinValue;

    internal ExiDateTime(int kind, int year, uint monthDay, uint time, bool hasFraction, ulong reversedFraction, int zone)
    {
        Kind = (byte)kind;
        Year = year;
        MonthDay = (ushort)monthDay;
        Time = time;
        HasFraction = hasFraction;
        ReversedFraction = reversedFraction;
        Zone = zone;
    }

    /// <summary>Which of the eight types it is: <see cref="DatatypeKind.DateTime"/> to <see cref="DatatypeKind.GMonth"/>.</summary>
    public byte Kind { get; }

    /// <summary>The year.</summary>
    public int Year { get; }

    /// <summary>The month, 1 to 12 if it is a date.</summary>
    public int Month => MonthDay >> 5;

    /// <summary>The day of the month.</summary>
    public int Day => MonthDay & 31;

    /// <summary>The hour.</summary>
    public int Hour => (int)(Time >> 12);

    /// <summary>The minute.</summary>
    public int Minute => (int)((Time >> 6) & 63);

    /// <summary>The second.</summary>
    public int Second => (int)(Time & 63);

    /// <summary>The digits of the second's fraction as a number read from the right; 0 for none.</summary>
    public ulong ReversedFraction { get; }

    /// <summary>Minutes east of UTC, or null without time zone.</summary>
    public int? OffsetMinutes => Zone == NoZone ? null : Zone / 64 * 60 + Zone % 64;

    internal ushort MonthDay { get; }

    internal uint Time { get; }

    internal bool HasFraction { get; }

    /// <summary>Hours times 64 plus minutes, both with the sign; or <see cref="NoZone"/>.</summary>
    internal int Zone { get; }

    /// <summary>An xs:dateTime with the time zone of the moment.</summary>
    public static ExiDateTime FromDateTimeOffset(DateTimeOffset moment)
    {
        ulong reversed = 0;
        ulong unit = 1;
        long rest = moment.Ticks % TimeSpan.TicksPerSecond;
        for (long digitUnit = TimeSpan.TicksPerSecond / 10; rest > 0; digitUnit /= 10, unit *= 10)
        {
            reversed += (ulong)(rest / digitUnit) * unit;
            rest %= digitUnit;
        }

        int offset = (int)moment.Offset.TotalMinutes;
        return new(
            DatatypeKind.DateTime,
            moment.Year,
            (uint)((moment.Month * 32) + moment.Day),
            (uint)((((moment.Hour * 64) + moment.Minute) * 64) + moment.Second),
            reversed != 0,
            reversed,
            (offset / 60 * 64) + (offset % 60));
    }

    /// <summary>The moment, where it is an xs:dateTime with time zone that <see cref="DateTimeOffset"/> can hold; digits beyond 100 ns are cut.</summary>
    public bool TryGetDateTimeOffset(out DateTimeOffset moment)
    {
        moment = default;
        if (Kind != DatatypeKind.DateTime || OffsetMinutes is not { } offset || Year is < 1 or > 9999 || Month is < 1 or > 12 || Day < 1
            || Day > DateTime.DaysInMonth(Year, Month) || Hour > 23 || Minute > 59 || Second > 59)
            return false;
        var local = new DateTime(Year, Month, Day, Hour, Minute, Second);
        long ticks = local.Ticks + FractionTicks();
        if (ticks - (offset * TimeSpan.TicksPerMinute) is < 0 || ticks - (offset * TimeSpan.TicksPerMinute) > DateTime.MaxValue.Ticks)
            return false;
        moment = new DateTimeOffset(ticks, TimeSpan.FromMinutes(offset));
        return true;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<char> text = stackalloc char[MaxTextLength];
        return new string(text[..ValueFormat.DateTime(this, text)]);
    }

    private long FractionTicks()
    {
        long ticks = 0;
        ulong reversed = ReversedFraction;
        for (long unit = TimeSpan.TicksPerSecond / 10; unit > 0; unit /= 10)
        {
            ticks += (long)(reversed % 10) * unit;
            reversed /= 10;
        }

        return ticks;
    }
}
