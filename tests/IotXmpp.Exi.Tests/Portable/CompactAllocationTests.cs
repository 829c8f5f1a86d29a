using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Tests.Portable;

/// <summary>The board's heap stays as it is, stanza after stanza.</summary>
public sealed class CompactAllocationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Writing_a_reading_allocates_nothing(bool sessionWide)
    {
        var writer = new CompactExiWriter(CompactBodies.Image, new CompactExiOptions { SessionWideBuffers = sessionWide });
        var reading = new CompactBodies.Reading(writer);
        var buffer = new byte[1024];
        Allocated(() => reading.Write(buffer, 0)).Should().Be(0);
    }

    [Theory]
    [InlineData("strict-v32")]
    [InlineData("si-v64")]
    public void Skipping_stanzas_allocates_nothing(string group)
    {
        var bodies = CompactBodies.Stanzas(group).Select(stanza => stanza.Body).ToArray();
        var options = new CompactExiOptions
        {
            Strict = group.StartsWith("strict", StringComparison.Ordinal),
            ValueMaxLength = group == "si-v64" ? 64 : 32,
            ValuePartitionCapacity = group == "si-v64" ? 64 : 100,
            MaxValues = 100,
            MaxValueBytes = 6400,
            MaxStringBytes = 4096,
            LocalValuePartitions = true,
            MaxBuiltInGrammars = 16,
            MaxBuiltInProductions = 64,
        };
        var reader = new CompactExiReader(CompactBodies.Image, options);
        Allocated(() =>
        {
            foreach (var body in bodies)
            {
                reader.Start(body, 0, body.Length);
                if (reader.Read() != CompactExiEvent.StartElement || reader.SkipElement() != CompactExiEvent.EndElement)
                    throw new InvalidOperationException($"error {reader.ErrorCode}");
            }
        }).Should().Be(0);
    }

    [Fact]
    public void Reading_numbers_allocates_nothing()
    {
        var writer = new CompactExiWriter(CompactBodies.Image, CompactBodies.Board());
        var buffer = new byte[1024];
        var length = new CompactBodies.Reading(writer).Write(buffer, 0);
        var reader = new CompactExiReader(CompactBodies.Image, CompactBodies.Board());
        var numeric = reader.FindName(CompactBodies.SensorData, "numeric");
        var value = reader.FindName("", "value");
        var sum = 0L;
        Allocated(() =>
        {
            reader.Start(buffer, 0, length);
            var inNumeric = false;
            int found;
            while ((found = reader.Read()) is > CompactExiEvent.NeedMore and not CompactExiEvent.EndDocument)
            {
                if (found == CompactExiEvent.StartElement)
                    inNumeric = reader.Name == numeric;
                else if (found == CompactExiEvent.Attribute && inNumeric && reader.Name == value && reader.GetScaled(2, out var scaled))
                    sum = scaled;
            }
        }).Should().Be(0);
        sum.Should().Be(101325);
    }

    private static long Allocated(Action action)
    {
        // The first rounds compile the code. A collection that another thread starts counts the rest of this thread's
        // allocation block as allocated: what the code itself takes, it takes in every round.
        var least = long.MaxValue;
        for (var round = 0; round < 10; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 20; i++)
                action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
