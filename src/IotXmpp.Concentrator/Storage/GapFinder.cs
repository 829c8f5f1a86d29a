using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Storage;

/// <summary>
/// Finds the gaps between buckets. A field that comes regularly has a gap where the next value is overdue: more than three times the median distance of
/// values later. Of one with too few values to tell, or a boolean, which is sent when it changes, there is a gap where an outage lies between two values.
/// </summary>
/// <param name="query">What was asked for.</param>
/// <param name="sample">Up to <see cref="SampleSize"/> buckets of the query, the newest ones, in order.</param>
/// <param name="outages">Outages that touch the interval, in order.</param>
/// <param name="before">The last bucket before the interval, null if there is none.</param>
/// <param name="now">Nothing is missing that is still to come.</param>
public sealed class GapFinder(RollUpQuery query, IReadOnlyList<RollUpBucket> sample, IReadOnlyList<Outage> outages, RollUpBucket? before, DateTimeOffset now)
{
    /// <summary>Buckets that tell how often a field comes.</summary>
    public const int SampleSize = 1000;

    private const int MinDistances = 3;
    private const int Tolerance = 3;
    private readonly TimeSpan? _overdue = Overdue(sample);
    private DateTimeOffset? _last = before?.LastAt;

    /// <summary>The gaps before a bucket, which comes next.</summary>
    public IEnumerable<HistoryGap> Before(RollUpBucket next)
    {
        var gaps = _last is { } last ? Between(last, next.First) : [];
        _last = _last is { } known && known > next.LastAt ? known : next.LastAt;
        return gaps;
    }

    /// <summary>The gaps after the last bucket.</summary>
    public IEnumerable<HistoryGap> AtEnd() => _last is { } last ? Between(last, query.To < now ? query.To : now) : [];

    private static TimeSpan? Overdue(IReadOnlyList<RollUpBucket> sample)
    {
        if (sample.Any(bucket => bucket.Last.Kind == FieldValueKind.Boolean))
            return null;
        var distances = new List<long>();
        for (int i = 0; i < sample.Count; i++)
        {
            var bucket = sample[i];
            if (bucket.Count > 1)
                distances.Add((bucket.LastAt - bucket.First).Ticks / (bucket.Count - 1));
            if (i > 0 && bucket.First > sample[i - 1].LastAt)
                distances.Add((bucket.First - sample[i - 1].LastAt).Ticks);
        }

        distances.Sort();
        return distances.Count < MinDistances ? null : new TimeSpan(distances[distances.Count / 2] * Tolerance);
    }

    private List<HistoryGap> Between(DateTimeOffset last, DateTimeOffset next)
    {
        var found = new List<HistoryGap>();
        if (_overdue is { } overdue)
        {
            if (next - last > overdue)
                found.Add(new HistoryGap(last, next, outages.FirstOrDefault(outage => outage.From < next && outage.To > last)?.Reason ?? GapReason.NotReported));
        }
        else
            found.AddRange(outages.Where(outage => outage.From >= last && outage.To <= next).Select(outage => new HistoryGap(outage.From, outage.To, outage.Reason)));

        return [.. found
            .Select(gap => gap with { From = Max(gap.From, query.From), To = gap.To < query.To ? gap.To : query.To })
            .Where(gap => gap.From < gap.To)];
    }

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
