using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Storage;

/// <summary>
/// What a transaction does to the roll-ups: values to add to their buckets, summed up first, so that a batch of one field touches each bucket once; and buckets to make
/// anew, because a value in them was replaced, which no sum can take back.
/// </summary>
internal sealed class RollUpDeltas
{
    private readonly Dictionary<RollUpKey, RollUpBucket> _added = [];
    private readonly HashSet<(long Series, RollUpLevel Level, long Start)> _anew = [];

    /// <summary>What is to be added to each bucket.</summary>
    public IReadOnlyDictionary<RollUpKey, RollUpBucket> Added => _added;

    /// <summary>Buckets to be made anew after that, with all units.</summary>
    public IReadOnlyCollection<(long Series, RollUpLevel Level, long Start)> Anew => _anew;

    /// <summary>A value that was not there.</summary>
    public void Add(long series, Field field)
    {
        if (!RollUps.Counts(field.Value, field.FieldTypes, field.Quality))
            return;
        foreach (var level in RollUps.Levels)
            Add(series, level, field);
    }

    /// <summary>A value was replaced, or its types or quality were: all buckets it is in.</summary>
    public void Replace(long series, long at)
    {
        foreach (var level in RollUps.Levels)
            _anew.Add((series, level, level.Start(at)));
    }

    /// <summary>The buckets that readings make.</summary>
    /// <param name="series">Number of their series.</param>
    /// <param name="level">Level of the buckets.</param>
    /// <param name="readings">All readings of the buckets.</param>
    public static IReadOnlyDictionary<RollUpKey, RollUpBucket> Of(long series, RollUpLevel level, IEnumerable<Field> readings)
    {
        var deltas = new RollUpDeltas();
        foreach (var field in readings)
        {
            if (RollUps.Counts(field.Value, field.FieldTypes, field.Quality))
                deltas.Add(series, level, field);
        }

        return deltas._added;
    }

    private void Add(long series, RollUpLevel level, Field field)
    {
        var key = new RollUpKey(series, level, level.Start(field.Timestamp.UtcTicks), field.Unit);
        var one = One(key.Start, field);
        _added[key] = _added.TryGetValue(key, out var sum) ? Together(sum, one) : one;
    }

    private static RollUpBucket One(long start, Field field)
    {
        double? number = field.Value.Kind != FieldValueKind.Boolean && field.Value.TryGetNumber(out double value) ? value : null;
        var at = field.Timestamp.ToUniversalTime();
        return new RollUpBucket(new DateTimeOffset(start, TimeSpan.Zero), field.Unit)
        {
            Min = number,
            Max = number,
            Sum = number,
            Count = 1,
            First = at,
            LastAt = at,
            Last = field.Value,
        };
    }

    private static RollUpBucket Together(RollUpBucket one, RollUpBucket other) => one with
    {
        Min = one.Min <= other.Min || other.Min is null ? one.Min : other.Min,
        Max = one.Max >= other.Max || other.Max is null ? one.Max : other.Max,
        Sum = other.Sum is null ? one.Sum : (one.Sum ?? 0) + other.Sum,
        Count = one.Count + other.Count,
        First = one.First < other.First ? one.First : other.First,
        LastAt = one.LastAt > other.LastAt ? one.LastAt : other.LastAt,
        Last = other.LastAt >= one.LastAt ? other.Last : one.Last,
    };
}
