using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>
/// Every record of the vector files: streams of independent codecs decode to the recorded events, and documents encode to
/// the bytes that at least two of them agree on.
/// </summary>
[Spec("EXI 6", "EXI 7", "EXI 8", "EXI 9")]
public class VectorTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> DecodeParts() => Parts(static _ => true);

    public static TheoryData<string, string> EncodeParts() => Parts(IsAgreed);

    [Theory]
    [MemberData(nameof(DecodeParts))]
    public void Streams_of_independent_codecs_decode_to_the_recorded_events(string file, string alignment) =>
        Run(file, alignment, VectorRun.Decode, static _ => true);

    [Theory]
    [MemberData(nameof(EncodeParts))]
    public void Documents_encode_to_the_bytes_independent_codecs_agree_on(string file, string alignment) =>
        Run(file, alignment, VectorRun.Encode, IsAgreed);

    /// <summary>Every file with every alignment it has such records for.</summary>
    private static TheoryData<string, string> Parts(Func<VectorRecord, bool> applies)
    {
        var parts = new TheoryData<string, string>();
        foreach (string file in new[] { "xmpp.jsonl", "feature.jsonl", "w3c-interop.jsonl", "w3c-profile.jsonl", "w3c-canonical.jsonl" })
        {
            foreach (string alignment in VectorFiles.Read(file).Where(applies).Select(Alignment).Distinct().Order(StringComparer.Ordinal))
                parts.Add(file, alignment);
        }

        return parts;
    }

    private static bool IsAgreed(VectorRecord record) => record.ByteExact && !record.Disputed;

    private static string Alignment(VectorRecord record) => record.Options.Compression ? "Compression" : record.Options.Alignment.ToString();

    private void Run(string file, string alignment, Func<VectorRecord, string?> run, Func<VectorRecord, bool> applies)
    {
        int passed = 0;
        var failures = new List<string>();
        var skipped = new Dictionary<string, int>();
        foreach (VectorRecord record in VectorFiles.Read(file))
        {
            if (Alignment(record) != alignment || !applies(record))
                continue;
            string? reason = Tool.Vectors.KnownDifferences.Reason("full", record.Id);
            if (reason is not null)
                skipped[reason] = skipped.GetValueOrDefault(reason) + 1;
            else if (run(record) is { } failure)
                failures.Add($"{record.Id}: {failure}");
            else
                passed++;
        }

        output.WriteLine($"{file}, {alignment}: {passed} passed");
        foreach ((string reason, int count) in skipped)
            output.WriteLine($"skipped {count}: {reason}");
        failures.Take(20).Should().BeEmpty($"{failures.Count} of {failures.Count + passed} records fail");
        if (passed == 0)
            Assert.Skip($"{file}, {alignment}: " + string.Join("; ", skipped.Select(skip => $"{skip.Value} records: {skip.Key}")));
    }
}
