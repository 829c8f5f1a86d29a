namespace IotXmpp.Concentrator.Storage;

/// <summary>How long what is kept of some fields. Null is for good.</summary>
/// <param name="Board">Names of boards, with <c>*</c> and <c>?</c>.</param>
/// <param name="Field">Names of fields, likewise.</param>
public sealed record RetentionRule(string Board, string Field)
{
    /// <summary>Readings. Default 90 days: what people scroll back to value by value.</summary>
    public TimeSpan? Readings { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Minutes. Default 366 days: the same week a year ago.</summary>
    public TimeSpan? Minutes { get; init; } = TimeSpan.FromDays(366);

    /// <summary>Hours. Default for good: 0.7 MB a field and year.</summary>
    public TimeSpan? Hours { get; init; }

    /// <summary>Days. Default for good.</summary>
    public TimeSpan? Days { get; init; }

    /// <summary>How long buckets of a level are kept.</summary>
    public TimeSpan? Of(RollUpLevel level) => level switch
    {
        RollUpLevel.Minute => Minutes,
        RollUpLevel.Hour => Hours,
        RollUpLevel.Day => Days,
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };
}
