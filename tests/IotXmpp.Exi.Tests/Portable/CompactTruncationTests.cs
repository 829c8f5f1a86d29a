using IotXmpp.Exi.Portable;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Portable;

/// <summary>A body that did not fit, and input that is no body at all. Bodies that have arrived only in part: <see cref="CompactPrefixTests"/>.</summary>
[Spec("EXI-080")]
public sealed class CompactTruncationTests
{
    [Fact]
    [Spec("EXI-050")]
    public void A_body_that_failed_to_be_written_rolls_session_wide_values_back()
    {
        var options = new CompactExiOptions { SessionWideBuffers = true };
        var writer = new CompactExiWriter(CompactBodies.Image, options);
        var reading = new CompactBodies.Reading(writer);
        var untouched = new CompactExiWriter(CompactBodies.Image, options);
        var expected = new byte[1024];
        var buffer = new byte[1024];
        var first = new CompactBodies.Reading(untouched).Write(expected, 0);

        for (var room = 0; room < first; room++)
        {
            reading.Write(new byte[room], 0).Should().Be(0);
            writer.ErrorCode.Should().Be(CompactExiError.BufferFull);
        }

        reading.Write(buffer, 0).Should().Be(first);
        buffer.Should().Equal(expected);
        reading.Write(buffer, 0).Should().BeLessThan(first, "the values are known now");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Random_bytes_end_in_bounded_work(bool strict)
    {
        var reader = new CompactExiReader(CompactBodies.Image, CompactBodies.Board(strict));
        var random = new Random(80);
        var input = new byte[512];
        for (var round = 0; round < 20_000; round++)
        {
            random.NextBytes(input);
            reader.Start(input, 0, input.Length);
            AssertBounded(reader, input.Length);
        }
    }

    [Theory]
    [InlineData("si")]
    [InlineData("strict")]
    public void Changed_bits_end_in_bounded_work(string group)
    {
        var random = new Random(81);
        foreach (var (_, options, body, _) in CompactBodies.Stanzas(group))
        {
            var reader = new CompactExiReader(CompactBodies.Image, CompactBodies.Board(options.Strict));
            for (var round = 0; round < 400; round++)
            {
                var input = (byte[])body.Clone();
                for (var flips = random.Next(1, 4); flips > 0; flips--)
                    input[random.Next(input.Length)] ^= (byte)(1 << random.Next(8));
                reader.Start(input, 0, input.Length);
                AssertBounded(reader, input.Length);
            }
        }
    }

    [Fact]
    public void A_string_longer_than_the_bound_is_refused_before_it_is_read()
    {
        var writer = new CompactExiWriter(CompactBodies.Image, new CompactExiOptions { MaxStringBytes = 4096 });
        var buffer = new byte[8192];
        writer.StartBody(buffer, 0);
        writer.StartElement(CompactBodies.Client, "message");
        writer.StartElement(CompactBodies.Client, "body");
        writer.Text(new string('x', 1000));
        writer.EndElement();
        writer.EndElement();
        var length = writer.EndBody();

        var reader = new CompactExiReader(CompactBodies.Image, CompactBodies.Board());
        reader.Start(buffer, 0, length);
        CompactBodies.ReadAll(reader).Should().Be(CompactExiEvent.Error);
        reader.ErrorCode.Should().Be(CompactExiError.StringLength);
    }

    /// <summary>Walks to the end; every getter must cope with whatever value there is.</summary>
    private static void AssertBounded(CompactExiReader reader, int length)
    {
        // An event takes bits, or the grammar has no choice: then depth and schema bound it.
        var limit = 64 * length;
        var copy = new byte[4096];
        for (var events = 0; ; events++)
        {
            var found = reader.Read();
            if (found is CompactExiEvent.NeedMore or CompactExiEvent.Error or CompactExiEvent.EndDocument)
                break;
            if (found is CompactExiEvent.Attribute or CompactExiEvent.Characters)
            {
                reader.GetBoolean(out _);
                reader.GetInt32(out _);
                reader.GetScaled(3, out _);
                reader.GetUtcMilliseconds(out _);
                reader.CopyValue(copy, 0);
                reader.GetString();
            }

            events.Should().BeLessThan(limit);
            reader.Depth.Should().BeLessThanOrEqualTo(16);
        }

        reader.Consumed.Should().BeLessThanOrEqualTo(length);
    }
}
