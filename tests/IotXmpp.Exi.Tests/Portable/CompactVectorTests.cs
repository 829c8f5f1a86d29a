using IotXmpp.Testing;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Exi.Tests.Portable;

/// <summary>Every vector that the compact codec's options allow: streams decode to their events, documents encode to the bytes that two
/// independent encoders agree on.</summary>
[Spec("EXI-046", "EXI-051", "EXI-052")]
public sealed class CompactVectorTests
{
    [Theory]
    [InlineData("xmpp", 399)]
    [InlineData("feature", 160)]
    [InlineData("session", 24)]
    [InlineData("w3c-interop", 358)]
    [InlineData("w3c-profile", 21)]
    [InlineData("disagreements", 19)]
    public void Vectors_decode_and_encode(string name, int expected)
    {
        var file = VectorFolder.Load(name);
        var run = new VectorRun(new CompactVectorCodec(), VectorFolder.Schemas);
        var results = file.Records.Select(record => (record.Id, Result: run.Run(record)))
            .Concat(file.Sessions.Select(session => (session.Id, Result: run.Run(session))))
            .ToList();

        results.SelectMany(one => one.Result.Failures.Select(failure => $"{one.Id}: {failure}")).Should().BeEmpty();
        results.Count(one => one.Result.Passed).Should().Be(expected);
    }
}
