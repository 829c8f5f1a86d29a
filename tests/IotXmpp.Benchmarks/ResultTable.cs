using System.Globalization;
using System.Text;

namespace IotXmpp.Benchmarks;

/// <summary>Results as Markdown.</summary>
internal static class ResultTable
{
    public static string Of(IReadOnlyList<MeasurementResult> results)
    {
        var text = new StringBuilder();
        foreach (var group in results.GroupBy(result => result.Measurement.Group))
        {
            MeasurementResult baseline = group.First(static result => result.Measurement.IsBaseline);
            bool large = group.First().Nanoseconds > 1e6;
            text.Append(CultureInfo.InvariantCulture, $"\n### {group.Key}\n\n| what | {(large ? "ms" : "us")} | of the baseline | at best | of the baseline | MB/s of XML | garbage |\n|---|---:|---:|---:|---:|---:|---:|\n");
            foreach (MeasurementResult result in group)
            {
                Measurement measured = result.Measurement;
                string speed = measured.TextBytes == 0 ? "" : (measured.TextBytes / (double)measured.Operations / result.Best * 1000).ToString("F0", CultureInfo.InvariantCulture);
                double unit = large ? 1e6 : 1e3;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {measured.Name} | {result.Nanoseconds / unit:F2} | {result.Nanoseconds / baseline.Nanoseconds:F2} | {result.Best / unit:F2} | {result.Best / baseline.Best:F2} | {speed} | {Bytes(result.AllocatedBytes)} |\n");
            }
        }

        return text.ToString();
    }

    private static string Bytes(double bytes) => bytes switch
    {
        < 1 => "0",
        < 10_000 => bytes.ToString("F0", CultureInfo.InvariantCulture) + " B",
        < 10_000_000 => (bytes / 1e3).ToString("F0", CultureInfo.InvariantCulture) + " kB",
        _ => (bytes / 1e6).ToString("F0", CultureInfo.InvariantCulture) + " MB",
    };
}
