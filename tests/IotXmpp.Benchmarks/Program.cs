using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Running;
using IotXmpp.Benchmarks.History;

namespace IotXmpp.Benchmarks;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args.Contains("--history"))
        {
            await new HistoryRun(Number("--rows", 10_000_000), Number("--batch", 1000), Number("--writers", 1), After(args, "--postgres"), args.Contains("--feed")).RunAsync();
            return 0;

            int Number(string name, int fallback) => After(args, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
        }

        if (!args.Contains("--quick"))
        {
            BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
            return 0;
        }

#if DEBUG
        Console.Error.WriteLine("Built without optimisation: run with -c Release.");
        return 1;
#else
        string only = After(args, "--only") ?? "";
        bool large = !args.Contains("--no-large");
        var clock = Stopwatch.StartNew();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{StanzaSet.All.Count} stanzas, {StanzaSet.MeanTextBytes:F0} B of XML in the mean, {StanzaSet.All.Average(static stanza => stanza.Strict.Length):F0} B of strict EXI."));
        List<Measurement> measurements = [.. new StanzaMeasurements().All().Where(Wanted)];
        if (measurements.Count > 0)
            Console.WriteLine(ResultTable.Of(QuickRun.Measure(measurements, rounds: 121)));
        if (large)
        {
            List<Measurement> documents = [.. new LargeMeasurements(5_000_000).All().Where(Wanted)];
            if (documents.Count > 0)
                Console.WriteLine(ResultTable.Of(QuickRun.Measure(documents, rounds: 5)));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:F0} s."));
        return 0;

        bool Wanted(Measurement measurement) => measurement.IsBaseline || measurement.Name.Contains(only, StringComparison.Ordinal) || measurement.Group.Contains(only, StringComparison.Ordinal);
#endif
    }

    private static string? After(string[] args, string name) => args.SkipWhile(arg => arg != name).Skip(1).FirstOrDefault();
}
