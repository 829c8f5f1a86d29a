using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Storage;

/// <summary>What takes part in a roll-up, and where.</summary>
public static class RollUps
{
    /// <summary>All levels, the shortest buckets first.</summary>
    public static IReadOnlyList<RollUpLevel> Levels { get; } = [RollUpLevel.Minute, RollUpLevel.Hour, RollUpLevel.Day];

    /// <summary>Length of a bucket.</summary>
    public static TimeSpan Length(this RollUpLevel level) => level switch
    {
        RollUpLevel.Minute => TimeSpan.FromMinutes(1),
        RollUpLevel.Hour => TimeSpan.FromHours(1),
        RollUpLevel.Day => TimeSpan.FromDays(1),
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    /// <summary>Beginning of the bucket an instant is in, in UTC ticks.</summary>
    public static long Start(this RollUpLevel level, long ticks) => ticks - (ticks % level.Length().Ticks);

    /// <summary>
    /// True for numbers and booleans about the present that are neither missing nor in progress: a value a board has computed of an hour is not one of the hour's
    /// values, and one that is not to be relied on would spoil a sum for good.
    /// </summary>
    public static bool Counts(FieldValue value, FieldTypes types, FieldQuality quality) =>
        (types & FieldTypes.Present) != 0 && (quality & (FieldQuality.Missing | FieldQuality.InProgress)) == 0 && value.TryGetNumber(out _);
}
