using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Storage;

/// <summary>The values of one field in a minute, hour or day; buckets without values do not exist.</summary>
/// <param name="Start">Beginning, in UTC.</param>
/// <param name="Unit">Unit of the values: those of two units are two buckets.</param>
public sealed record RollUpBucket(DateTimeOffset Start, string Unit) : RollUpPart
{
    /// <summary>Smallest value; null for booleans.</summary>
    public double? Min { get; init; }

    /// <summary>Largest value; null for booleans.</summary>
    public double? Max { get; init; }

    /// <summary>Sum of the values; null for booleans. Divided by the count it is the mean of the values, not that over time.</summary>
    public double? Sum { get; init; }

    /// <summary>How many values there are, at least 1.</summary>
    public required long Count { get; init; }

    /// <summary>When the first of them was true.</summary>
    public required DateTimeOffset First { get; init; }

    /// <summary>When the last of them was true.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>The last value, as it was sent.</summary>
    public required FieldValue Last { get; init; }
}
