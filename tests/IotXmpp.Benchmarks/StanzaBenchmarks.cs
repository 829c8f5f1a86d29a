using BenchmarkDotNet.Attributes;

namespace IotXmpp.Benchmarks;

/// <summary>The same measurements under BenchmarkDotNet: for a quiet machine, with its statistics.</summary>
[MemoryDiagnoser]
public class StanzaBenchmarks
{
    private static readonly Dictionary<string, Measurement> s_measurements =
        new StanzaMeasurements().All().ToDictionary(measurement => measurement.Group.Split('(')[0].Trim() + ": " + measurement.Name);

    private Action _run = () => { };

    public static IEnumerable<string> Names => s_measurements.Keys;

    [ParamsSource(nameof(Names))]
    public string What { get; set; } = "";

    [GlobalSetup]
    public void Choose() => _run = s_measurements[What].Run;

    /// <summary>All stanzas once (or the one reading).</summary>
    [Benchmark]
    public void Run() => _run();
}
