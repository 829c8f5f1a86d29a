using System.Runtime.CompilerServices;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>Roll-ups made of the readings when they are asked for: what the stored ones must be equal to.</summary>
public sealed class InMemoryRollUps(InMemoryHistoryStore history, TimeProvider time) : IRollUpStore
{
    public async IAsyncEnumerable<RollUpPart> QueryRollUpAsync(RollUpQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        var fields = new List<Field>();
        await foreach (var entry in history.QueryAsync(new HistoryQuery { Device = query.Device, Fields = [query.Field], Limit = int.MaxValue }, ct))
        {
            if (entry.Node == query.Node && RollUps.Counts(entry.Field.Value, entry.Field.FieldTypes, entry.Field.Quality))
                fields.Add(entry.Field);
        }

        var all = fields
            .GroupBy(field => (Start: query.Level.Start(field.Timestamp.UtcTicks), field.Unit))
            .OrderBy(group => group.Key.Start)
            .ThenBy(group => group.Key.Unit, StringComparer.Ordinal)
            .Select(group => Bucket(group.Key.Start, group.Key.Unit, [.. group]))
            .ToList();
        var asked = all.Where(bucket => bucket.Start >= query.From && bucket.Start < query.To).ToList();
        var finder = new GapFinder(query, [.. asked.TakeLast(GapFinder.SampleSize)], [], all.LastOrDefault(bucket => bucket.Start < query.From), time.GetUtcNow());
        foreach (var bucket in asked)
        {
            foreach (var gap in finder.Before(bucket))
                yield return gap;
            yield return bucket;
        }

        foreach (var gap in finder.AtEnd())
            yield return gap;
    }

    private static RollUpBucket Bucket(long start, string unit, List<Field> fields)
    {
        double[] numbers = [.. fields.Where(field => field.Value.Kind != FieldValueKind.Boolean).Select(field => field.Value.TryGetNumber(out double number) ? number : 0)];
        return new RollUpBucket(new DateTimeOffset(start, TimeSpan.Zero), unit)
        {
            Min = numbers.Length == 0 ? null : numbers.Min(),
            Max = numbers.Length == 0 ? null : numbers.Max(),
            Sum = numbers.Length == 0 ? null : numbers.Sum(),
            Count = fields.Count,
            First = fields.Min(field => field.Timestamp),
            LastAt = fields.Max(field => field.Timestamp),
            Last = fields.MaxBy(field => field.Timestamp)!.Value,
        };
    }
}
