using System.Diagnostics;

namespace IotXmpp.Benchmarks;

/// <summary>
/// Measures on a machine that others use too: many short rounds, in each every candidate once, in an order that changes; the median of the
/// rounds, and the fastest. What disturbs one round disturbs all candidates alike, so ratios hold where times do not; and nothing makes a round
/// faster than the code is, so on a busy machine the fastest says most.
/// </summary>
internal static class QuickRun
{
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(4);

    public static IReadOnlyList<MeasurementResult> Measure(IReadOnlyList<Measurement> measurements, int rounds)
    {
        int[] repeats = [.. measurements.Select(Calibrate)];
        var times = new double[measurements.Count][];
        for (int i = 0; i < times.Length; i++)
            times[i] = new double[rounds];
        var random = new Random(1);
        int[] order = [.. Enumerable.Range(0, measurements.Count)];
        for (int round = 0; round < rounds; round++)
        {
            random.Shuffle(order);
            foreach (int i in order)
                times[i][round] = Time(measurements[i].Run, repeats[i]) / ((double)repeats[i] * measurements[i].Operations);
        }

        return [.. measurements.Select((measurement, i) => new MeasurementResult(measurement, Median(times[i]), times[i].Min(), Allocated(measurement)))];
    }

    /// <summary>Warms up until the compiler has had its say; then how often a run fits a slice.</summary>
    private static int Calibrate(Measurement measurement)
    {
        var warm = Stopwatch.StartNew();
        int runs = 0;
        while (runs < 2 || (runs < 2000 && warm.ElapsedMilliseconds < 400))
        {
            measurement.Run();
            runs++;
        }

        double once = Time(measurement.Run, 1);
        return (int)Math.Clamp(s_slice.TotalNanoseconds / Math.Max(once, 1), 1, 100_000);
    }

    private static double Time(Action run, int repeats)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
            run();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    private static double Allocated(Measurement measurement)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        measurement.Run();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)measurement.Operations;
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
