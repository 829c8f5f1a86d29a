using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Tests.Vectors;

namespace IotXmpp.Exi.Tests.Portable;

/// <summary>Work per stanza in operations, which do not depend on the machine. The bounds leave a tenth of room.</summary>
public sealed class CompactOperationCountTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(nameof(CompactScenarios.WriteReading), 2050, 2750)]
    [InlineData(nameof(CompactScenarios.ReadReading), 1350, 930)]
    [InlineData(nameof(CompactScenarios.SkipReading), 1350, 930)]
    [InlineData(nameof(CompactScenarios.SkipControl), 830, 670)]
    public void Operations_stay_within_bounds(string scenario, int calls, int arrayAccesses)
    {
        using var counted = new CountedAssembly();
        var counts = counted.Count(typeof(CompactScenarios), scenario);
        output.WriteLine(
            $"{scenario,-13} {counts.Calls,7} calls {counts.ArrayReads,7} array reads {counts.ArrayWrites,6} array writes {counts.Branches,7} branches"
            + $"  about {counts.EstimatedMicroseconds / 1000:F1} ms on an ESP32");

        Table().Should().Contain($"| {scenario} | {calls} | {arrayAccesses} |", "the table of tests/IotXmpp.Benchmarks/README.md says what holds");
        counts.Calls.Should().BeInRange(1, calls);
        (counts.ArrayReads + counts.ArrayWrites).Should().BeInRange(1, arrayAccesses);
    }

    private static string Table() => File.ReadAllText(Path.Combine(VectorFiles.Root, "..", "..", "IotXmpp.Benchmarks", "README.md"));
}

/// <summary>What is counted; public and static so that it can be run on a counting copy of the codec.</summary>
public static class CompactScenarios
{
    private static readonly byte[] s_buffer = new byte[1024];
    private static readonly CompactExiWriter s_writer = new(CompactBodies.Image, CompactBodies.Board());
    private static readonly CompactBodies.Reading s_reading = new(s_writer);
    private static readonly int s_length = s_reading.Write(s_buffer, 0);
    private static readonly CompactExiReader s_reader = new(CompactBodies.Image, CompactBodies.Board());
    private static readonly int s_value = s_reader.FindName("", "value");
    private static readonly byte[] s_control = CompactBodies.Stanzas("strict").Single(stanza => stanza.Id.Contains("39-ctl-set-iq", StringComparison.Ordinal)).Body;

    private static readonly CompactExiReader s_controlReader = new(
        CompactBodies.Image,
        new CompactExiOptions { ValueMaxLength = CompactExiOptions.Unbounded, ValuePartitionCapacity = CompactExiOptions.Unbounded, LocalValuePartitions = true });

    public static void WriteReading() => Check(s_reading.Write(s_buffer, 0) == s_length);

    public static void ReadReading()
    {
        s_reader.Start(s_buffer, 0, s_length);
        var numbers = 0;
        int found;
        while ((found = s_reader.Read()) is > CompactExiEvent.NeedMore and not CompactExiEvent.EndDocument)
        {
            if (found == CompactExiEvent.Attribute && s_reader.Name == s_value && s_reader.GetScaled(2, out _))
                numbers++;
        }

        Check(found == CompactExiEvent.EndDocument && numbers == 3);
    }

    public static void SkipReading() => Skip(s_reader, s_buffer, s_length);

    public static void SkipControl() => Skip(s_controlReader, s_control, s_control.Length);

    private static void Skip(CompactExiReader reader, byte[] body, int length)
    {
        reader.Start(body, 0, length);
        Check(reader.Read() == CompactExiEvent.StartElement && reader.SkipElement() == CompactExiEvent.EndElement);
    }

    private static void Check(bool done)
    {
        if (!done)
            throw new InvalidOperationException("the scenario does not do what it says");
    }
}
