using IotXmpp.Testing;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Exi.Tests.Portable;

/// <summary>Every vector that the compact codec's options allow: streams decode to their events, documents encode to the bytes that two
/// independent encoders agree on.</summary>
[Spec("EXI-046", "EXI-051", "EXI-052")]
public sealed class CompactVectorTests
{
    /// <summary>Vectors where we differ from the record, and why we stay with it.</summary>
    private static readonly Dictionary<string, string> s_known = new(StringComparer.Ordinal)
    {
        ["w3c-0001"] = "the preview headers of two encoders, in front of an options document",
        ["w3c-0260"] = "-10000 as a Float: we write the shortest mantissa, -1E4, as one encoder does",
        ["w3c-0560"] = "-10000 as a Float: we write the shortest mantissa, -1E4, as one encoder does",
        ["w3c-0457"] = "an xsi:nil that is no boolean: ours comes in the order of attribute names, theirs first",
        ["w3c-0459"] = "an xsi:nil that is no boolean: ours comes in the order of attribute names, theirs first",
    };

    [Theory]
    [InlineData("xmpp", 399)]
    [InlineData("feature", 160)]
    [InlineData("session", 24)]
    [InlineData("w3c-interop", 355)]
    [InlineData("w3c-profile", 21)]
    [InlineData("disagreements", 22)]
    public void Vectors_decode_and_encode(string name, int expected)
    {
        var file = VectorFolder.Load(name);
        var run = new VectorRun(new CompactVectorCodec(), VectorFolder.Schemas);
        var results = file.Records.Select(record => (record.Id, Result: run.Run(record)))
            .Concat(file.Sessions.Select(session => (session.Id, Result: run.Run(session))))
            .ToList();

        var failures = results.Where(one => !s_known.ContainsKey(one.Id)).SelectMany(one => one.Result.Failures.Select(failure => $"{one.Id}: {failure}"));
        var better = results.Where(one => s_known.ContainsKey(one.Id) && one.Result.Failures.Count == 0).Select(one => one.Id);

        failures.Should().BeEmpty();
        better.Should().BeEmpty("a known difference that is gone must leave the list");
        results.Count(one => one.Result.Passed).Should().Be(expected);
    }
}
